import type { ClientId, NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import type { DurationRange } from '../../../core/schema.ts';
import type { Cell, Log } from '../../../core/storage.ts';
import type { KeyValueMachine, KeyValueOperation, KeyValueResult } from '../shared/key-value.ts';
import type { Membership } from './membership.ts';
import type { RaftMessage } from './messages.ts';
import type { RaftObservation } from './observations.ts';
import type { RaftRules } from './rules.ts';

/** Stands where the paper's pseudo-code has null for a node: no vote cast, no leader known. */
export const NOBODY = -1;
/** The client of a no-op entry. */
export const NO_CLIENT = -1;

export interface RaftParams {
  /** Each election timeout is drawn from this range [Raft §5.2]. */
  readonly electionTimeout: DurationRange;
  readonly heartbeatInterval: Micros;
  /** Ask whether an election could be won before the term goes up [Ongaro §9.6]. */
  readonly preVote: boolean;
  /** A leader that hears no quorum steps down, and who hears a leader votes for nobody else [Ongaro §6.2, §4.2.3]. */
  readonly checkQuorum: boolean;
  readonly maxEntriesPerMessage: number;
  /** So many servers, from n0 on, are members to begin with; 0 means all. The others are spare. */
  readonly initialMembers: number;
  /** Whether members change by joint consensus, or one server at a time [Raft §6] [Ongaro §4.1]. */
  readonly membershipChanges: 'joint' | 'single';
  /** Whether each read costs a round of heartbeats, or the leader trusts a lease [Ongaro §6.4, §6.4.1]. */
  readonly reads: 'index' | 'lease';
  /** Of two clocks, the fast one runs at most so many times as fast as the slow one. Leases depend on it. */
  readonly clockDriftBound: number;
  /** How many entries a server applies between two snapshots of its state; 0 for no snapshots [Raft §7]. */
  readonly snapshotEvery: number;
}

/** What an administrator may ask. */
export type AdminOperation =
  /** That these servers vote, and those no longer. */
  | {
      readonly kind: 'members';
      readonly add: readonly NodeId[];
      readonly remove: readonly NodeId[];
    }
  /** That another server lead [Ongaro §3.10]. */
  | { readonly kind: 'transfer'; readonly to: NodeId };

export type RaftOperation = KeyValueOperation | AdminOperation;

/** Who belongs to the cluster. It is an entry of the log, and in force as soon as it is there [Raft §6]. */
export interface Configuration {
  readonly kind: 'configuration';
  /** Of two configurations that are joint, those of the new one. */
  readonly voters: readonly NodeId[];
  /** Those of the old one while two are joint, else nobody. */
  readonly outgoing: readonly NodeId[];
  /** They get the log, and have no vote [Ongaro §4.2.1]. */
  readonly learners: readonly NodeId[];
}

/** One entry of the log. */
export interface Entry {
  /** When it was received by the leader. */
  readonly term: number;
  /** Whose operation it is, or `NO_CLIENT` for the no-op that begins a term. */
  readonly client: ClientId;
  readonly sequence: number;
  /** The client's operations before this one are over: their answers may be forgotten. */
  readonly doneBelow: number;
  readonly operation: KeyValueOperation | Configuration | undefined;
}

/** `preCandidate` asks whether it could win; `candidate` stands for election. */
export type RaftRole = 'follower' | 'preCandidate' | 'candidate' | 'leader';

/** What stands for the log up to some index: the state that it led to [Raft §7]. */
export interface Snapshot {
  /** The last entry that it replaces. */
  readonly lastIncludedIndex: number;
  readonly lastIncludedTerm: number;
  /** The latest configuration up to there. */
  readonly configuration: Configuration;
  readonly machine: KeyValueMachine;
}

// A server's state, grouped by lifetime as in [Raft Figure 2].

/** "Persistent state on all servers (updated on stable storage before responding to RPCs)". */
export interface PersistentState {
  readonly currentTerm: Cell<number>;
  readonly votedFor: Cell<NodeId>;
  /**
   * Holds the entry of index i at i − 1: the paper counts from 1. What a snapshot replaces is discarded but for the
   * last entry, which tells the term there.
   */
  readonly log: Log<Entry>;
  /** The latest snapshot, undefined before the first. */
  readonly snapshot: Cell<Snapshot | undefined>;
}

/** "Volatile state on leaders (reinitialized after election)". Arrays are indexed by node. */
export interface LeaderState {
  /** The no-op that begins the term. Once it is committed, so is everything before it. */
  readonly firstIndex: number;
  readonly nextIndex: number[];
  readonly matchIndex: number[];
  /** The follower refused an entry: send it one message at a time until one fits. */
  readonly isProbed: boolean[];
  /** The follower replied since the quorum was checked last. */
  readonly isHeard: boolean[];
  /** The round of heartbeats that was sent last, and the last that each follower answered. */
  round: number;
  readonly answeredRound: number[];
  /** Reads that wait for a round to be answered, in order. */
  readonly reads: PendingRead[];
  /** Reads that came before anything was committed in this term. */
  readonly earlyReads: ReadRequest[];
  /**
   * The first round of the present session with each follower, which begins when it becomes a member: what it replied
   * to before is about a log that it may have lost since. `NO_SESSION` for those that are no members.
   */
  readonly sessionRound: number[];
  /** The change of members that is under way. */
  change: MembershipChange | undefined;
  /** By round: when it was sent. Kept for leases only. */
  readonly roundSentAtUs: Micros[];
  /** Whom this leader is about to hand over to. */
  transfer: Transfer | undefined;
  /** It has told somebody to depose it, so it trusts no lease in this term. */
  isLeaseSpent: boolean;
}

/** Stands for the session with a server that is no member. */
export const NO_SESSION: number = 2 ** 30 - 1;

/** What a leader has been asked to make of its cluster. */
export interface MembershipChange {
  /** Who shall vote in the end. */
  readonly voters: readonly NodeId[];
  /** Who asked for it. */
  readonly client: ClientId;
  readonly sequence: number;
  readonly doneBelow: number;
}

/** A leader on its way out. */
export interface Transfer {
  readonly target: NodeId;
  /** Who asked for it. */
  readonly client: ClientId;
  readonly sequence: number;
  /** The target has been told to stand. */
  isTold: boolean;
}

/** A read that a client waits for. */
export interface ReadRequest {
  readonly client: ClientId;
  readonly sequence: number;
  readonly operation: KeyValueOperation;
}

export interface PendingRead extends ReadRequest {
  /** The commit index when the read was asked for: it must see at least this. */
  readonly readIndex: number;
  /** It may be served once a quorum has answered this round. */
  readonly round: number;
}

export interface ReplicaState {
  readonly persistent: PersistentState;
  /** Something persistent has changed since the last sync. */
  isUnsynced: boolean;

  // "Volatile state on all servers".
  commitIndex: number;
  lastApplied: number;
  /** The last index that the snapshot replaces, 0 without one. */
  snapshotIndex: number;
  machine: KeyValueMachine | undefined;
  /** The configuration in force: the latest in the log, committed or not. */
  membership: Membership;
  /** Those that it would fall back to if the log were cut, the oldest first, and last the one in force. */
  readonly memberships: Membership[];
  role: RaftRole;
  /** Whom this server believes to lead the current term. */
  leader: NodeId;
  leaderHeardAtUs: Micros;
  electionTimeoutUs: Micros;

  /** While a candidate, of either kind: who granted its vote. */
  votes: boolean[];
  leading: LeaderState | undefined;
}

export type RaftTimer =
  /** No leader has been heard for too long. */
  | 'electionTimeout'
  | 'heartbeat'
  | 'quorumCheck'
  /** A transfer of the leadership takes too long. */
  | 'transferTimeout'
  /** A server that shall become a member does not catch up. */
  | 'catchUpTimeout';

export type RaftResponse =
  | { readonly kind: 'done'; readonly value: KeyValueResult }
  /** `leader` is a hint, or `NOBODY`. */
  | { readonly kind: 'notLeader'; readonly leader: NodeId }
  /** The leader cannot take the request now; it has done nothing with it. */
  | { readonly kind: 'busy' }
  /** "It failed." Raft never says so of an operation that may yet commit; a mutant does. */
  | { readonly kind: 'failed' };

export interface RaftTypes extends ProtocolTypes {
  Params: RaftParams;
  Rules: RaftRules;
  State: ReplicaState;
  Message: RaftMessage;
  Timer: RaftTimer;
  Operation: RaftOperation;
  Response: RaftResponse;
  Observation: RaftObservation;
  Policy: undefined;
}
