import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { hasMissedTheBeginning } from '../shared/lock-step.ts';
import { inputOf, isValue, maxFaultyOf } from '../shared/params.ts';
import type { Value } from '../shared/types.ts';
import { leadingOf, tallyOf, tell } from './tally.ts';
import { type BenOrState, type BenOrTypes, NO_PROPOSAL, type Step } from './types.ts';

type BenOrContext = Context<BenOrTypes>;

/** How many times as many nodes as liars there must be more than. */
export const FACTOR = 5;

/** How much is said again at one time: both steps of as many rounds. */
const ROUNDS_REPEATED = 16;

export const node: Role<BenOrTypes> = {
  boot(ctx) {
    const state: BenOrState = {
      round: 0,
      isOut: hasMissedTheBeginning(ctx),
      step: 'Report',
      value: 0,
      isDecided: false,
      tallies: { Report: new Map(), Proposal: new Map() },
      said: [],
    };
    if (!state.isOut) ctx.setTimer('begin', 0);
    return state;
  },

  onMessage(state, from, message, ctx) {
    if (state.isOut) return;
    const { type, round } = message;
    if (type === 'Repeat') {
      repeat(round, from, state, ctx);
      return;
    }
    const { value } = message;
    if (state.isDecided || !(isValue(value) || (type === 'Proposal' && value === NO_PROPOSAL)))
      return;
    tell(state, type, { from, round, value });
    goOn(state, ctx);
  },

  onTimer(state, timer, ctx) {
    if (timer === 'begin') {
      begin(state, ctx);
      return;
    }
    ctx.broadcast({ type: 'Repeat', round: state.round });
    ctx.setTimer('repeat', ctx.params.repeatAfter);
  },
};

function begin(state: BenOrState, ctx: BenOrContext): void {
  const value = inputOf(ctx);
  ctx.observe({ type: 'Proposed', value });
  beginRound(1, value, state, ctx);
  goOn(state, ctx);
}

function beginRound(round: number, value: Value, state: BenOrState, ctx: BenOrContext): void {
  for (const tallies of [state.tallies.Report, state.tallies.Proposal]) tallies.delete(round - 1);
  state.round = round;
  state.value = value;
  ctx.observe({ type: 'RoundBegan', round, value });
  say('Report', value, state, ctx);
}

/** Sends to all, to itself too, and waits for the others' messages of this step. */
function say(type: Step, value: Value, state: BenOrState, ctx: BenOrContext): void {
  const { round } = state;
  state.step = type;
  const message = { type, round, value };
  state.said.push(message);
  ctx.broadcast(message);
  tell(state, type, { from: ctx.self, round, value });
  ctx.setTimer('repeat', ctx.params.repeatAfter);
}

/** Goes through as many steps as enough has been heard for. Each uses up what was heard, so there is an end. */
function goOn(state: BenOrState, ctx: BenOrContext): void {
  const { nodes, rules } = ctx;
  const enough = rules.waitsFor(nodes.length, faultyOf(ctx));
  while (
    !state.isDecided &&
    state.round > 0 &&
    tallyOf(state, state.step, state.round).from.size >= enough
  ) {
    if (state.step === 'Report') propose(state, ctx);
    else choose(state, ctx);
  }
}

/** Step 1 is over: proposes the majority of the reports, if there is one. */
function propose(state: BenOrState, ctx: BenOrContext): void {
  const { value, count } = leadingOf(tallyOf(state, 'Report', state.round));
  const isMajority = ctx.rules.isMajority(count, ctx.nodes.length, faultyOf(ctx));
  say('Proposal', isMajority ? value : NO_PROPOSAL, state, ctx);
}

/** Step 2 is over: decides, adopts, or tosses a coin. */
function choose(state: BenOrState, ctx: BenOrContext): void {
  const { rules, nodes } = ctx;
  const { round } = state;
  const { value, count } = leadingOf(tallyOf(state, 'Proposal', round));
  if (rules.isDecided(count, nodes.length, faultyOf(ctx))) {
    decide(value, state, ctx);
    return;
  }
  const coin = ctx.rng.integer(0, 1);
  const isAdopted = rules.isAdopted(count, faultyOf(ctx));
  if (!isAdopted) ctx.observe({ type: 'CoinTossed', round, value: coin });
  beginRound(round + 1, isAdopted ? rules.keepsAdopted(value, coin) : coin, state, ctx);
}

/**
 * Departs from [Ben-Or 1983 §3], where a process that has decided goes on for ever: everyone begins the next round with
 * this value, and this node would report and propose it there. It says both at once, and halts.
 */
function decide(value: Value, state: BenOrState, ctx: BenOrContext): void {
  const { round } = state;
  ctx.observe({ type: 'Decided', value, round });
  state.isDecided = true;
  if (ctx.rules.halts() === 'afterHelping') {
    state.round = round + 1;
    say('Report', value, state, ctx);
    say('Proposal', value, state, ctx);
  }
  ctx.cancelTimer('repeat');
}

/** Says again, to who missed it, what it said in the round and after. */
function repeat(round: number, to: NodeId, state: BenOrState, ctx: BenOrContext): void {
  if (to === ctx.self || !Number.isInteger(round) || round < 1) return;
  const first = 2 * (round - 1);
  for (const message of state.said.slice(first, first + 2 * ROUNDS_REPEATED)) ctx.send(to, message);
}

function faultyOf({ params, nodes }: BenOrContext): number {
  return maxFaultyOf(params, nodes.length, FACTOR);
}
