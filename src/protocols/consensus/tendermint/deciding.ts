import type { Context } from '../../../core/protocol.ts';
import type { KeyValueMachine, KeyValueResult } from '../shared/key-value.ts';
import { answerOf, isRepeated, perform, remember, sessionOf } from '../shared/key-value.ts';
import { type BlockId, type KeyValueRequest, requestKey } from './block.ts';
import { emptyHeightLog, isEmpty } from './message-log.ts';
import type { Decision } from './messages.ts';
import { startRound } from './rounds.ts';
import { NO_VALUE, type TendermintTypes, type ValidatorState } from './types.ts';

type Ctx = Context<TendermintTypes>;

/** How a validator came to know a decision. */
interface Source {
  readonly id: BlockId;
  readonly by: 'votes' | 'certificate';
}

/**
 * "decision[h] ← v; h ← h + 1; reset lockedRound, lockedValue, validRound and validValue to initial values and empty
 * message log; StartRound(0)" (lines 51–54).
 *
 * The decision need not be on the disk before anything else happens: a quorum's precommits are on theirs.
 */
export function decide(
  state: ValidatorState,
  decision: Decision,
  { id, by }: Source,
  ctx: Ctx,
): void {
  const { height, round, block } = decision;
  state.persistent.decisions.append(decision);
  ctx.observe({ type: 'Decided', height, round, id, size: block.requests.length, by });
  for (const [position, request] of block.requests.entries()) {
    execute(state, request, { height, position }, ctx);
  }
  state.height = height + 1;
  state.locked = NO_VALUE;
  state.valid = NO_VALUE;
  state.proofOfValid = undefined;
  state.log = state.nextLog;
  state.nextLog = emptyHeightLog(ctx.nodes.length);
  state.isAwake = state.pending.size > 0 || !isEmpty(state.log);
  const { resendInterval, statusInterval } = ctx.params;
  ctx.setTimer('resend', state.isAwake ? resendInterval : statusInterval);
  startRound(state, 0, [], ctx);
}

/** Carries out a request of a decided block, and answers its client, who waits for f + 1 answers alike. */
function execute(
  state: ValidatorState,
  request: KeyValueRequest,
  place: { readonly height: number; readonly position: number },
  ctx: Ctx,
): void {
  const { client, sequence, operation } = request;
  const tookEffect = !isRepeated(sessionOf(state.machine, client), sequence);
  const value = resultOf(state.machine, request);
  state.pending.delete(requestKey(request));
  ctx.observe({ type: 'Executed', ...place, client, sequence, operation, tookEffect, value });
  if (value !== undefined) ctx.respond(client, sequence, { value, height: place.height });
}

/** Does what a request asks for, unless that has been done; gives the answer where its client may still want it. */
export function resultOf(
  machine: KeyValueMachine,
  { client, sequence, doneBelow, operation }: KeyValueRequest,
): KeyValueResult | undefined {
  const session = sessionOf(machine, client);
  if (isRepeated(session, sequence)) return answerOf(session, sequence);
  const value = perform(machine, operation);
  remember(session, sequence, value, doneBelow);
  return value;
}
