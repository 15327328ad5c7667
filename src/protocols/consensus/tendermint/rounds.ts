import type { Context } from '../../../core/protocol.ts';
import { type Block, idOf, NIL } from './block.ts';
import { countAhead, precommitsIn, roundLog } from './message-log.ts';
import type { Precommit } from './messages.ts';
import { sendBinding } from './persistence.ts';
import { proposerOf } from './proposers.ts';
import { NO_ROUND, NOTHING_SAID, type TendermintTypes, type ValidatorState } from './types.ts';
import { precommit, prevote } from './voting.ts';

type Ctx = Context<TendermintTypes>;

/** "Function StartRound(round)" (lines 11–13). What follows waits, in round 0, until there is something to decide. */
export function startRound(
  state: ValidatorState,
  round: number,
  roundBefore: readonly Precommit[],
  ctx: Ctx,
): void {
  state.round = round;
  state.step = 'propose';
  state.own = NOTHING_SAID;
  state.roundBefore = roundBefore;
  state.hasPrevoteTimeout = false;
  state.hasPrecommitTimeout = false;
  state.locked = ctx.rules.lockInNextRound(state.locked);
  countAhead(state.log, round);
  ctx.cancelTimer('timeoutPropose');
  ctx.cancelTimer('timeoutPrevote');
  ctx.cancelTimer('timeoutPrecommit');
  ctx.observe({ type: 'RoundStarted', height: state.height, round });
  if (state.isAwake) enter(state, ctx);
}

/** There is something to decide in this height: a request, or others who are at it. */
export function wake(state: ValidatorState, ctx: Ctx): void {
  if (state.isAwake) return;
  state.isAwake = true;
  ctx.setTimer('resend', ctx.params.resendInterval);
  enter(state, ctx);
}

/** Lines 14–21: the proposer proposes, and the others wait for it, but not for ever. */
export function enter(state: ValidatorState, ctx: Ctx): void {
  const { height, round } = state;
  const { rules, params } = ctx;
  if (proposerOf(height, round, ctx) === ctx.self) {
    propose(state, ctx);
  } else {
    const { timeoutPropose, timeoutDelta } = params;
    ctx.setTimer('timeoutPropose', rules.timeoutUs(timeoutPropose, timeoutDelta, round));
  }
}

/** Lines 15–19: a value that a quorum has prevoted before any other. */
function propose(state: ValidatorState, ctx: Ctx): void {
  const { height, round, valid, proofOfValid } = state;
  const block = valid.block ?? newBlock(state, ctx);
  const validRound = valid.block === undefined ? NO_ROUND : valid.round;
  const proposal = ctx.keys.seal({
    type: 'Proposal' as const,
    height,
    round,
    proposer: ctx.self,
    block,
    validRound,
    polka: proofOfValid?.prevotes ?? [],
  });
  state.own = { ...state.own, proposal };
  const id = idOf(block);
  ctx.observe({ type: 'Proposed', height, round, id, validRound, size: block.requests.length });
  sendBinding(state, proposal, ctx);
}

/** `getValue()`: the requests that have waited longest. */
function newBlock({ round, pending }: ValidatorState, ctx: Ctx): Block {
  const { maxRequestsPerBlock } = ctx.params;
  const requests = [];
  for (const request of pending.values()) {
    if (requests.length === maxRequestsPerBlock) break;
    requests.push(request);
  }
  return { proposer: ctx.self, round, requests };
}

/*
 * The timeouts. Their timers end with the round, so that they are about this one: "if height = h ∧ round = round"
 * (lines 58, 62, 66).
 */

/** "Function OnTimeoutPropose" (lines 57–60). */
export function onTimeoutPropose(state: ValidatorState, ctx: Ctx): void {
  if (state.step === 'propose') prevote(state, NIL, ctx);
}

/** "Function OnTimeoutPrevote" (lines 61–64). */
export function onTimeoutPrevote(state: ValidatorState, ctx: Ctx): void {
  if (state.step === 'prevote') precommit(state, NIL, ctx);
}

/** "Function OnTimeoutPrecommit" (lines 65–67). */
export function onTimeoutPrecommit(state: ValidatorState, ctx: Ctx): void {
  const { log, round } = state;
  startRound(state, round + 1, precommitsIn(roundLog(log, round)), ctx);
}
