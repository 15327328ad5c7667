import type { ClientId, NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import type { Cell } from '../../../core/storage.ts';
import type { KeyValueMachine, KeyValueOperation, KeyValueResult } from '../shared/key-value.ts';
import type { CheckpointVotes } from './checkpoint-votes.ts';
import type { EarlyMessage } from './early.ts';
import type {
  Certificate,
  Checkpoint,
  Commit,
  NewView,
  PbftMessage,
  PrePrepare,
  Request,
  ViewChange,
} from './messages.ts';
import type { PbftObservation } from './observations.ts';
import type { PbftRules } from './rules.ts';
import type { Slot } from './slot.ts';

export interface PbftParams {
  /** How many liars it shall bear; as many as n nodes can where absent. */
  readonly faults?: number | undefined;
  /** A checkpoint is taken at every so-many-th sequence number: the paper's K [PBFT §4.3]. */
  readonly checkpointInterval: number;
  /** How many requests one sequence number may order. */
  readonly maxBatch: number;
  /** How many sequence numbers a primary may have under way; further requests wait and make larger batches. */
  readonly maxInFlight: number;
  /** How long a request may wait before its primary is suspected [PBFT §4.4]. */
  readonly viewTimeout: Micros;
  /** How long nothing may move, while something is waited for, before the others are asked. */
  readonly statusInterval: Micros;
}

/** A read that shall not be ordered is marked: any replica answers it from its present state [PBFT §5.1.3]. */
export type PbftOperation = KeyValueOperation & { readonly isReadOnly?: boolean };

export type PbftResponse =
  | { readonly kind: 'done'; readonly view: number; readonly value: KeyValueResult }
  /** A read that was not ordered, from the state after `lastExecuted`. */
  | {
      readonly kind: 'read';
      readonly view: number;
      readonly value: KeyValueResult;
      readonly lastExecuted: number;
    };

/** The view that a replica belongs to, for good. */
export interface ViewPromise {
  readonly view: number;
  /** It has left the earlier views, and not yet begun this one. */
  readonly isChanging: boolean;
}

/** What a replica is bound to at one sequence number. */
export interface Binding {
  readonly sequence: number;
  /** What it accepted last. */
  readonly prePrepare: PrePrepare;
  /** What prepared last: in the same view, or in an earlier one. */
  readonly certificate: Certificate | undefined;
  /** What was committed, of whatever view: it promises nothing, but others may need the proof after a restart, too. */
  readonly decision: Decision | undefined;
}

export interface StableCheckpoint extends Snapshot {
  readonly proof: readonly Checkpoint[];
}

/** What the disk keeps: every promise that a message of this replica's makes, before the message leaves. */
export interface PersistentState {
  readonly promise: Cell<ViewPromise>;
  /** Undefined for the initial state. */
  readonly stable: Cell<StableCheckpoint | undefined>;
  /** The states at the checkpoints that it has signed since, the oldest first. */
  readonly snapshots: Cell<readonly Snapshot[]>;
  /** That which began the present view, undefined in view 0. */
  readonly newView: Cell<NewView | undefined>;
  /** The bindings between the watermarks: that of sequence number n at n modulo their number. */
  readonly bindings: readonly Cell<Binding | undefined>[];
}

/** What was committed at one sequence number, with its proof. */
export interface Decision {
  readonly prePrepare: PrePrepare;
  readonly digest: number;
  readonly commits: readonly Commit[];
}

/** The state after a sequence number. */
export interface Snapshot {
  readonly sequence: number;
  readonly digest: number;
  readonly machine: KeyValueMachine;
}

/** A stable checkpoint that this replica has heard of and not reached. */
export interface WantedState {
  readonly sequence: number;
  /** How often it has been asked for. */
  attempts: number;
}

export interface ReplicaState {
  readonly self: NodeId;
  readonly nodeCount: number;
  readonly faulty: number;
  readonly quorum: number;
  /** How far the high watermark is above the low one: the paper's L. */
  readonly windowSize: number;
  readonly persistent: PersistentState;
  /** Something persistent has changed since the last sync. */
  isUnsynced: boolean;

  // What the disk holds too, at hand.
  view: number;
  /** Who leads the view. */
  primary: NodeId;
  isChanging: boolean;
  /** The sequence number of the last stable checkpoint: the paper's h. */
  lowWatermark: number;

  // The service.
  lastExecuted: number;
  machine: KeyValueMachine;
  readonly checkpointVotes: CheckpointVotes;
  wanted: WantedState | undefined;

  // The agreement of the present view, and what is decided of any view.
  readonly slots: Map<number, Slot>;
  /** That of them which was of use last. */
  latestSlot: Slot | undefined;
  readonly decisions: Map<number, Decision>;
  /** The highest sequence number that is decided. It may be beyond those that can be executed. */
  highestDecided: number;
  /** Messages of views that this replica has not entered, by their senders. */
  readonly early: EarlyMessage[][];

  // Requests that have not been executed, the oldest first, by client and sequence.
  readonly waiting: Map<number, Request>;
  /** While it is the primary: those of them that it has not proposed. */
  readonly unproposed: Request[];
  lastProposed: number;

  // View changes.
  readonly viewChanges: (ViewChange | undefined)[];
  /** By view: of how many replicas the latest view change is for it. */
  readonly viewChangeCounts: Map<number, number>;
  /** View changes in a row that led to no progress: the timeout doubles with each. */
  fruitless: number;
  hasProgressed: boolean;

  // Timers.
  /** The waiting request that the view timer runs for. */
  timedRequest: number | undefined;
  isStatusTimerRunning: boolean;
  /** How far the replica was when the status timer was started. */
  progressMark: number;
}

export type PbftTimer =
  /** The primary has not had a request executed, or has not begun its view. */
  'viewTimeout' | 'status';

export interface PbftTypes extends ProtocolTypes {
  Params: PbftParams;
  Rules: PbftRules;
  State: ReplicaState;
  Message: PbftMessage;
  Timer: PbftTimer;
  Operation: PbftOperation;
  Response: PbftResponse;
  Observation: PbftObservation;
  Policy: undefined;
}

/** Names an operation of a client by one number. */
export function requestKey(client: ClientId, sequence: number): number {
  return client * 67_108_864 + sequence;
}
