import type { Context } from '../../../core/protocol.ts';
import { sendEntriesTo } from './replication.ts';
import type { LeaderState, RaftTypes, ReplicaState, Transfer } from './types.ts';

/**
 * A leader hands over [Ongaro §3.10]: it takes no more requests, brings the target's log up to its own, and tells the
 * target to stand at once. The target has every entry, and whoever has not may still vote for it, so it wins as a rule.
 * If nothing comes of it within an election timeout, the leader goes on.
 */

type Ctx = Context<RaftTypes>;

export function beginTransfer(
  state: ReplicaState,
  leading: LeaderState,
  transfer: Transfer,
  ctx: Ctx,
): void {
  const { client, sequence, target } = transfer;
  if (target === ctx.self) {
    ctx.respond(client, sequence, { kind: 'done', value: null });
    return;
  }
  // A server without a vote cannot lead, and while the members change one had better stay.
  const isVoter = state.membership.voters.includes(target);
  if (!isVoter || leading.change !== undefined) {
    ctx.respond(client, sequence, { kind: 'busy' });
    return;
  }
  leading.transfer = transfer;
  // Followers will vote for the target while they hear this leader, and the request that they do may come late.
  leading.isLeaseSpent = true;
  ctx.observe({ type: 'TransferBegun', term: state.persistent.currentTerm.value, target });
  ctx.setTimer('transferTimeout', ctx.params.electionTimeout.maxUs);
  sendEntriesTo(state, leading, target, ctx);
  tellTarget(state, leading, transfer, ctx);
}

/** Tells the target to stand, once, when it has the whole log. */
export function tellTarget(
  { persistent }: ReplicaState,
  leading: LeaderState,
  transfer: Transfer,
  ctx: Ctx,
): void {
  const { target, isTold } = transfer;
  const { currentTerm, log } = persistent;
  if (isTold || (leading.matchIndex[target] as number) < log.length) return;
  transfer.isTold = true;
  ctx.send(target, { type: 'TimeoutNow', term: currentTerm.value });
}

/** "If leadership transfer does not complete after about an election timeout, the prior leader aborts the transfer and resumes accepting client requests" [Ongaro §3.10]. */
export function onTransferTimeout({ leading }: ReplicaState): void {
  if (leading !== undefined) leading.transfer = undefined;
}
