import type { EndpointId } from '../../core/identity.ts';
import type { Mark, Scene } from './scene.ts';
import { fitLabel, textWidth, wrapText } from './text-width.ts';
import { type Demand, type TimeAxis, timeAxis } from './time-axis.ts';

/** The height of a line of a label. */
export const LINE = 12;
export const NOTE_SIZE = 10;
const GUTTER = 86;
const WIDEST_DRAWING = 1_180;
const WIDEST_LANE = 230;
const NARROWEST_LANE = 118;
/** Between a line and the label beside it. */
export const BESIDE = 9;

/** A mark with its place: its point and the lines of its label, downwards from it. */
export interface PlacedMark {
  readonly mark: Mark;
  readonly x: number;
  readonly y: number;
  readonly lines: readonly string[];
}

/** Where everything of a scene lies. */
export interface Layout {
  readonly scene: Scene;
  readonly laneGap: number;
  readonly width: number;
  readonly top: number;
  readonly axis: TimeAxis;
  readonly marks: readonly PlacedMark[];
  readonly xOf: (endpoint: EndpointId) => number;
}

/** Places the lines of a scene side by side, time downwards, and every mark with its label. */
export function layOut(scene: Scene, top: number, longestLabel: number): Layout {
  const count = Math.max(1, scene.endpoints.length);
  const laneGap = Math.min(
    WIDEST_LANE,
    Math.max(NARROWEST_LANE, Math.floor((WIDEST_DRAWING - GUTTER) / count)),
  );
  const labels = new Map(
    scene.marks.map((mark) => [mark, linesOf(mark, laneGap - BESIDE - 12, longestLabel)]),
  );
  const axis = timeAxis(scene, demandsOf(scene, labels), top);
  const xOf = (endpoint: EndpointId): number =>
    GUTTER + scene.endpoints.indexOf(endpoint) * laneGap + 34;
  return {
    scene,
    laneGap,
    width: GUTTER + count * laneGap + 20,
    top,
    axis,
    marks: placeMarks(scene, labels, axis, xOf),
    xOf,
  };
}

/** Where the times stand that label the axis: they end here. */
export const TIMES_END: number = GUTTER - 22;

function linesOf({ label, kind, fact }: Mark, width: number, most: number): string[] {
  if (label === '' || kind === 'timer') return [];
  const size = fact === undefined ? NOTE_SIZE : NOTE_SIZE + 1;
  if (fact === undefined && most === 1) return [fitLabel(label, size, width)];
  return wrapText(label, size, width, fact === undefined ? most : 5);
}

function demandsOf(scene: Scene, labels: ReadonlyMap<Mark, readonly string[]>): Demand[] {
  // Marks of one instant and endpoint stand below each other.
  const heights = new Map<string, { atUs: number; at: EndpointId; height: number }>();
  for (const mark of scene.marks) {
    const key = `${mark.at} ${mark.atUs}`;
    const demand = heights.get(key) ?? { atUs: mark.atUs, at: mark.at, height: 2 };
    demand.height += heightOf(mark, labels);
    heights.set(key, demand);
  }
  return [...heights.values()];
}

function heightOf(mark: Mark, labels: ReadonlyMap<Mark, readonly string[]>): number {
  const lines = labels.get(mark)?.length ?? 0;
  const extra = mark.fact === undefined ? 0 : 5;
  return lines === 0 ? 2 : lines * LINE + extra;
}

function placeMarks(
  scene: Scene,
  labels: ReadonlyMap<Mark, readonly string[]>,
  axis: TimeAxis,
  xOf: (endpoint: EndpointId) => number,
): PlacedMark[] {
  const used = new Map<string, number>();
  return scene.marks.map((mark) => {
    const key = `${mark.at} ${mark.atUs}`;
    const below = used.get(key) ?? 0;
    used.set(key, below + heightOf(mark, labels));
    return {
      mark,
      x: xOf(mark.at),
      y: axis.yOf(mark.atUs) + below,
      lines: labels.get(mark) ?? [],
    };
  });
}

/** How wide the label of a mark is. */
export function labelWidth({ lines, mark }: PlacedMark): number {
  const size = mark.fact === undefined ? NOTE_SIZE : NOTE_SIZE + 1;
  return Math.max(0, ...lines.map((words) => textWidth(words, size)));
}
