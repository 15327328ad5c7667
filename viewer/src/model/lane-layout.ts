/** The height of a row of the list of events, in pixels; the style sheet has it too. */
export const ROW = 26;

/** Where the lanes of endpoints lie, in pixels from the left. */
export interface LaneLayout {
  /** The endpoints that have a lane, in order. */
  readonly endpoints: readonly number[];
  readonly width: number;
  /** The middle of an endpoint's lane; undefined where it has none. */
  xOf(endpoint: number): number | undefined;
}

const MARGIN = 10;
const NODE_WIDTH = 44;
const CLIENT_WIDTH = 26;
/** The lanes get as much of the room as this, and are no narrower than the names over them. */
const MOST_OF_ROOM = 0.42;
const LEAST_SHARE = 0.5;

/** One lane a shown endpoint, as wide as the room allows; those of clients are narrower. */
export function laneLayout(
  nodeCount: number,
  endpointCount: number,
  hidden: ReadonlySet<number>,
  room: number,
): LaneLayout {
  const endpoints = Array.from({ length: endpointCount }, (_, endpoint) => endpoint).filter(
    (endpoint) => !hidden.has(endpoint),
  );
  const widthOf = (endpoint: number): number => (endpoint < nodeCount ? NODE_WIDTH : CLIENT_WIDTH);
  const wanted = endpoints.reduce((sum, endpoint) => sum + widthOf(endpoint), 0);
  const share = Math.max(LEAST_SHARE, Math.min(1, (room * MOST_OF_ROOM) / Math.max(1, wanted)));
  const xs = new Map<number, number>();
  let x = MARGIN;
  for (const endpoint of endpoints) {
    const width = widthOf(endpoint) * share;
    xs.set(endpoint, x + width / 2);
    x += width;
  }
  return { endpoints, width: x + MARGIN, xOf: (endpoint) => xs.get(endpoint) };
}
