import type { PlainValue } from '../../experiment/plain-state.ts';
import type { StateDelta } from '../../experiment/state-delta.ts';
import type { TraceRecord } from '../../experiment/trial.ts';

/** What a record of the trace says happened. */
export type TraceKind = TraceRecord['kind'];

/**
 * A trial as the viewer's page holds it: plain JSON, with columns instead of records, and each content once.
 *
 * The page is read by the viewer that it was written with, so there is no version in it.
 */
export interface ViewedTrial {
  readonly title: string;
  readonly protocol: string;
  readonly variant?: string;
  readonly trial: number;
  readonly seed: string;
  readonly outcome: string;
  readonly traceHash: string;
  /** The line that opens this page's trial again, where it came from a command. */
  readonly command?: string;
  readonly nodeCount: number;
  readonly clientCount: number;
  /** The role of each node, in order. */
  readonly roles: readonly string[];
  readonly endedAtUs: number;
  /** When all faults were healed; absent where the trial ended before. */
  readonly healedAtUs?: number;
  /** What the schedule says, in words, and how often it took effect. */
  readonly schedule: readonly { readonly text: string; readonly landed: number }[];
  readonly violations: readonly ViewedViolation[];
  readonly spans: readonly ViewedSpan[];
  /** What led to the first violation, a sentence a step. Empty where none names facts. */
  readonly story: readonly StoryStep[];
  readonly trace: TraceColumns;
  /** The contents of records, each once. */
  readonly contents: readonly PlainValue[];
  /** What handlers changed in memory, in the order of the trace. */
  readonly changes: readonly ViewedChange[];
  /** The duties that nodes hold for a while, such as `leader`. */
  readonly duties: readonly string[];
}

/** A broken property, and the records of the facts that disagree: -1 where one is not in the trace. */
export interface ViewedViolation {
  readonly name: string;
  readonly expectation: string;
  readonly sentence: string;
  readonly citation?: string;
  readonly explanation: string;
  readonly atUs: number;
  readonly facts: readonly number[];
}

/** What lasted for a while; `toUs` is absent where it did to the end. */
export interface ViewedSpan {
  readonly kind: string;
  readonly label: string;
  readonly endpoints: readonly number[];
  readonly fromUs: number;
  readonly toUs?: number;
}

/** One sentence of the story, and the records that it tells of. */
export interface StoryStep {
  readonly sentence: string;
  readonly records: readonly number[];
}

/** The records of the trace, a column a field. */
export interface TraceColumns {
  /** One letter a record, see `KIND_LETTERS`. */
  readonly kinds: string;
  /** Microseconds since the record before. */
  readonly elapsedUs: readonly number[];
  readonly places: readonly number[];
  readonly peers: readonly number[];
  /** How many records back the cause is; 0 for none. */
  readonly causes: readonly number[];
  /** 0 for the next content that was not there before, n for the n-th last of those, -1 for none. */
  readonly contents: readonly number[];
}

/** What one handler changed: record, node, delta (0 for none), and the duties held if they changed. */
export type ViewedChange =
  | readonly [record: number, node: number, delta: StateDelta]
  | readonly [record: number, node: number, delta: StateDelta, duties: readonly number[]];

/** The letter of each kind of record in `TraceColumns.kinds`. */
export const KIND_LETTERS: Readonly<Record<TraceKind, string>> = {
  booted: 'b',
  sent: 's',
  delivered: 'd',
  dropped: 'x',
  timerFired: 't',
  synced: 'y',
  requested: 'q',
  requestDelivered: 'Q',
  responded: 'r',
  responseDelivered: 'R',
  observed: 'o',
  fault: 'f',
};
