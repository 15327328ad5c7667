import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { beginTerm } from './leading.ts';
import { lastTermOf } from './log.ts';
import { isQuorum, mayStand } from './membership.ts';
import type {
  PreVote,
  PreVoteReply,
  RequestVote,
  RequestVoteReply,
  TimeoutNow,
} from './messages.ts';
import type { VoteRefusal } from './observations.ts';
import { makeDurable, reply } from './persistence.ts';
import { adoptTerm, restartElectionTimer } from './roles.ts';
import { NOBODY, type RaftRole, type RaftTypes, type ReplicaState } from './types.ts';

type Ctx = Context<RaftTypes>;

/**
 * "If a follower receives no communication over a period of time called the election timeout, then it assumes there
 * is no viable leader and begins an election to choose a new leader" [Raft §5.2].
 */
export function onElectionTimeout(state: ReplicaState, ctx: Ctx): void {
  if (state.role === 'leader') return;
  if (!mayStand(state, ctx.self)) restartElectionTimer(state, ctx);
  else if (ctx.params.preVote) startPreVote(state, ctx);
  else startElection(state, false, ctx);
}

/** "The target server starts a new election", and need not ask first who would vote for it: its leader would [Ongaro §3.10]. */
export function onTimeoutNow(state: ReplicaState, { term }: TimeoutNow, ctx: Ctx): void {
  const { currentTerm } = state.persistent;
  if (term > currentTerm.value) adoptTerm(state, term, ctx);
  const isAsked = term === currentTerm.value && state.role === 'follower';
  if (isAsked && mayStand(state, ctx.self)) startElection(state, true, ctx);
}

/** "A candidate only increments its term if it first learns from a majority that they would be willing to grant it their votes" [Ongaro §9.6]. */
function startPreVote(state: ReplicaState, ctx: Ctx): void {
  const { currentTerm, log } = state.persistent;
  stand(state, 'preCandidate', ctx);
  state.votes[ctx.self] = true;
  ctx.observe({ type: 'StartedPreVote', term: currentTerm.value });
  const nextTerm = currentTerm.value + 1;
  const lastLogTerm = lastTermOf(log);
  askElectors(state, { type: 'PreVote', nextTerm, lastLogIndex: log.length, lastLogTerm }, ctx);
  countPreVotes(state, ctx);
}

/**
 * "To begin an election, a follower increments its current term and transitions to candidate state. It then votes for
 * itself and issues RequestVote RPCs in parallel to each of the other servers" [Raft §5.2].
 */
function startElection(state: ReplicaState, isTransfer: boolean, ctx: Ctx): void {
  const { currentTerm, votedFor, log } = state.persistent;
  stand(state, 'candidate', ctx);
  currentTerm.value++;
  votedFor.value = ctx.self;
  state.isUnsynced = true;
  const term = currentTerm.value;
  ctx.observe({ type: 'StartedElection', term });
  makeDurable(state, ctx);
  const lastLogTerm = lastTermOf(log);
  const lastLogIndex = log.length;
  askElectors(state, { type: 'RequestVote', term, lastLogIndex, lastLogTerm, isTransfer }, ctx);
  // Its own vote counts once the disk has it, as everyone's: it leaves, and comes back, after the sync.
  ctx.send(ctx.self, { type: 'RequestVoteReply', term, voteGranted: true });
}

function askElectors(
  { membership: { electors } }: ReplicaState,
  question: PreVote | RequestVote,
  ctx: Ctx,
): void {
  for (const elector of electors) if (elector !== ctx.self) ctx.send(elector, question);
}

function stand(state: ReplicaState, role: RaftRole, ctx: Ctx): void {
  state.role = role;
  state.leader = NOBODY;
  state.votes = ctx.nodes.map(() => false);
  restartElectionTimer(state, ctx);
}

/** Answers whether this server would vote for the sender. Neither its term nor its vote changes [Ongaro §9.6]. */
export function onPreVote(state: ReplicaState, from: NodeId, message: PreVote, ctx: Ctx): void {
  const { currentTerm } = state.persistent;
  const voteGranted =
    message.nextTerm > currentTerm.value &&
    !isLoyal(state, ctx) &&
    hasUpToDateLog(state, message, ctx);
  const { nextTerm } = message;
  reply(state, from, { type: 'PreVoteReply', term: currentTerm.value, nextTerm, voteGranted }, ctx);
}

export function onPreVoteReply(
  state: ReplicaState,
  from: NodeId,
  message: PreVoteReply,
  ctx: Ctx,
): void {
  const { currentTerm } = state.persistent;
  if (message.term > currentTerm.value) {
    adoptTerm(state, message.term, ctx);
    return;
  }
  const isForThisElection =
    state.role === 'preCandidate' && message.nextTerm === currentTerm.value + 1;
  if (!isForThisElection || !message.voteGranted) return;
  state.votes[from] = true;
  countPreVotes(state, ctx);
}

function countPreVotes(state: ReplicaState, ctx: Ctx): void {
  if (isQuorum(state.votes, state.membership, ctx.rules)) startElection(state, false, ctx);
}

/** "RequestVote RPC … Receiver implementation" [Raft Figure 2]. */
export function onRequestVote(
  state: ReplicaState,
  from: NodeId,
  message: RequestVote,
  ctx: Ctx,
): void {
  const { currentTerm, votedFor } = state.persistent;
  const refusal = whyNotVote(state, from, message, ctx);
  if (refusal === undefined) {
    votedFor.value = from;
    state.isUnsynced = true;
    restartElectionTimer(state, ctx);
    ctx.observe({ type: 'VoteGranted', term: message.term, candidate: from });
  } else {
    ctx.observe({ type: 'VoteRejected', term: message.term, candidate: from, reason: refusal });
  }
  const voteGranted = refusal === undefined;
  reply(state, from, { type: 'RequestVoteReply', term: currentTerm.value, voteGranted }, ctx);
}

function whyNotVote(
  state: ReplicaState,
  from: NodeId,
  message: RequestVote,
  ctx: Ctx,
): VoteRefusal | undefined {
  const { currentTerm, votedFor } = state.persistent;
  if (message.term < currentTerm.value) return 'staleTerm';
  if (message.term > currentTerm.value) {
    if (!message.isTransfer && isLoyal(state, ctx)) return 'hearsLeader';
    adoptTerm(state, message.term, ctx);
  }
  if (!ctx.rules.mayGrantVote(votedFor.value, from)) return 'alreadyVoted';
  if (!hasUpToDateLog(state, message, ctx)) return 'staleLog';
  return undefined;
}

/**
 * Leads, or has heard its leader lately, and so helps nobody to depose it [Ongaro §4.2.3]. A leader need not ask
 * when it heard anyone: it steps down by itself when it loses its quorum.
 */
function isLoyal(state: ReplicaState, ctx: Ctx): boolean {
  if (!ctx.params.checkQuorum) return false;
  if (state.role === 'leader') return true;
  const { rules, params } = ctx;
  if (state.leader === NOBODY && !rules.isBoundToForgotten(params.reads)) return false;
  return rules.hearsLeader(ctx.nowUs - state.leaderHeardAtUs, ctx.params.electionTimeout);
}

function hasUpToDateLog(state: ReplicaState, asked: PreVote | RequestVote, ctx: Ctx): boolean {
  const { log } = state.persistent;
  const { lastLogIndex, lastLogTerm } = asked;
  return ctx.rules.isUpToDate(lastLogTerm, lastLogIndex, lastTermOf(log), log.length);
}

/** "A candidate wins an election if it receives votes from a majority of the servers in the full cluster for the same term" [Raft §5.2]. */
export function onRequestVoteReply(
  state: ReplicaState,
  from: NodeId,
  message: RequestVoteReply,
  ctx: Ctx,
): void {
  const { currentTerm } = state.persistent;
  if (message.term > currentTerm.value) {
    adoptTerm(state, message.term, ctx);
    return;
  }
  const isForThisElection = state.role === 'candidate' && message.term === currentTerm.value;
  if (!isForThisElection || !message.voteGranted) return;
  state.votes[from] = true;
  if (isQuorum(state.votes, state.membership, ctx.rules)) beginTerm(state, ctx);
}
