import type { Step } from '../algorithms/linearizability/search-order.ts';
import {
  type CheckedOperation,
  describeOperation,
  type HistoryReport,
} from '../checking/history/check-history.ts';

/** More operations than this do not fit into one picture. */
const MOST_OPERATIONS = 40;

const CHARACTER_WIDTH = 6.7;
const BAR_PADDING = 20;
const EVENT_GAP = 12;
const POINT_GAP = 22;

/** An operation as a bar in the row of its process. */
export interface Bar {
  readonly label: string;
  readonly row: number;
  readonly fromX: number;
  /** Undefined where it never ended: the bar runs out of the picture. */
  readonly toX: number | undefined;
  readonly look: 'ok' | 'fail' | 'info' | 'impossible';
  /** Where it takes effect, and its number in the order. */
  readonly point: { readonly x: number; readonly number: number } | undefined;
}

/** Where everything of a picture of a history goes. */
export interface HistoryLayout {
  readonly bars: readonly Bar[];
  /** The name of the process beside the first of its rows. */
  readonly rows: readonly (string | undefined)[];
  readonly width: number;
  /** How many operations of the history are not in the picture. */
  readonly leftOut: number;
}

/** Lays out the part of a history that its verdict is about: the last operations up to the impossible one, or the first. */
export function layOutHistory(report: HistoryReport): HistoryLayout {
  const { operations, result } = report;
  const shown = shownOperations(report);
  const order = orderOf(report).filter(({ operation }) => shown.includes(operation));
  const { xOf, pointXs, width } = horizontalPlaces(report, shown, order);
  const { rowOf, rows } = rowsFor(report, shown);
  const impossible =
    result.verdict === 'not linearizable' ? result.impossibility.operation : undefined;
  const bars = shown.map((index): Bar => {
    const { written } = operations[index] as CheckedOperation;
    const number = order.findIndex(({ operation }) => operation === index);
    const ends = written.outcome !== 'info' && written.returnedAt !== undefined;
    return {
      label: describeOperation(operations[index] as CheckedOperation),
      row: rowOf.get(index) ?? 0,
      fromX: xOf.get(written.invokedAt) ?? 0,
      toX: ends ? xOf.get(written.returnedAt ?? -1) : undefined,
      look: index === impossible ? 'impossible' : written.outcome,
      point: number === -1 ? undefined : { x: pointXs[number] ?? 0, number: number + 1 },
    };
  });
  return { bars, rows, width, leftOut: operations.length - shown.length };
}

/** The order that the verdict came with: of all operations, or of those before the impossible one. */
function orderOf({ result }: HistoryReport): readonly Step[] {
  switch (result.verdict) {
    case 'linearizable':
      return result.order;
    case 'not linearizable':
      return result.impossibility.prefix;
    case 'unknown':
      return [];
  }
}

function shownOperations({ operations, result }: HistoryReport): number[] {
  const all = operations.map((_, index) => index);
  if (result.verdict !== 'not linearizable') return all.slice(0, MOST_OPERATIONS);
  const { operation, key } = result.impossibility;
  const end = operations[operation]?.written.returnedAt ?? 0;
  const ofObject = all.filter((index) => {
    const { written, read } = operations[index] as CheckedOperation;
    return read.key === key && written.invokedAt <= end;
  });
  // An operation that nobody knows of stays: it may explain what is seen.
  const last = new Set(ofObject.slice(-MOST_OPERATIONS));
  const order = result.impossibility.prefix.slice(-MOST_OPERATIONS / 2);
  for (const step of order) last.add(step.operation);
  last.add(operation);
  return [...last].sort((left, right) => left - right);
}

interface HorizontalPlaces {
  /** By event of the history. */
  readonly xOf: ReadonlyMap<number, number>;
  /** By place in the order. */
  readonly pointXs: readonly number[];
  readonly width: number;
}

/** Spreads events from left to right in their order, so that labels fit into bars and points between their neighbours. */
function horizontalPlaces(
  { operations }: HistoryReport,
  shown: readonly number[],
  order: readonly Step[],
): HorizontalPlaces {
  const at = (index: number) => operations[index] as CheckedOperation;
  const beginningAt = new Map(shown.map((index) => [at(index).written.invokedAt, index]));
  const returnOf = (index: number) => at(index).written.returnedAt ?? Number.POSITIVE_INFINITY;
  const ends = shown.filter((index) => at(index).written.outcome !== 'info').map(returnOf);
  const returns = order.map((step) => returnOf(step.beforeReturnOf));
  const events = [...new Set([...beginningAt.keys(), ...ends, ...returns])];
  events.sort((left, right) => left - right);

  const xOf = new Map<number, number>();
  const earliest = new Map<number, number>();
  const pointXs: number[] = new Array(order.length).fill(0);
  let x = 0;
  for (const event of events) {
    order.forEach((_, place) => {
      if (returns[place] !== event) return;
      x += POINT_GAP;
      pointXs[place] = x;
    });
    x = Math.max(x + EVENT_GAP, earliest.get(event) ?? 0);
    xOf.set(event, x);
    const begun = beginningAt.get(event);
    if (begun !== undefined) {
      const width = describeOperation(at(begun)).length * CHARACTER_WIDTH + BAR_PADDING;
      earliest.set(returnOf(begun), x + width);
      earliest.set(Number.POSITIVE_INFINITY, Math.max(earliest.get(Infinity) ?? 0, x + width));
    }
  }
  return { xOf, pointXs, width: Math.max(x + EVENT_GAP, earliest.get(Infinity) ?? 0) };
}

/** A row for each process, and another where an operation that never ended is in the way. */
function rowsFor(
  { operations }: HistoryReport,
  shown: readonly number[],
): { rowOf: Map<number, number>; rows: (string | undefined)[] } {
  const at = (index: number) => (operations[index] as CheckedOperation).written;
  const processes = [...new Set(shown.map((index) => at(index).process))];
  processes.sort((left, right) =>
    typeof left === 'number' && typeof right === 'number'
      ? left - right
      : String(left) < String(right)
        ? -1
        : 1,
  );
  const rowOf = new Map<number, number>();
  const rows: (string | undefined)[] = [];
  for (const process of processes) {
    const first = rows.length;
    const endsAt: number[] = [];
    for (const index of shown.filter((candidate) => at(candidate).process === process)) {
      const { invokedAt, returnedAt, outcome } = at(index);
      const free = endsAt.findIndex((end) => end < invokedAt);
      const row = free === -1 ? endsAt.length : free;
      endsAt[row] = outcome === 'info' ? Number.POSITIVE_INFINITY : (returnedAt ?? Infinity);
      rowOf.set(index, first + row);
    }
    endsAt.forEach((_, row) => {
      rows.push(row === 0 ? String(process) : undefined);
    });
  }
  return { rowOf, rows };
}
