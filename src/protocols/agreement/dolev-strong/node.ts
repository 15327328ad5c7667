import type { Context, Role } from '../../../core/protocol.ts';
import { hasMissedTheBeginning, roundLengthUs } from '../shared/lock-step.ts';
import { inputOf } from '../shared/params.ts';
import { chainOf } from './chain.ts';
import { type DolevStrongState, type DolevStrongTypes, SENDER } from './types.ts';

type DolevStrongContext = Context<DolevStrongTypes>;

/** With two values the sender is found out: no need to pass on a third. */
const MOST_VALUES = 2;

export const node: Role<DolevStrongTypes> = {
  boot(ctx) {
    const isOver = hasMissedTheBeginning(ctx);
    if (!isOver) ctx.setTimer('roundEnd', 0);
    return { round: 0, isOver, extracted: [], relays: [] };
  },

  onMessage(state, _from, message, ctx) {
    if (state.isOver || state.extracted.length >= MOST_VALUES) return;
    const chain = chainOf(message, ctx.nodes.length + 1);
    if (chain === undefined || state.extracted.includes(chain.value)) return;
    const { value, links, signers } = chain;
    if (!ctx.rules.isInTime(ctx.rules.countOf(signers), state.round)) return;
    if (!links.every((link) => ctx.rules.isGenuine(link, ctx.keys))) return;
    state.extracted.push(value);
    state.relays.push(message);
    ctx.observe({ type: 'Extracted', value, round: state.round });
  },

  onTimer(state, _timer, ctx) {
    const { round } = state;
    if (round > 0 && round >= ctx.rules.rounds(faultyOf(ctx))) {
      state.isOver = true;
      ctx.observe({ type: 'Decided', value: ctx.rules.decisionOf(state.extracted), round });
      return;
    }
    state.round++;
    if (state.round === 1 && ctx.self === SENDER) propose(state, ctx);
    for (const of of state.relays) {
      ctx.broadcast(ctx.keys.seal({ type: 'Relay', signer: ctx.self, of }));
    }
    state.relays = [];
    ctx.setTimer('roundEnd', roundLengthUs(ctx.params.delta));
  },
};

function propose(state: DolevStrongState, ctx: DolevStrongContext): void {
  const value = inputOf(ctx);
  ctx.observe({ type: 'Proposed', value });
  state.extracted.push(value);
  ctx.broadcast(ctx.keys.seal({ type: 'Proposal', signer: ctx.self, value }));
}

function faultyOf({ params, nodes }: DolevStrongContext): number {
  return mostFaulty(params, nodes.length);
}

/** f: all but two where absent, since agreement is no question among fewer honest nodes. */
export function mostFaulty(
  { maxFaulty }: { readonly maxFaulty?: number | undefined },
  nodeCount: number,
): number {
  return maxFaulty ?? Math.max(0, nodeCount - 2);
}
