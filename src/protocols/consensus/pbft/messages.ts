import type { ClientRequest } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Signed } from '../../../core/signer.ts';
import type { KeyValueMachine } from '../shared/key-value.ts';
import type { PbftOperation } from './types.ts';

/**
 * What replicas send each other. What a replica may be held to it signs, with its own number beside; the rest promises
 * nothing, and carries the signatures of others where it is to be believed.
 */

/** A client's request, with the client's signature. */
export type Request = ClientRequest<PbftOperation>;

/** The requests that are ordered under one sequence number. The empty batch is the null request [PBFT §4.4]. */
export type Batch = readonly Request[];

/** The primary of the view gives the batch its sequence number. */
export interface PrePrepareBody {
  readonly type: 'PrePrepare';
  readonly view: number;
  readonly sequence: number;
  readonly batch: Batch;
  readonly replica: NodeId;
}

/** A backup agrees to that number. */
export interface PrepareBody {
  readonly type: 'Prepare';
  readonly view: number;
  readonly sequence: number;
  /** Of the batch. */
  readonly digest: number;
  readonly replica: NodeId;
}

/** A replica knows that a quorum agrees. */
export interface CommitBody {
  readonly type: 'Commit';
  readonly view: number;
  readonly sequence: number;
  readonly digest: number;
  readonly replica: NodeId;
}

/** A replica's state after a sequence number. */
export interface CheckpointBody {
  readonly type: 'Checkpoint';
  readonly sequence: number;
  readonly digest: number;
  readonly replica: NodeId;
}

export type PrePrepare = Signed<PrePrepareBody>;
export type Prepare = Signed<PrepareBody>;
export type Commit = Signed<CommitBody>;
export type Checkpoint = Signed<CheckpointBody>;

/** Proves that a batch prepared: one element of the paper's P. */
export interface Certificate {
  readonly prePrepare: PrePrepare;
  readonly prepares: readonly Prepare[];
}

/** A replica has left all earlier views, and says what it is bound to. */
export interface ViewChangeBody {
  readonly type: 'ViewChange';
  /** The view that it moves to. */
  readonly view: number;
  /** Its last stable checkpoint, 0 for the initial state, and the proof of it. */
  readonly stableSequence: number;
  readonly checkpointProof: readonly Checkpoint[];
  /** For each later sequence number at which something prepared: that of the highest view. */
  readonly certificates: readonly Certificate[];
  readonly replica: NodeId;
}

export type ViewChange = Signed<ViewChangeBody>;

/** The primary of a new view begins it. */
export interface NewViewBody {
  readonly type: 'NewView';
  readonly view: number;
  readonly viewChanges: readonly ViewChange[];
  /** The paper's O: what follows from those view changes, and is proposed again. */
  readonly prePrepares: readonly PrePrepare[];
  readonly replica: NodeId;
}

export type NewView = Signed<NewViewBody>;

/** A backup passes a client's request on to the primary. */
export interface RelayedRequest {
  readonly type: 'RelayedRequest';
  readonly request: Request;
}

/** "This is how far I have come": asks for what the sender lacks. */
export interface Status {
  readonly type: 'Status';
  readonly view: number;
  readonly isChanging: boolean;
  readonly lastExecuted: number;
}

/** What was committed, proved by the commits of a quorum. */
export interface Decided {
  readonly type: 'Decided';
  readonly prePrepare: PrePrepare;
  readonly commits: readonly Commit[];
}

/** A checkpoint is stable. */
export interface StableProof {
  readonly type: 'StableProof';
  readonly proof: readonly Checkpoint[];
}

/** Asks for the state at a stable checkpoint, this one or a later one. */
export interface FetchState {
  readonly type: 'FetchState';
  readonly sequence: number;
}

export interface StateTransfer {
  readonly type: 'StateTransfer';
  readonly machine: KeyValueMachine;
  readonly proof: readonly Checkpoint[];
}

export type PbftMessage =
  | PrePrepare
  | Prepare
  | Commit
  | Checkpoint
  | ViewChange
  | NewView
  | RelayedRequest
  | Status
  | Decided
  | StableProof
  | FetchState
  | StateTransfer;
