import type { FaultFamily } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { Expectation } from '../core/invariant.ts';
import type { Micros } from '../core/micros.ts';

/**
 * How a trial ended. The worst of what happened: unsafe before stuck before exhausted. `outside` is a trial in which
 * something broke under faults that the protocol does not promise to survive: it says nothing about the protocol.
 */
export type Outcome = 'passed' | 'unsafe' | 'stuck' | 'exhausted' | 'outside';

/** What a trial says about one property. */
export type Verdict =
  | 'holds'
  | 'violated'
  /** Its premise never occurred, so it holds for no reason. */
  | 'not exercised'
  /** The trial ended before it could be judged, or judging it took more steps than are allowed. */
  | 'unknown'
  /** It broke, under faults beyond what the protocol tolerates. */
  | 'assumption broken';

/** A fact as data: what was observed, where and when. `node` is -1 for the engine and the clients. */
export interface RecordedFact {
  readonly atUs: Micros;
  readonly node: NodeId;
  readonly observation: Readonly<Record<string, unknown>>;
}

/** A broken property, as data. */
export interface RecordedViolation {
  readonly invariant: string;
  readonly expectation: Expectation;
  readonly sentence: string;
  readonly citation?: string;
  readonly explanation: string;
  readonly facts: readonly RecordedFact[];
  readonly atUs: Micros;
}

/** Everything that one trial found, as plain data: it crosses threads, and each of its lines can be re-run. */
export interface TrialRecord {
  readonly trial: number;
  readonly seed: string;
  readonly outcome: Outcome;
  /** One a property, in the order of `TrialPlan.invariants`. */
  readonly verdicts: readonly Verdict[];
  /** How often each property's premise occurred. */
  readonly exercises: readonly number[];
  /** One a column, in the order of `TrialPlan.columns`. */
  readonly metrics: readonly (number | undefined)[];
  /** How many faults were planned, and how many of them took effect at least once. */
  readonly faultsPlanned: number;
  readonly faultsLanded: number;
  /** The families of those planned, sorted. */
  readonly familiesPlanned: readonly FaultFamily[];
  /** The families of those that took effect, sorted. */
  readonly families: readonly FaultFamily[];
  /** How often each line of the config's `faults` took effect. */
  readonly linesLanded: readonly number[];
  readonly messagesSent: number;
  readonly messagesDelivered: number;
  readonly bytesSent: number;
  readonly events: number;
  readonly endedAtUs: Micros;
  readonly traceHash: string;
  /** The first property that broke. Absent where the trial is outside what the protocol tolerates. */
  readonly violation?: RecordedViolation;
}
