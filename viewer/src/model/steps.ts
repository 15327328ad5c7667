import type { UnpackedRecord } from '../../../src/report/viewer/trace-columns.ts';

/** One event with all that came of it at once: what a node handled, then what it observed, sent and suffered. */
export interface Step {
  readonly index: number;
  readonly atUs: number;
  /** Where it happened: an endpoint, or -1 for the network. */
  readonly process: number;
  /** Its records are those from `first` to `last`; the first says what it is. */
  readonly first: number;
  readonly last: number;
}

/** The kinds of record with which a handler begins. */
const HANDLED: readonly string[] = [
  'booted',
  'delivered',
  'timerFired',
  'synced',
  'requestDelivered',
  'responseDelivered',
];

/** Joins the records of a trace to steps. Each record is in one step, in their order. */
export function stepsOf(records: readonly UnpackedRecord[], nodeCount: number): Step[] {
  const steps: Step[] = [];
  let open: { -readonly [field in keyof Step]: Step[field] } | undefined;
  for (const record of records) {
    const process = processOf(record, nodeCount);
    if (open !== undefined && goesOn(open, record, process, records)) {
      open.last = record.index;
      continue;
    }
    const { index, atUs } = record;
    open = { index: steps.length, atUs, process, first: index, last: index };
    steps.push(open);
  }
  return steps;
}

/** True where a record only tells what came of the step so far. */
function goesOn(
  step: Step,
  record: UnpackedRecord,
  process: number,
  records: readonly UnpackedRecord[],
): boolean {
  if (HANDLED.includes(record.kind) || record.atUs !== step.atUs) return false;
  // What is lost at once belongs to its sending; what is lost at the end of its way is news.
  if (record.kind === 'dropped') return record.cause >= step.first;
  if (record.cause >= 0) return true;
  const isHandler = HANDLED.includes((records[step.first] as UnpackedRecord).kind);
  return !isHandler && process === step.process;
}

/** The endpoint at which a record happened, or -1 for the network. A client says who it is in what it observes. */
export function processOf({ kind, at, peer, content }: UnpackedRecord, nodeCount: number): number {
  if (kind === 'dropped') return peer;
  if (at >= 0 || kind !== 'observed') return at;
  const { client } = content as { readonly client?: number };
  return client === undefined ? at : nodeCount + client;
}
