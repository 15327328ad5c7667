import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import type { TreeNode } from './block-tree.ts';
import { certificateOf } from './certificates.ts';
import { collectorOf } from './leaders.ts';
import type { Phase, QuorumCertificate, Vote } from './messages.ts';
import { send } from './persistence.ts';
import { voteRank } from './rules.ts';
import type { HotStuffTypes, ReplicaState, Tally } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/** Votes, if the replica has not done so in this phase or later. Answers whether it did. */
export function vote(
  state: ReplicaState,
  phase: Phase,
  view: number,
  node: TreeNode,
  ctx: Ctx,
): boolean {
  const { lastVote, lockedQC } = state.persistent;
  if (!ctx.rules.mayVote(lastVote.value, { view, phase })) return false;
  const lock = state.tree.get(lockedQC.value.block);
  ctx.observe({
    type: 'Voted',
    view,
    phase,
    block: node.digest,
    justifyView: node.block?.justify.view ?? 0,
    lockedView: lockedQC.value.view,
    extendsLock: lock === undefined || state.tree.isDescendant(node, lock),
  });
  lastVote.value = { view, phase };
  state.isUnsynced = true;
  const voter = ctx.self;
  const ballot = ctx.keys.seal({ type: 'Vote', phase, view, block: node.digest, voter } as const);
  state.ballots.own = ballot;
  send(state, collectorOf(view, ctx), ballot, ctx);
  return true;
}

/**
 * Counts a vote, and gives the certificate when it was the one that made a quorum. Of each replica only the latest vote
 * is kept: an honest one casts none for an older view after it, and a liar shall not fill the memory.
 */
export function count(state: ReplicaState, ballot: Vote, ctx: Ctx): QuorumCertificate | undefined {
  const { voter, view, phase, block } = ballot;
  if (view <= 0 || voter >= ctx.nodes.length || collectorOf(view, ctx) !== ctx.self)
    return undefined;
  if (
    view < state.persistent.view.value - 1 ||
    (phase === 'generic') !== (ctx.params.mode === 'chained')
  )
    return undefined;
  const { latest, tallies } = state.ballots;
  const key = `${view} ${phase} ${block}`;
  const known = tallies.get(key);
  if (known?.isDone) return undefined;
  const before = latest[voter];
  const isRepeated = before !== undefined && voteRank(before) >= voteRank(ballot);
  if (!ctx.rules.counts(isRepeated)) return undefined;
  if (!ctx.keys.isSealedBy(ballot, voter)) return undefined;
  if (before !== undefined && before !== known) withdraw(tallies, before, voter);
  const tally = known ?? { view, phase, block, votes: [], isDone: false };
  if (known === undefined) tallies.set(key, tally);
  latest[voter] = tally;
  tally.votes.push(ballot);
  if (tally.votes.length < ctx.rules.quorumSize(ctx.nodes.length)) return undefined;
  tally.isDone = true;
  return certificateOf(tally.votes);
}

/** Takes back the vote of one who has voted anew, where it made no quorum. */
function withdraw(tallies: Map<string, Tally>, tally: Tally, voter: NodeId): void {
  if (tally.isDone) return;
  const place = tally.votes.findIndex((vote) => vote.voter === voter);
  if (place >= 0) tally.votes.splice(place, 1);
  if (tally.votes.length === 0) tallies.delete(`${tally.view} ${tally.phase} ${tally.block}`);
}

/** Forgets the votes of views that are over. */
export function forgetVotesBefore(state: ReplicaState, view: number): void {
  const { tallies } = state.ballots;
  for (const [key, tally] of tallies) if (tally.view < view) tallies.delete(key);
}
