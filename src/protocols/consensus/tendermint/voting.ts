import type { Context } from '../../../core/protocol.ts';
import type { BlockId } from './block.ts';
import { sendBinding } from './persistence.ts';
import type { TendermintTypes, ValidatorState } from './types.ts';

type Ctx = Context<TendermintTypes>;

/** "broadcast ⟨PREVOTE, h, round, id⟩; step ← prevote" (lines 24–27, 30–33, 59–60). */
export function prevote(state: ValidatorState, id: BlockId, ctx: Ctx): void {
  const { height, round } = state;
  const vote = ctx.keys.seal({ type: 'Prevote' as const, height, round, id, voter: ctx.self });
  state.step = 'prevote';
  state.own = { ...state.own, prevote: vote };
  sendBinding(state, vote, ctx);
}

/** "broadcast ⟨PRECOMMIT, h, round, id⟩; step ← precommit" (lines 40–41, 45–46, 63–64). */
export function precommit(state: ValidatorState, id: BlockId, ctx: Ctx): void {
  const { height, round } = state;
  const vote = ctx.keys.seal({ type: 'Precommit' as const, height, round, id, voter: ctx.self });
  state.step = 'precommit';
  state.own = { ...state.own, precommit: vote };
  sendBinding(state, vote, ctx);
}
