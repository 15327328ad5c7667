import type { EndpointId } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import type { Scene } from './scene.ts';

/** How far apart the ends of a typical message are drawn. */
const TYPICAL_FLIGHT = 36;
/** Silence is drawn no longer than this. */
const LONGEST_GAP = 64;
/** What would take more than that many pixels is cut short, and marked. */
const LEAST_BREAK = 4 * TYPICAL_FLIGHT;
const BREAK = 34;
const LEAST_GAP = 3;
/** Two messages that touch one line are drawn at least so far apart. */
const LEAST_TOUCH = 7;
/** Of messages that arrive in one instant, each more than the first that passes a place gets so much room there. */
const CROWD_ROOM = 17;
const MOST_CROWD_ROOM = 150;

/** A time without events that is drawn shorter than it was. */
export interface AxisBreak {
  readonly top: number;
  readonly bottom: number;
  readonly lengthUs: Micros;
}

/**
 * Where each instant lies, downwards. Order is kept and lengths are not: instants that carry labels get the room that
 * their labels need, and long silence is cut short.
 */
export interface TimeAxis {
  readonly yOf: (atUs: Micros) => number;
  readonly instants: readonly { readonly atUs: Micros; readonly y: number }[];
  readonly breaks: readonly AxisBreak[];
  readonly bottom: number;
}

/** Something that takes room on an endpoint's line: so much below the instant at which it begins. */
export interface Demand {
  readonly atUs: Micros;
  readonly at: EndpointId;
  readonly height: number;
}

/** How far two instants are drawn apart that lie so far apart by nature, and between which so much must have room. */
function gapOf(natural: number, crowd: number): number {
  if (natural === 0) return 0;
  if (natural > LEAST_BREAK) return BREAK;
  return Math.max(crowd, Math.min(LONGEST_GAP, Math.max(LEAST_GAP, natural)));
}

/** Lays out time so that nothing that demands room on one line overlaps. */
export function timeAxis(scene: Scene, demands: readonly Demand[], top: number): TimeAxis {
  const { fromUs, toUs } = scene;
  const pixelsPerUs = TYPICAL_FLIGHT / typicalFlightUs(scene);
  const byInstant = groupByInstant(scene, demands);
  const crowds = crowdsOf(scene);
  const times = [...byInstant.keys()].sort((left, right) => left - right);
  const instants: { atUs: Micros; y: number }[] = [];
  const breaks: AxisBreak[] = [];
  const free = new Map<EndpointId, number>();
  let y = top;
  let before = fromUs;
  for (const atUs of times) {
    const natural = (atUs - before) * pixelsPerUs;
    const isBreak = natural > LEAST_BREAK;
    const previous = y;
    y += gapOf(natural, crowds.get(atUs) ?? 0);
    for (const { at } of byInstant.get(atUs) ?? []) y = Math.max(y, free.get(at) ?? top);
    if (isBreak) breaks.push({ top: previous, bottom: y, lengthUs: atUs - before });
    for (const { at, height } of byInstant.get(atUs) ?? []) {
      free.set(at, Math.max(free.get(at) ?? top, y + Math.max(LEAST_TOUCH, height)));
    }
    instants.push({ atUs, y });
    before = atUs;
  }
  const bottom = Math.max(y, ...free.values(), y + Math.min(30, (toUs - before) * pixelsPerUs)) + 8;
  return { yOf: (atUs) => positionOf(atUs, instants, top, bottom), instants, breaks, bottom };
}

/**
 * The room that messages need above the instant in which they arrive: where latencies are equal, all those of a round do
 * so at once, and would lie on each other.
 */
function crowdsOf({ arrows, endpoints }: Scene): Map<Micros, number> {
  const lanes = new Map(endpoints.map((endpoint, lane) => [endpoint, lane]));
  const crossed = new Map<Micros, number>();
  for (const { from, to, endsAtUs } of arrows) {
    if (endsAtUs === undefined) continue;
    const count = Math.abs((lanes.get(from) ?? 0) - (lanes.get(to) ?? 0));
    crossed.set(endsAtUs, (crossed.get(endsAtUs) ?? 0) + count);
  }
  const gaps = Math.max(1, endpoints.length - 1);
  return new Map(
    [...crossed].map(([atUs, count]) => [
      atUs,
      Math.min(MOST_CROWD_ROOM, CROWD_ROOM * (count / gaps - 1)),
    ]),
  );
}

function groupByInstant(scene: Scene, demands: readonly Demand[]): Map<Micros, Demand[]> {
  const byInstant = new Map<Micros, Demand[]>();
  const touches = scene.arrows.flatMap(({ from, to, sentAtUs, endsAtUs }) => [
    { atUs: sentAtUs, at: from, height: 0 },
    ...(endsAtUs !== undefined && endsAtUs <= scene.toUs
      ? [{ atUs: endsAtUs, at: to, height: 0 }]
      : []),
  ]);
  for (const demand of [...touches, ...demands]) {
    const known = byInstant.get(demand.atUs);
    if (known === undefined) byInstant.set(demand.atUs, [demand]);
    else known.push(demand);
  }
  return byInstant;
}

/** The median time that a message of the scene took. */
function typicalFlightUs({ arrows }: Scene): Micros {
  const flights = arrows
    .flatMap(({ sentAtUs, endsAtUs }) => (endsAtUs === undefined ? [] : [endsAtUs - sentAtUs]))
    .filter((flight) => flight > 0)
    .sort((left, right) => left - right);
  return flights[Math.floor(flights.length / 2)] ?? 1_000;
}

function positionOf(
  atUs: Micros,
  instants: readonly { readonly atUs: Micros; readonly y: number }[],
  top: number,
  bottom: number,
): number {
  const after = instants.findIndex((instant) => instant.atUs >= atUs);
  if (after < 0) return bottom;
  const next = instants[after] as { atUs: Micros; y: number };
  const last = instants[after - 1];
  if (next.atUs === atUs || last === undefined) return next.atUs === atUs ? next.y : top;
  return last.y + ((next.y - last.y) * (atUs - last.atUs)) / (next.atUs - last.atUs);
}
