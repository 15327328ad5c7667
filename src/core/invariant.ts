import type { NodeId } from './identity.ts';
import type { Leaders } from './leaders.ts';
import type { Micros } from './micros.ts';
import type { EngineObservation, Fact } from './observation.ts';
import type { ProtocolTypes } from './protocol.ts';

/**
 * What a property promises: `always` holds at every instant, `eventually` holds once faults have healed and
 * time to settle has passed, `sometimes` is reached in at least one trial of a batch (else the batch proved little).
 */
export type Expectation = 'always' | 'eventually' | 'sometimes';

/** What a listener may hear: the protocol's observations and the engine's. */
export type Heard<T extends ProtocolTypes> = T['Observation'] | EngineObservation;

/** The types of what a listener may hear. */
export type HeardType<T extends ProtocolTypes> =
  | T['Observation']['type']
  | EngineObservation['type'];

/** The fixed facts of a trial that properties and metrics may use. */
export interface TrialSetup<T extends ProtocolTypes> {
  readonly nodeCount: number;
  readonly params: T['Params'];
  /** To be asked in the course of the trial: at its start no leader has been named yet. */
  readonly leaders: Leaders;
}

/** How a trial ended, for what is judged or computed at its end. */
export interface TrialEnd {
  readonly endedAtUs: Micros;
  /** When all faults were healed. */
  readonly healedAtUs: Micros;
  readonly messagesSent: number;
  readonly messagesDelivered: number;
  readonly bytesSent: number;
}

/** One promise of a protocol: a name (the paper's), a sentence, and a checker that hears observations as they happen. */
export interface Invariant<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  readonly expectation: Expectation;
  readonly sentence: string;
  /** Where the promise is made, such as `Raft §5.2`; resolves in docs/bibliography.md. */
  readonly citation?: string;
  /** The types of observation that the checker wants to hear. It hears no other. */
  readonly hears: readonly HeardType<T>[];
  /** Makes the checker of one trial. */
  start(verdict: VerdictReporter, setup: TrialSetup<T>): Checker<T>;
}

/** Hears one trial. It is incremental: it keeps what it needs and never scans the cluster. */
export interface Checker<T extends ProtocolTypes = ProtocolTypes> {
  hear(observation: Heard<T>, node: NodeId, atUs: Micros): void;
  /**
   * Judges at the end of the settle phase what can only be judged there: an `eventually` property, or one that looks at
   * the whole trial. A trial that ends earlier leaves such a property `unknown`.
   */
  judge?(end: TrialEnd): void;
}

/** Where a checker says what it found. */
export interface VerdictReporter {
  /** The premise of the property occurred: a verdict of "holds" now means something. For `sometimes`: reached. */
  exercised(): void;
  /** The property is broken: a sentence with the particulars, and the facts that disagree. */
  violated(explanation: string, facts: readonly Fact[]): void;
  /** Judging takes more steps than are allowed: the verdict is `unknown`, unless the property is violated. */
  undecided(): void;
}

/**
 * A property that asks no more than that an observation of the given type is made: `eventually` in every trial,
 * `sometimes` in at least one of a batch.
 */
export function reached<T extends ProtocolTypes>(
  expectation: 'eventually' | 'sometimes',
  name: string,
  type: HeardType<T>,
  sentence: string,
): Invariant<T> {
  const start = (verdict: VerdictReporter): Checker<T> => {
    let isReached = false;
    return {
      hear() {
        if (!isReached) verdict.exercised();
        isReached = true;
      },
      judge() {
        if (isReached || expectation === 'sometimes') return;
        verdict.exercised();
        verdict.violated(`${type} was never observed`, []);
      },
    };
  };
  return { name, expectation, sentence, hears: [type], start };
}
