import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { nextStep, type Step } from './changes.ts';
import { commitUpTo } from './commit.ts';
import { lastTermOf } from './log.ts';
import { isQuorum, reachedByQuorum, union, without } from './membership.ts';
import type { AppendEntriesReply } from './messages.ts';
import { appendEntry, makeDurable } from './persistence.ts';
import { beginEarlyReads, serveConfirmedReads } from './reads.ts';
import { sendEntries, sendEntriesTo, startRound } from './replication.ts';
import { adoptTerm, becomeFollower } from './roles.ts';
import { tellTarget } from './transfer.ts';
import {
  type Entry,
  type LeaderState,
  type MembershipChange,
  NO_CLIENT,
  NO_SESSION,
  type RaftTypes,
  type ReplicaState,
} from './types.ts';

type Ctx = Context<RaftTypes>;

/** How long a change waits for new servers, in longest election timeouts. */
const CATCH_UP_TIMEOUTS = 10;

/**
 * "When a leader first comes to power, it initializes all nextIndex values to the index just after the last one in its
 * log" [Raft §5.3], and it commits "a blank no-op entry into the log at the start of its term" [Raft §8].
 */
export function beginTerm(state: ReplicaState, ctx: Ctx): void {
  const { currentTerm, log } = state.persistent;
  const term = currentTerm.value;
  const firstIndex = log.length + 1;
  const { members } = state.membership;
  state.role = 'leader';
  state.leader = ctx.self;
  state.leading = {
    firstIndex,
    nextIndex: ctx.nodes.map(() => firstIndex),
    matchIndex: ctx.nodes.map(() => 0),
    isProbed: ctx.nodes.map(() => false),
    isHeard: ctx.nodes.map(() => true),
    round: 1,
    answeredRound: ctx.nodes.map((node) => (node === ctx.self ? 1 : 0)),
    reads: [],
    earlyReads: [],
    sessionRound: ctx.nodes.map((node) => (members.includes(node) ? 0 : NO_SESSION)),
    change: undefined,
    roundSentAtUs: [0, ctx.nowUs],
    transfer: undefined,
    isLeaseSpent: false,
  };
  ctx.cancelTimer('electionTimeout');
  ctx.observe({ type: 'BecameLeader', term, lastIndex: log.length, lastTerm: lastTermOf(log) });
  ctx.setTimer('heartbeat', ctx.params.heartbeatInterval);
  if (ctx.params.checkQuorum) ctx.setTimer('quorumCheck', ctx.params.electionTimeout.maxUs);
  propose(
    state,
    state.leading,
    { term, client: NO_CLIENT, sequence: 0, doneBelow: 0, operation: undefined },
    ctx,
  );
}

/**
 * Appends an entry and sends it to the followers. The leader writes to its own disk while they write to theirs
 * [Ongaro §10.2.1].
 */
export function propose(state: ReplicaState, leading: LeaderState, entry: Entry, ctx: Ctx): void {
  appendEntry(state, entry, ctx);
  sendEntries(state, leading, 'followersThatKeepUp', ctx);
  makeDurable(state, ctx);
  advanceCommit(state, leading, ctx);
}

export function onAppendEntriesReply(
  state: ReplicaState,
  from: NodeId,
  message: AppendEntriesReply,
  ctx: Ctx,
): void {
  const { currentTerm } = state.persistent;
  if (message.term > currentTerm.value) {
    adoptTerm(state, message.term, ctx);
    return;
  }
  const { leading } = state;
  // Round 0 refuses an earlier term, in which this server may have led, too.
  if (leading === undefined || message.term < currentTerm.value || message.round === 0) return;
  const sessionRound = leading.sessionRound[from] as number;
  if (sessionRound > 0 && !ctx.rules.isOfSession(message.round, sessionRound)) return;
  leading.isHeard[from] = true;
  if (message.success) onMatch(state, leading, from, message.matchIndex, ctx);
  else onConflict(state, leading, from, message, ctx);
  if (state.leading === leading && message.round > (leading.answeredRound[from] as number)) {
    leading.answeredRound[from] = message.round;
    serveConfirmedReads(state, leading, ctx);
  }
}

/** "If successful: update nextIndex and matchIndex for follower" [Raft Figure 2]. */
function onMatch(
  state: ReplicaState,
  leading: LeaderState,
  follower: NodeId,
  matchIndex: number,
  ctx: Ctx,
): void {
  const { log } = state.persistent;
  leading.isProbed[follower] = false;
  // A late reply tells of an earlier match.
  if (matchIndex > (leading.matchIndex[follower] as number)) {
    leading.matchIndex[follower] = matchIndex;
    if (matchIndex > state.commitIndex) advanceCommit(state, leading, ctx);
    if (leading.change !== undefined) advanceChange(state, leading, ctx);
    if (state.leading !== leading) return;
  }
  if (matchIndex >= (leading.nextIndex[follower] as number)) {
    leading.nextIndex[follower] = matchIndex + 1;
  }
  if ((leading.nextIndex[follower] as number) <= log.length) {
    sendEntriesTo(state, leading, follower, ctx);
  }
  if (leading.transfer !== undefined) tellTarget(state, leading, leading.transfer, ctx);
}

/** "If AppendEntries fails because of log inconsistency: decrement nextIndex and retry" [Raft Figure 2]. */
function onConflict(
  state: ReplicaState,
  leading: LeaderState,
  follower: NodeId,
  { prevLogIndex, conflictTerm, conflictIndex }: AppendEntriesReply,
  ctx: Ctx,
): void {
  const matchIndex = leading.matchIndex[follower] as number;
  const nextIndex = leading.nextIndex[follower] as number;
  // It answers an earlier try, as others may have since, or concerns what is known to match.
  const isLate = leading.isProbed[follower] === true && prevLogIndex !== nextIndex - 1;
  if (isLate || prevLogIndex <= matchIndex || prevLogIndex >= nextIndex) return;
  const { log } = state.persistent;
  const next = ctx.rules.nextIndexAfterConflict(log, prevLogIndex, conflictTerm, conflictIndex);
  leading.nextIndex[follower] = Math.max(next, matchIndex + 1);
  leading.isProbed[follower] = true;
  sendEntriesTo(state, leading, follower, ctx);
}

/** Commits what a majority has stored; the leader's own copy counts once its disk has it. */
export function advanceCommit(state: ReplicaState, leading: LeaderState, ctx: Ctx): void {
  const { currentTerm, log } = state.persistent;
  leading.matchIndex[ctx.self] = log.durableLength;
  const { rules } = ctx;
  const majorityIndex = reachedByQuorum(leading.matchIndex, state.membership, rules);
  const next = rules.nextCommitIndex(state.commitIndex, majorityIndex, log, currentTerm.value);
  if (next <= state.commitIndex) return;
  commitUpTo(state, next, ctx);
  beginEarlyReads(state, leading, ctx);
  const isFixed = state.membership.index === 0 && leading.change === undefined;
  if (!isFixed) advanceChange(state, leading, ctx);
}

/** An administrator asks for other members. */
export function beginChange(
  state: ReplicaState,
  leading: LeaderState,
  change: MembershipChange,
  ctx: Ctx,
): void {
  const { membership, commitIndex } = state;
  const { mayChangeMembers } = ctx.rules;
  const isUnderWay = leading.change !== undefined || membership.outgoing.length > 0;
  if (isUnderWay || !mayChangeMembers(commitIndex, membership.index, leading.firstIndex)) {
    ctx.respond(change.client, change.sequence, { kind: 'busy' });
    return;
  }
  leading.change = change;
  ctx.setTimer('catchUpTimeout', CATCH_UP_TIMEOUTS * ctx.params.electionTimeout.maxUs);
  advanceChange(state, leading, ctx);
}

/** Goes on with a change as far as it can. A leader that belongs no more to the cluster is done once that is committed. */
function advanceChange(state: ReplicaState, leading: LeaderState, ctx: Ctx): void {
  const { membership, commitIndex } = state;
  if (membership.index <= commitIndex && !membership.electors.includes(ctx.self)) {
    becomeFollower(state, 'removed', ctx);
    return;
  }
  if (!ctx.rules.mayChangeMembers(commitIndex, membership.index, leading.firstIndex)) return;
  const step = nextStep(state, leading, ctx);
  if (step === undefined) return;
  if (step.endsChange && leading.change !== undefined) {
    leading.change = undefined;
    ctx.cancelTimer('catchUpTimeout');
  }
  putInForce(state, leading, step, ctx);
}

function putInForce(
  state: ReplicaState,
  leading: LeaderState,
  { configuration, request }: Step,
  ctx: Ctx,
): void {
  const { currentTerm, log } = state.persistent;
  const { index: previousIndex, configuration: previous, members } = state.membership;
  const { voters, outgoing, learners } = configuration;
  const term = currentTerm.value;
  ctx.observe({
    type: 'ConfigurationProposed',
    term,
    index: log.length + 1,
    voters,
    outgoing,
    learners,
    previousVoters: previous.voters,
    previousOutgoing: previous.outgoing,
    previousIndex,
    commitIndex: state.commitIndex,
  });
  const present = union(union(voters, outgoing), learners);
  for (const node of without(members, present)) leading.sessionRound[node] = NO_SESSION;
  for (const node of without(present, members)) beginSession(state, leading, node);
  propose(state, leading, { term, ...request, operation: configuration }, ctx);
  // New members are probed, and hear from a leader in rounds only.
  if (state.leading === leading) startRound(state, leading, ctx);
}

/** Nothing is known of the log of a new member, whatever it said when it was a member before. */
function beginSession({ persistent }: ReplicaState, leading: LeaderState, node: NodeId): void {
  leading.sessionRound[node] = leading.round + 1;
  leading.nextIndex[node] = persistent.log.length + 1;
  leading.matchIndex[node] = 0;
  leading.isProbed[node] = true;
  leading.isHeard[node] = true;
  leading.answeredRound[node] = 0;
}

/** A new server that takes so long would hold up everything. Whoever wants it may ask again. */
export function onCatchUpTimeout(state: ReplicaState, ctx: Ctx): void {
  const { leading } = state;
  if (leading === undefined) return;
  leading.change = undefined;
  ctx.observe({ type: 'ChangeAbandoned', term: state.persistent.currentTerm.value });
}

/** "Send initial empty AppendEntries RPCs (heartbeat) to each server; repeat during idle periods to prevent election timeouts" [Raft Figure 2]. */
export function onHeartbeat(state: ReplicaState, ctx: Ctx): void {
  if (state.leading === undefined) return;
  ctx.setTimer('heartbeat', ctx.params.heartbeatInterval);
  startRound(state, state.leading, ctx);
}

/**
 * "A leader in Raft steps down if an election timeout elapses without a successful round of heartbeats to a majority of
 * its cluster": its clients should ask another server [Ongaro §6.2].
 */
export function onQuorumCheck(state: ReplicaState, ctx: Ctx): void {
  const { leading } = state;
  if (leading === undefined) return;
  leading.isHeard[ctx.self] = true;
  if (!isQuorum(leading.isHeard, state.membership, ctx.rules)) {
    becomeFollower(state, 'noQuorum', ctx);
    return;
  }
  leading.isHeard.fill(false);
  ctx.setTimer('quorumCheck', ctx.params.electionTimeout.maxUs);
}
