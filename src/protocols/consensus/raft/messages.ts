import type { Entry, Snapshot } from './types.ts';

/**
 * What servers send each other. The sender is known, so the paper's candidateId and leaderId are not carried.
 */

export interface RequestVote {
  readonly type: 'RequestVote';
  readonly term: number;
  readonly lastLogIndex: number;
  readonly lastLogTerm: number;
  /** The leader itself asked the sender to stand: nobody need be loyal to it [Ongaro §4.2.3]. */
  readonly isTransfer: boolean;
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

/**
 * The whole snapshot in one message. It is answered as entries are, with the index up to which the follower's log
 * equals the leader's.
 */
export interface InstallSnapshot {
  readonly type: 'InstallSnapshot';
  readonly term: number;
  readonly snapshot: Snapshot;
  /** As in AppendEntries: a snapshot serves as a heartbeat, too. */
  readonly round: number;
}

/** The leader asks the receiver to stand at once [Ongaro §3.10]. */
export interface TimeoutNow {
  readonly type: 'TimeoutNow';
  readonly term: number;
}

export type RaftMessage =
  | RequestVote
  | RequestVoteReply
  | PreVote
  | PreVoteReply
  | AppendEntries
  | AppendEntriesReply
  | InstallSnapshot
  | TimeoutNow;
