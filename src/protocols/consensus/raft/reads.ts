import type { Context } from '../../../core/protocol.ts';
import { emptyMachine, perform } from '../shared/key-value.ts';
import { reachedByQuorum } from './membership.ts';
import { startRound } from './replication.ts';
import type { LeaderState, RaftTypes, ReadRequest, ReplicaState } from './types.ts';

/**
 * Linearizable reads without the log, by ReadIndex [Ongaro §6.4]: the leader must have committed an entry of its own
 * term, so that its commit index is the cluster's; it saves that index; a round of heartbeats proves that no newer
 * leader had committed more; and once it has applied so much, it answers.
 *
 * With `reads: lease` a round proves as much for a while: as long as the followers that answered it vote for nobody
 * else, which they measure with clocks of their own [Ongaro §6.4.1].
 */

type Ctx = Context<RaftTypes>;

/** A client asks the leader to read. */
export function onRead(
  state: ReplicaState,
  leading: LeaderState,
  request: ReadRequest,
  ctx: Ctx,
): void {
  if (state.commitIndex < leading.firstIndex) {
    leading.earlyReads.push(request);
    return;
  }
  if (ctx.params.reads === 'lease' && hasLease(state, leading, ctx)) {
    serve(state, request, ctx);
    return;
  }
  waitForRound(state, leading, request, leading.round + 1);
  startRound(state, leading, ctx);
  serveConfirmedReads(state, leading, ctx);
}

function hasLease({ membership }: ReplicaState, leading: LeaderState, ctx: Ctx): boolean {
  const { params, rules, nowUs } = ctx;
  if (leading.isLeaseSpent) return false;
  const answered = reachedByQuorum(leading.answeredRound, membership, rules);
  if (answered === 0) return false;
  const sinceRoundUs = nowUs - (leading.roundSentAtUs[answered] as number);
  return rules.holdsLease(sinceRoundUs, params.electionTimeout, params.clockDriftBound);
}

/** The first commit of the term: what waited for it may begin. */
export function beginEarlyReads(state: ReplicaState, leading: LeaderState, ctx: Ctx): void {
  if (leading.earlyReads.length === 0 || state.commitIndex < leading.firstIndex) return;
  for (const request of leading.earlyReads)
    waitForRound(state, leading, request, leading.round + 1);
  leading.earlyReads.length = 0;
  startRound(state, leading, ctx);
  serveConfirmedReads(state, leading, ctx);
}

function waitForRound(
  state: ReplicaState,
  leading: LeaderState,
  { client, sequence, operation }: ReadRequest,
  round: number,
): void {
  const readIndex = state.commitIndex;
  leading.reads.push({ client, sequence, operation, readIndex, round });
}

/** Answers the reads whose round a quorum has answered. */
export function serveConfirmedReads(state: ReplicaState, leading: LeaderState, ctx: Ctx): void {
  const { reads } = leading;
  if (reads.length === 0) return;
  const answered = reachedByQuorum(leading.answeredRound, state.membership, ctx.rules);
  let served = 0;
  for (const read of reads) {
    const { readIndex, round } = read;
    if (!ctx.rules.readIsConfirmed(round, answered) || state.lastApplied < readIndex) break;
    serve(state, read, ctx);
    served++;
  }
  if (served > 0) reads.splice(0, served);
}

function serve(state: ReplicaState, { client, sequence, operation }: ReadRequest, ctx: Ctx): void {
  state.machine ??= emptyMachine();
  const value = perform(state.machine, operation);
  const { lastApplied: index, persistent } = state;
  const term = persistent.currentTerm.value;
  ctx.observe({ type: 'ReadServed', client, sequence, index, term });
  ctx.respond(client, sequence, { kind: 'done', value });
}
