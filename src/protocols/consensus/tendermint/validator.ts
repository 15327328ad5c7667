import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { emptyMachine } from '../shared/key-value.ts';
import type { KeyValueRequest } from './block.ts';
import { onDecisions, onResend, onStatus, resend } from './catching-up.ts';
import { onRequest, onSubmission } from './client-requests.ts';
import { resultOf } from './deciding.ts';
import { emptyHeightLog } from './message-log.ts';
import type { Decision, TendermintMessage, Vote } from './messages.ts';
import { receiveProof, receiveProposal, receiveRoundEnd, receiveVote } from './receiving.ts';
import { enter, onTimeoutPrecommit, onTimeoutPrevote, onTimeoutPropose } from './rounds.ts';
import {
  NO_VALUE,
  NOTHING_SAID,
  type TendermintTimer,
  type TendermintTypes,
  type ValidatorState,
  type WriteAhead,
} from './types.ts';
import { applyRules } from './upon.ts';

type Ctx = Context<TendermintTypes>;

export const validator: Role<TendermintTypes> = {
  boot(ctx: Ctx): ValidatorState {
    const { storage, nodes } = ctx;
    const decisions = storage.log<Decision>('decisions');
    const writeAhead = storage.cell<WriteAhead | undefined>('writeAhead', undefined);
    const height = decisions.length;
    const state: ValidatorState = {
      persistent: { decisions, writeAhead },
      height,
      round: 0,
      step: 'propose',
      locked: NO_VALUE,
      valid: NO_VALUE,
      proofOfValid: undefined,
      roundBefore: [],
      own: NOTHING_SAID,
      isAwake: false,
      hasPrevoteTimeout: false,
      hasPrecommitTimeout: false,
      log: emptyHeightLog(nodes.length),
      nextLog: emptyHeightLog(nodes.length),
      machine: emptyMachine(),
      pending: new Map(),
    };
    ctx.observe({ type: 'Booted', height });
    for (let index = 0; index < height; index++) {
      const { block } = decisions.at(index) as Decision;
      for (const request of block.requests) resultOf(state.machine, request);
    }
    const saved = writeAhead.value;
    if (saved !== undefined && saved.height === height) resume(state, saved, ctx);
    if (state.isAwake || height > 0) resend(state, ctx);
    const { resendInterval, statusInterval } = ctx.params;
    ctx.setTimer('resend', state.isAwake ? resendInterval : statusInterval);
    return state;
  },

  onMessage(state: ValidatorState, from: NodeId, message: TendermintMessage, ctx: Ctx): void {
    switch (message.type) {
      case 'Proposal':
        receiveProposal(state, message, ctx);
        break;
      case 'Prevote':
      case 'Precommit':
        if (from === ctx.self && ctx.keys.isSealedBy(message, from)) observeOwn(message, ctx);
        receiveVote(state, message, ctx);
        break;
      case 'ProofOfLock':
        receiveProof(state, message, ctx);
        break;
      case 'RoundEnd':
        receiveRoundEnd(state, message, ctx);
        break;
      case 'Submission':
        onSubmission(state, message, ctx);
        break;
      case 'Status':
        onStatus(state, from, message, ctx);
        return;
      case 'Decisions':
        onDecisions(state, from, message, ctx);
        break;
      default:
        return;
    }
    applyRules(state, ctx);
  },

  onTimer(state: ValidatorState, timer: TendermintTimer, ctx: Ctx): void {
    switch (timer) {
      case 'timeoutPropose':
        onTimeoutPropose(state, ctx);
        break;
      case 'timeoutPrevote':
        onTimeoutPrevote(state, ctx);
        break;
      case 'timeoutPrecommit':
        onTimeoutPrecommit(state, ctx);
        break;
      case 'resend':
        onResend(state, ctx);
        return;
    }
    applyRules(state, ctx);
  },

  onRequest(state: ValidatorState, request: KeyValueRequest, ctx: Ctx): void {
    onRequest(state, request, ctx);
    applyRules(state, ctx);
  },
};

/** Goes on where the disk says that this validator was: in the same round, with the same lock, and the same votes. */
function resume(state: ValidatorState, saved: WriteAhead, ctx: Ctx): void {
  const { rules } = ctx;
  state.round = saved.round;
  state.locked = rules.lockAfterRestart(saved.locked);
  state.valid = saved.valid;
  state.proofOfValid = saved.proofOfValid;
  state.roundBefore = saved.roundBefore;
  state.own = rules.ownAfterRestart(saved.own);
  state.isAwake = true;
  const { proposal, prevote, precommit } = state.own;
  if (proposal !== undefined) ctx.send(ctx.self, proposal);
  if (prevote !== undefined) ctx.send(ctx.self, prevote);
  if (precommit !== undefined) ctx.send(ctx.self, precommit);
  if (precommit !== undefined) state.step = 'precommit';
  else if (prevote !== undefined) state.step = 'prevote';
  else if (proposal === undefined) enter(state, ctx);
}

/** A vote that comes back from the disk is on its way to the others. */
function observeOwn({ type, height, round, id }: Vote, ctx: Ctx): void {
  const fact = type === 'Prevote' ? 'Prevoted' : 'Precommitted';
  ctx.observe({ type: fact, height, round, id });
}
