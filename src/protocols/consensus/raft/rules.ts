import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Rng } from '../../../core/rng.ts';
import type { DurationRange } from '../../../core/schema.ts';
import type { Log } from '../../../core/storage.ts';
import { copyOf, type KeyValueMachine } from '../shared/key-value.ts';
import { termAt } from './log.ts';
import { type Entry, NOBODY, type RaftParams, type RaftResponse, type RaftRole } from './types.ts';

/**
 * The sentences of the paper that decide, as small pure functions. All else in the protocol carries messages
 * between them. A mutant overrides one.
 */
export interface RaftRules {
  readonly quorumSize: typeof quorumSize;
  readonly electionTimeoutUs: typeof electionTimeoutUs;
  readonly isUpToDate: typeof isUpToDate;
  readonly mayGrantVote: typeof mayGrantVote;
  readonly hearsLeader: typeof hearsLeader;
  readonly isBoundToForgotten: typeof isBoundToForgotten;
  readonly roleInHigherTerm: typeof roleInHigherTerm;
  readonly votedForAfterRestart: typeof votedForAfterRestart;
  readonly appliedAfterRestart: typeof appliedAfterRestart;
  readonly syncsBeforeReply: typeof syncsBeforeReply;
  readonly entryMatches: typeof entryMatches;
  readonly lengthToKeep: typeof lengthToKeep;
  readonly nextIndexAfterConflict: typeof nextIndexAfterConflict;
  readonly nextCommitIndex: typeof nextCommitIndex;
  readonly followerCommitIndex: typeof followerCommitIndex;
  readonly readIsConfirmed: typeof readIsConfirmed;
  readonly mayChangeMembers: typeof mayChangeMembers;
  readonly hasCaughtUp: typeof hasCaughtUp;
  readonly isOfSession: typeof isOfSession;
  readonly holdsLease: typeof holdsLease;
  readonly takesEffect: typeof takesEffect;
  readonly answerWhenDeposed: typeof answerWhenDeposed;
  readonly stateInSnapshot: typeof stateInSnapshot;
  readonly isNewSnapshot: typeof isNewSnapshot;
  readonly keepsLogBehind: typeof keepsLogBehind;
}

/** A majority: any two of them share a server [Raft §5.2]. */
export function quorumSize(nodeCount: number): number {
  return Math.floor(nodeCount / 2) + 1;
}

/**
 * "Raft uses randomized election timeouts to ensure that split votes are rare and that they are resolved quickly."
 * The timeout is drawn anew each time it starts: two servers that drew alike must not do so for ever [Raft §5.2].
 */
export function electionTimeoutUs(range: DurationRange, _previousUs: Micros, rng: Rng): Micros {
  return rng.integer(range.minUs, range.maxUs);
}

/**
 * "Raft determines which of two logs is more up-to-date by comparing the index and term of the last entries in the
 * logs. If the logs have last entries with different terms, then the log with the later term is more up-to-date. If
 * the logs end with the same term, then whichever log is longer is more up-to-date" [Raft §5.4.1].
 */
export function isUpToDate(
  candidateTerm: number,
  candidateIndex: number,
  lastTerm: number,
  lastIndex: number,
): boolean {
  if (candidateTerm !== lastTerm) return candidateTerm > lastTerm;
  return candidateIndex >= lastIndex;
}

/** "Each server will vote for at most one candidate in a given term" [Raft §5.2]. */
export function mayGrantVote(votedFor: NodeId, candidate: NodeId): boolean {
  return votedFor === NOBODY || votedFor === candidate;
}

/**
 * "If a server receives a RequestVote request within the minimum election timeout of hearing from a current leader,
 * it does not update its term or grant its vote" [Ongaro §4.2.3]. A clock that was set back has heard nobody.
 */
export function hearsLeader(sinceHeardUs: Micros, range: DurationRange): boolean {
  return sinceHeardUs >= 0 && sinceHeardUs < range.minUs;
}

/**
 * Whether a server that has heard a leader is loyal for as long, although it has forgotten which: after a restart, or
 * in a higher term. A leader that trusts its lease counts on that; the thesis does not say so [Ongaro §6.4.1].
 */
export function isBoundToForgotten(reads: RaftParams['reads']): boolean {
  return reads === 'lease';
}

/** "If a candidate or leader discovers that its term is out of date, it immediately reverts to follower state" [Raft §5.1]. */
export function roleInHigherTerm(_role: RaftRole): RaftRole {
  return 'follower';
}

/** The vote is persistent: who forgot it could vote twice in a term [Raft Figure 2]. */
export function votedForAfterRestart(saved: NodeId): NodeId {
  return saved;
}

/**
 * lastApplied is "initialized to 0, increases monotonically": the log counts from 1 [Raft Figure 2]. What a snapshot
 * replaces has been applied.
 */
export function appliedAfterRestart(snapshotIndex: number): number {
  return snapshotIndex;
}

/** Persistent state is "updated on stable storage before responding to RPCs" [Raft Figure 2]. */
export function syncsBeforeReply(): boolean {
  return true;
}

/**
 * "Reply false if log doesn't contain an entry at prevLogIndex whose term matches prevLogTerm" [Raft Figure 2]. What
 * has been discarded was committed, and so matches every leader's log.
 */
export function entryMatches(log: Log<Entry>, prevLogIndex: number, prevLogTerm: number): boolean {
  if (prevLogIndex <= log.start) return true;
  return prevLogIndex <= log.length && termAt(log, prevLogIndex) === prevLogTerm;
}

/**
 * How much of its log a follower keeps: "If an existing entry conflicts with a new one (same index but different
 * terms), delete the existing entry and all that follow it" [Raft Figure 2]. And only if: a message that is late says
 * nothing about what follows its entries, which may have been acknowledged since.
 */
export function lengthToKeep(
  log: Log<Entry>,
  prevLogIndex: number,
  entries: readonly Entry[],
): number {
  const known = Math.max(0, log.start - prevLogIndex);
  for (let offset = known; offset < entries.length; offset++) {
    const index = prevLogIndex + 1 + offset;
    if (index > log.length) return log.length;
    if (termAt(log, index) !== (entries[offset] as Entry).term) return index - 1;
  }
  return log.length;
}

/**
 * Where the leader tries next when a follower refused the entry at `prevLogIndex`, because it has `conflictTerm`
 * there, since `conflictIndex`: behind its own last entry of that term, or else before all that the follower has of
 * it. So "one AppendEntries RPC will be required for each term with conflicting entries, rather than one RPC per
 * entry" [Raft §5.3].
 */
export function nextIndexAfterConflict(
  log: Log<Entry>,
  prevLogIndex: number,
  conflictTerm: number,
  conflictIndex: number,
): number {
  let next = conflictIndex;
  if (conflictTerm > 0) {
    let last = Math.min(prevLogIndex, log.length);
    while (last > 0 && termAt(log, last) > conflictTerm) last--;
    if (last > 0 && termAt(log, last) === conflictTerm) next = last + 1;
  }
  // Each refusal brings it down by one at least, whatever the reply says.
  return Math.max(1, Math.min(next, prevLogIndex));
}

/**
 * The commit index becomes the largest N above it that a majority stores and whose entry is of the current term
 * [Raft Figure 2]. What a majority stores is known up to `majorityIndex`; where that entry is of an earlier term, so
 * are all before it, and "only log entries from the leader's current term are committed by counting replicas"
 * [Raft §5.4.2].
 */
export function nextCommitIndex(
  commitIndex: number,
  majorityIndex: number,
  log: Log<Entry>,
  currentTerm: number,
): number {
  if (majorityIndex <= commitIndex) return commitIndex;
  return termAt(log, majorityIndex) === currentTerm ? majorityIndex : commitIndex;
}

/** "If leaderCommit > commitIndex, set commitIndex = min(leaderCommit, index of last new entry)" [Raft Figure 2]. */
export function followerCommitIndex(
  commitIndex: number,
  leaderCommit: number,
  lastNewIndex: number,
): number {
  return Math.max(commitIndex, Math.min(leaderCommit, lastNewIndex));
}

/**
 * Whether a leader may put another configuration in force: the one before must be committed, and something of its own
 * term, too. Otherwise two leaders may each change what the other does not know, by one server and yet to majorities
 * that share none: the error of the published single-server changes, and its cure [Ongaro §4.1].
 */
export function mayChangeMembers(
  commitIndex: number,
  configurationIndex: number,
  firstIndexOfTerm: number,
): boolean {
  return configurationIndex <= commitIndex && firstIndexOfTerm <= commitIndex;
}

/** A new server gets a vote when it has the log, or nothing could be committed until it had [Ongaro §4.2.1]. */
export function hasCaughtUp(matchIndex: number, commitIndex: number): boolean {
  return matchIndex >= commitIndex;
}

/**
 * Whether a reply tells of the follower's log as it is. A server that was removed and is a member again may be another
 * machine with an empty disk, and what the former one said may still be on its way.
 */
export function isOfSession(round: number, sessionRound: number): boolean {
  return round >= sessionRound;
}

/**
 * The leader "needs to make sure it hasn't been superseded by a newer leader of which it is unaware. It issues a new
 * round of heartbeats and waits for their acknowledgments from a majority of the cluster" [Ongaro §6.4].
 */
export function readIsConfirmed(readRound: number, answeredByQuorum: number): boolean {
  return readRound <= answeredByQuorum;
}

/**
 * "Once the leader's heartbeats were acknowledged by a majority of the cluster, the leader would extend its lease to
 * start + election timeout / clock drift bound, since the followers shouldn't time out before then" [Ongaro §6.4.1].
 * A clock that was set back cannot tell.
 */
export function holdsLease(
  sinceRoundUs: Micros,
  range: DurationRange,
  clockDriftBound: number,
): boolean {
  return sinceRoundUs >= 0 && sinceRoundUs * clockDriftBound < range.minUs;
}

/** "If it receives a command whose serial number has already been executed, it responds immediately without re-executing the request" [Raft §8]. */
export function takesEffect(isRepeated: boolean): boolean {
  return !isRepeated;
}

/**
 * What a leader that is deposed tells the clients that wait: nothing. Their entries stay in its log, and the next
 * leader may yet commit them, so "it failed" could be a lie; the client does not know [Ongaro §6.3].
 */
export function answerWhenDeposed(): RaftResponse | undefined {
  return undefined;
}

/**
 * A snapshot holds the whole state of the state machine, and the sessions of the clients are part of it: without them
 * a retry would take effect again [Ongaro §6.3].
 */
export function stateInSnapshot(machine: KeyValueMachine): KeyValueMachine {
  return copyOf(machine);
}

/**
 * "Usually the snapshot will contain new information not already in the recipient's log" [Raft §7]. If not, because it
 * is late or came twice, its state is one that the recipient has been in before.
 */
export function isNewSnapshot(lastIncludedIndex: number, commitIndex: number): boolean {
  return lastIncludedIndex > commitIndex;
}

/**
 * "If existing log entry has same index and term as snapshot's last included entry, retain log entries following it"
 * [Raft Figure 13]: this server may have acknowledged them.
 */
export function keepsLogBehind(log: Log<Entry>, index: number, term: number): boolean {
  return index <= log.length && termAt(log, index) === term;
}

export const raftRules: RaftRules = {
  quorumSize,
  electionTimeoutUs,
  isUpToDate,
  mayGrantVote,
  hearsLeader,
  isBoundToForgotten,
  roleInHigherTerm,
  votedForAfterRestart,
  appliedAfterRestart,
  syncsBeforeReply,
  entryMatches,
  lengthToKeep,
  nextIndexAfterConflict,
  nextCommitIndex,
  followerCommitIndex,
  readIsConfirmed,
  mayChangeMembers,
  hasCaughtUp,
  isOfSession,
  holdsLease,
  takesEffect,
  answerWhenDeposed,
  stateInSnapshot,
  isNewSnapshot,
  keepsLogBehind,
};
