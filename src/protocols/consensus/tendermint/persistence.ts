import type { Context } from '../../../core/protocol.ts';
import type { Proposal, Vote } from './messages.ts';
import type { TendermintTypes, ValidatorState } from './types.ts';

type Ctx = Context<TendermintTypes>;

/**
 * Sends a message that binds this validator: what it says, and the lock that goes with it, are on the disk first. To
 * itself it goes with all the others, so that its own vote counts when the disk has it, and not before.
 */
export function sendBinding(state: ValidatorState, message: Proposal | Vote, ctx: Ctx): void {
  const { height, round, locked, valid, proofOfValid, roundBefore, own } = state;
  const { writeAhead } = state.persistent;
  writeAhead.value = { height, round, locked, valid, proofOfValid, roundBefore, own };
  ctx.storage.sync();
  ctx.broadcast(message);
  ctx.send(ctx.self, message);
}
