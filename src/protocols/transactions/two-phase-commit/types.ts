import type { ClientId, NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';

/** Counts the coordinator's transactions from 0. */
export type TransactionId = number;

export type Vote = 'yes' | 'no';
export type Decision = 'commit' | 'abort';

/** The coordinator is the first node; every other is a participant. */
export const COORDINATOR: NodeId = 0;

export interface TwoPhaseCommitParams {
  /** How likely a participant votes no, each time anew. */
  readonly noVotes: number;
  /** How long the coordinator waits for votes before it decides without them. */
  readonly voteTimeout: Micros;
  /** How long a participant in doubt waits for the decision before it asks, and asks again. */
  readonly askAfter: Micros;
  /** Whom a participant in doubt asks: the coordinator, or every node. */
  readonly termination: 'simple' | 'cooperative';
}

export type TwoPhaseCommitMessage =
  | { readonly type: 'VoteRequest'; readonly transaction: TransactionId }
  | { readonly type: 'Vote'; readonly transaction: TransactionId; readonly vote: Vote }
  | { readonly type: 'Decision'; readonly transaction: TransactionId; readonly decision: Decision }
  | { readonly type: 'DecisionRequest'; readonly transaction: TransactionId };

/** A record of the distributed transaction log, DT log for short. A `no` is the participant's own decision to abort. */
export type LogRecord =
  | {
      readonly kind: 'start';
      readonly transaction: TransactionId;
      readonly client: ClientId;
      readonly sequence: number;
    }
  | { readonly kind: Vote | Decision; readonly transaction: TransactionId };

/** What is said of the DT log: how many of its records, from the first, have been observed. */
export interface Announced {
  announced: number;
}

export interface CoordinatorState extends Announced {
  /** Rebuilt from the DT log. */
  nextTransaction: TransactionId;
  readonly undecided: Map<TransactionId, Ballot>;
  readonly decisions: Map<TransactionId, Decision>;
  /** The transaction that a client's request began, by `client:sequence`. */
  readonly begun: Map<string, TransactionId>;
}

/** A transaction that waits for votes, and who asked for it. */
export interface Ballot {
  readonly client: ClientId;
  readonly sequence: number;
  readonly yes: Set<NodeId>;
  isRefused: boolean;
}

/** How a participant stands to a transaction that it has voted on, or heard the decision of. */
export type Standing = 'inDoubt' | Decision;

export interface ParticipantState extends Announced {
  /** Rebuilt from the DT log. */
  readonly standings: Map<TransactionId, Standing>;
}

/**
 * What was begun and decided is made known when its record is durable: before, it has not happened. A vote is made
 * known when it is cast, and again after a restart where the participant is still in doubt.
 */
export type TwoPhaseCommitObservation =
  | { readonly type: 'Began'; readonly transaction: TransactionId }
  | { readonly type: 'Voted'; readonly transaction: TransactionId; readonly vote: Vote }
  | { readonly type: 'Decided'; readonly transaction: TransactionId; readonly decision: Decision }
  | { readonly type: 'VotesTimedOut'; readonly transaction: TransactionId }
  | { readonly type: 'LearnedFromPeer'; readonly transaction: TransactionId };

export interface TwoPhaseCommitTypes extends ProtocolTypes {
  Params: TwoPhaseCommitParams;
  Rules: TwoPhaseCommitRules;
  State: CoordinatorState | ParticipantState;
  Message: TwoPhaseCommitMessage;
  Timer: 'voteTimeout' | 'decisionTimeout';
  Operation: { readonly kind: 'transaction' };
  Response:
    | { readonly kind: 'decided'; readonly decision: Decision }
    | { readonly kind: 'notCoordinator' };
  Observation: TwoPhaseCommitObservation;
}

/** Where a sentence of [Bernstein 1987 §7.4] decides. */
export interface TwoPhaseCommitRules {
  /** Whether a record must be on the disk before any message leaves. */
  isForced(record: LogRecord): boolean;
  /** The coordinator's decision on the votes that have come, undefined while it must wait. */
  decisionOf(votes: {
    readonly yes: number;
    readonly isRefused: boolean;
    readonly participants: number;
  }): Decision | undefined;
  /** The coordinator's decision when votes do not come in time. */
  decisionAfterTimeout(): Decision;
  /** The coordinator's decision on a transaction that its log began and did not decide. */
  decisionAfterRestart(): Decision;
  /** What a participant does that has voted yes and hears no decision. */
  whenInDoubt(): 'ask' | Decision;
  /** What a participant tells a peer that is in doubt; undefined is silence. */
  answerToPeer(standing: Standing | 'unvoted'): Decision | undefined;
}
