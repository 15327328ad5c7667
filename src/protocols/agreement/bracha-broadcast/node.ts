import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { hasMissedTheBeginning } from '../shared/lock-step.ts';
import { inputOf, maxFaultyOf } from '../shared/params.ts';
import type { Value } from '../shared/types.ts';
import {
  type BrachaMessage,
  type BrachaState,
  type BrachaTypes,
  SENDER,
  type Tally,
} from './types.ts';

type BrachaContext = Context<BrachaTypes>;

/** How many times as many nodes as liars there must be more than. */
export const FACTOR = 3;

/** Initial, Echo, Ready: a delivery is the end of the third step. */
const STEPS = 3;

export const node: Role<BrachaTypes> = {
  boot(ctx) {
    const state: BrachaState = {
      isOut: hasMissedTheBeginning(ctx),
      echoes: { from: new Set(), counts: new Map() },
      readies: { from: new Set(), counts: new Map() },
      hasEchoed: false,
      isReady: false,
      hasDelivered: false,
      said: [],
    };
    if (state.isOut) return state;
    if (ctx.self === SENDER) ctx.setTimer('begin', 0);
    ctx.setTimer('repeat', ctx.params.repeatAfter);
    return state;
  },

  onMessage(state, from, message, ctx) {
    if (state.isOut) return;
    if (message.type === 'Repeat') {
      for (const said of state.said) if (from !== ctx.self) ctx.send(from, said);
      return;
    }
    const { type, value } = message;
    if (!Number.isInteger(value)) return;
    if (type === 'Initial' && from === SENDER) echo(value, state, ctx);
    if (type === 'Echo') onEcho(value, from, state, ctx);
    if (type === 'Ready') onReady(value, from, state, ctx);
  },

  onTimer(state, timer, ctx) {
    if (timer === 'begin') propose(state, ctx);
    if (timer === 'begin' || state.hasDelivered) return;
    ctx.broadcast({ type: 'Repeat' });
    ctx.setTimer('repeat', ctx.params.repeatAfter);
  },
};

function propose(state: BrachaState, ctx: BrachaContext): void {
  const value = inputOf(ctx);
  ctx.observe({ type: 'Proposed', value });
  say({ type: 'Initial', value }, state, ctx);
  echo(value, state, ctx);
}

/** Sends to all others, and remembers, to say it again. */
function say(message: BrachaMessage, state: BrachaState, ctx: BrachaContext): void {
  state.said.push(message);
  ctx.broadcast(message);
}

/** Echoes the first value that it has reason to. */
function echo(value: Value, state: BrachaState, ctx: BrachaContext): void {
  if (state.hasEchoed) return;
  state.hasEchoed = true;
  say({ type: 'Echo', value }, state, ctx);
  onEcho(value, ctx.self, state, ctx);
}

/** Is ready for the first value that it has reason to. */
function beReady(value: Value, state: BrachaState, ctx: BrachaContext): void {
  if (state.isReady) return;
  state.isReady = true;
  say({ type: 'Ready', value }, state, ctx);
  onReady(value, ctx.self, state, ctx);
}

function onEcho(value: Value, from: NodeId, state: BrachaState, ctx: BrachaContext): void {
  const count = counted(value, from, state.echoes, ctx);
  if (count === undefined) return;
  if (!ctx.rules.hasEchoQuorum(count, ctx.nodes.length, faultyOf(ctx))) return;
  echo(value, state, ctx);
  beReady(value, state, ctx);
}

function onReady(value: Value, from: NodeId, state: BrachaState, ctx: BrachaContext): void {
  const count = counted(value, from, state.readies, ctx);
  if (count === undefined) return;
  const { rules } = ctx;
  if (rules.isAmplified(count, faultyOf(ctx)) && !state.isReady) {
    ctx.observe({ type: 'Amplified', value });
    echo(value, state, ctx);
    beReady(value, state, ctx);
  }
  if (state.hasDelivered) return;
  // Its own word may have been the last that was missing, and then it has been counted since.
  const readies = state.readies.counts.get(value) ?? 0;
  if (!rules.isDelivered(readies, faultyOf(ctx))) return;
  state.hasDelivered = true;
  ctx.cancelTimer('repeat');
  ctx.observe({ type: 'Decided', value, round: STEPS });
}

/** How many have said this, with this one; undefined where it has said something before. */
function counted(
  value: Value,
  from: NodeId,
  { from: heard, counts }: Tally,
  ctx: BrachaContext,
): number | undefined {
  if (!ctx.rules.isNew(from, heard)) return undefined;
  heard.add(from);
  const count = (counts.get(value) ?? 0) + 1;
  counts.set(value, count);
  return count;
}

function faultyOf({ params, nodes }: BrachaContext): number {
  return maxFaultyOf(params, nodes.length, FACTOR);
}
