import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { idOf } from './block.ts';
import { decide } from './deciding.ts';
import type { Decision, Decisions, Status } from './messages.ts';
import type { TendermintTypes, ValidatorState } from './types.ts';
import { countVoters, isBlock, isIndex, isValid, listed } from './validation.ts';

type Ctx = Context<TendermintTypes>;

/*
 * The paper builds on gossip: what one correct validator has got, all get in the end [Tendermint §2]. In its stead, each
 * says its height and what it has signed in its round again from time to time, and those that are ahead answer with
 * decisions.
 */

/** How many decisions one message holds at most. */
const MOST_DECISIONS = 16;

export function onResend(state: ValidatorState, ctx: Ctx): void {
  resend(state, ctx);
  const { resendInterval, statusInterval } = ctx.params;
  ctx.setTimer('resend', state.isAwake ? resendInterval : statusInterval);
}

/** Says again all that the others may have missed. */
export function resend(state: ValidatorState, ctx: Ctx): void {
  ctx.broadcast({ type: 'Status', height: state.height });
  if (!state.isAwake) return;
  const { own, proofOfValid, roundBefore, pending } = state;
  if (own.proposal !== undefined) ctx.broadcast(own.proposal);
  if (own.prevote !== undefined) ctx.broadcast(own.prevote);
  if (own.precommit !== undefined) ctx.broadcast(own.precommit);
  if (proofOfValid !== undefined) ctx.broadcast(proofOfValid);
  if (roundBefore.length > 0) ctx.broadcast({ type: 'RoundEnd', precommits: roundBefore });
  if (pending.size === 0) return;
  const requests = [...pending.values()].slice(0, ctx.params.maxRequestsPerBlock);
  ctx.broadcast({ type: 'Submission', requests });
}

/** Helps one that is behind. */
export function onStatus(
  { height, persistent }: ValidatorState,
  from: NodeId,
  status: Status,
  ctx: Ctx,
): void {
  const first = status.height;
  if (!isIndex(first) || first >= height) return;
  const decisions = persistent.decisions.slice(first, Math.min(height, first + MOST_DECISIONS));
  ctx.send(from, { type: 'Decisions', decisions });
}

/** Takes over what a quorum is proven to have decided. */
export function onDecisions(
  state: ValidatorState,
  from: NodeId,
  { decisions }: Decisions,
  ctx: Ctx,
): void {
  const before = state.height;
  for (const decision of listed(decisions, MOST_DECISIONS)) takeOver(state, decision, ctx);
  // There may be more where these came from.
  if (state.height >= before + MOST_DECISIONS) {
    ctx.send(from, { type: 'Status', height: state.height });
  }
}

function takeOver(state: ValidatorState, decision: Decision, ctx: Ctx): void {
  if (typeof decision !== 'object' || decision === null) return;
  const { height, round, block, precommits } = decision;
  if (height !== state.height || !isIndex(round) || !isBlock(block)) return;
  const id = idOf(block);
  const voters = countVoters(precommits, { type: 'Precommit', height, round, id }, ctx);
  const { rules, nodes } = ctx;
  if (!rules.isProven(voters, rules.quorumSize(nodes.length)) || !isValid(block, ctx)) return;
  decide(state, { height, round, block, precommits }, { id, by: 'certificate' }, ctx);
}
