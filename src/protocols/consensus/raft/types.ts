import type { ClientId, NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import type { DurationRange } from '../../../core/schema.ts';
import type { Cell, Log } from '../../../core/storage.ts';
import type { KeyValueMachine, KeyValueOperation, KeyValueResult } from '../shared/key-value.ts';
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
  readonly operation: KeyValueOperation | undefined;
}

// The messages. The sender is known, so the paper's candidateId and leaderId are not carried.

export interface RequestVote {
  readonly type: 'RequestVote';
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface RequestVoteReply {
  readonly type: 'RequestVoteReply';
  readonly term: number;
  readonly voteGranted: boolean;
}

/** "Would you vote for me?" It changes nobody's term. */
export interface PreVote {
  readonly type: 'PreVote';
  /** The term in which the sender would stand: one above its own. */
  readonly nextTerm: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
}

export interface PreVoteReply {
  readonly type: 'PreVoteReply';
  /** The voter's own term. */
  readonly term: number;
  /** The term that was asked about. */
  readonly nextTerm: number;
  readonly voteGranted: boolean;
}

export interface AppendEntries {
  readonly type: 'AppendEntries';
  readonly term: number;
  readonly prevLogIndex: number;
  readonly prevLogTerm: number;
  readonly entries: readonly Entry[];
  readonly leaderCommit: number;
  /** Numbers the leader's rounds of heartbeats from 1, so that a reply confirms its leadership as of then. */
  readonly round: number;
}

export interface AppendEntriesReply {
  readonly type: 'AppendEntriesReply';
  readonly term: number;
  readonly success: boolean;
  /** The round that is answered; 0 where the leader's term was stale, which says nothing about its log. */
  readonly round: number;
  /** On success: the follower's log equals the leader's up to here. */
  readonly matchIndex: number;
  /** On failure: the index that was asked for and does not match. */
  readonly prevLogIndex: number;
  /** On failure: the term that the follower has there, 0 where its log is shorter. */
  readonly conflictTerm: number;
  /** On failure: the first index that it has for that term, or the end of its log. */
  readonly conflictIndex: number;
}

export type RaftMessage =
  | RequestVote
  | RequestVoteReply
  | PreVote
  | PreVoteReply
  | AppendEntries
  | AppendEntriesReply;

/** `preCandidate` asks whether it could win; `candidate` stands for election. */
export type RaftRole = 'follower' | 'preCandidate' | 'candidate' | 'leader';

// A server's state, grouped by lifetime as in [Raft Figure 2].

/** "Persistent state on all servers (updated on stable storage before responding to RPCs)". */
export interface PersistentState {
  readonly currentTerm: Cell<number>;
  readonly votedFor: Cell<NodeId>;
  /** Holds the entry of index i at i − 1: the paper counts from 1. */
  readonly log: Log<Entry>;
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
  machine: KeyValueMachine | undefined;
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
  'electionTimeout' | 'heartbeat' | 'quorumCheck';

export type RaftResponse =
  | { readonly kind: 'done'; readonly value: KeyValueResult }
  /** `leader` is a hint, or `NOBODY`. */
  | { readonly kind: 'notLeader'; readonly leader: NodeId }
  /** "It failed." Raft never says so of an operation that may yet commit; a mutant does. */
  | { readonly kind: 'failed' };

export type VoteRefusal = 'staleTerm' | 'hearsLeader' | 'alreadyVoted' | 'staleLog';
export type StepDownReason = 'higherTerm' | 'noQuorum';

export type RaftObservation =
  /** The server started, with what its disk kept. */
  | {
      readonly type: 'Booted';
      readonly term: number;
      readonly votedFor: NodeId;
      readonly lastIndex: number;
      readonly lastTerm: number;
    }
  | { readonly type: 'StartedPreVote'; readonly term: number }
  | { readonly type: 'StartedElection'; readonly term: number }
  | { readonly type: 'VoteGranted'; readonly term: number; readonly candidate: NodeId }
  | {
      readonly type: 'VoteRejected';
      readonly term: number;
      readonly candidate: NodeId;
      readonly reason: VoteRefusal;
    }
  | {
      readonly type: 'BecameLeader';
      readonly term: number;
      /** The end of its log before it adds the term's first entry. */
      readonly lastIndex: number;
      readonly lastTerm: number;
    }
  /** A leader ceased to lead. `term` is the one it led. */
  | { readonly type: 'SteppedDown'; readonly term: number; readonly reason: StepDownReason }
  | {
      readonly type: 'EntryAppended';
      readonly index: number;
      readonly term: number;
      /** The term of the entry before it, 0 at the start of the log. */
      readonly previousTerm: number;
      readonly client: ClientId;
      readonly sequence: number;
    }
  | {
      readonly type: 'LogTruncated';
      readonly term: number;
      readonly fromLength: number;
      readonly toLength: number;
    }
  /** A leader, in its `term`, learned that more is committed; `entryTerm` is that of the last entry committed. */
  | {
      readonly type: 'CommitAdvanced';
      readonly term: number;
      readonly from: number;
      readonly to: number;
      readonly entryTerm: number;
    }
  | {
      readonly type: 'Applied';
      readonly index: number;
      readonly term: number;
      readonly client: ClientId;
      readonly sequence: number;
      /** False for a no-op, and for an operation that had taken effect before. */
      readonly tookEffect: boolean;
    }
  /** A read was answered from the state after `index`. */
  | {
      readonly type: 'ReadServed';
      readonly client: ClientId;
      readonly sequence: number;
      readonly index: number;
      readonly term: number;
    };

export interface RaftTypes extends ProtocolTypes {
  Params: RaftParams;
  Rules: RaftRules;
  State: ReplicaState;
  Message: RaftMessage;
  Timer: RaftTimer;
  Operation: KeyValueOperation;
  Response: RaftResponse;
  Observation: RaftObservation;
  Policy: undefined;
}
