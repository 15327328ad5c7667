import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { endOf, hasMissedTheBeginning, hear, roundLengthUs } from '../shared/lock-step.ts';
import { inputOf, isValue, maxFaultyOf } from '../shared/params.ts';
import { kingsOf } from './kings.ts';
import type { PhaseKingMessage, PhaseKingState, PhaseKingTypes } from './types.ts';

type PhaseKingContext = Context<PhaseKingTypes>;

/** How many times as many nodes as liars there must be more than. */
export const FACTOR = 4;

/** What a king's value is taken for when he sends none. */
const NO_VALUE = 0;

export const node: Role<PhaseKingTypes> = {
  boot(ctx) {
    const phases = ctx.rules.phases(faultyOf(ctx));
    const state: PhaseKingState = {
      kings: kingsOf(phases, ctx.nodes, ctx.leaders),
      round: 0,
      isOver: hasMissedTheBeginning(ctx),
      preference: 0,
      majority: { value: 0, multiplicity: 0 },
      hearing: new Map(),
    };
    if (!state.isOver) ctx.setTimer('roundEnd', 0);
    return state;
  },

  onMessage(state, from, message, ctx) {
    const { phase, value } = message;
    if (state.isOver || !isValue(value)) return;
    if (message.type === 'KingValue' && !isKing(from, phase, state, ctx)) return;
    hear(state.hearing, state.round, { round: roundOf(message), from, value });
  },

  onTimer(state, _timer, ctx) {
    const { round } = state;
    if (round === 0) propose(state, ctx);
    else if (isFirstOfPhase(round)) count(state, ctx);
    else prefer(state, ctx);
    if (round < 2 * state.kings.length) {
      beginRound(round + 1, state, ctx);
      return;
    }
    state.isOver = true;
    ctx.observe({ type: 'Decided', value: state.preference, round });
  },
};

/** The round of a message, counted from 1 through both rounds of all phases. */
export function roundOf({ type, phase }: PhaseKingMessage): number {
  return type === 'Preference' ? 2 * phase - 1 : 2 * phase;
}

function isFirstOfPhase(round: number): boolean {
  return round % 2 === 1;
}

function phaseOf(round: number): number {
  return Math.ceil(round / 2);
}

function isKing(
  node: NodeId,
  phase: number,
  { kings }: PhaseKingState,
  { rules }: PhaseKingContext,
): boolean {
  const king = kings[phase - 1];
  return king !== undefined && rules.isKing(node, king);
}

function propose(state: PhaseKingState, ctx: PhaseKingContext): void {
  state.preference = inputOf(ctx);
  ctx.observe({ type: 'Proposed', value: state.preference });
}

/** Sends what is to be sent in this round, to oneself too. */
function beginRound(round: number, state: PhaseKingState, ctx: PhaseKingContext): void {
  state.round = round;
  const phase = phaseOf(round);
  if (isFirstOfPhase(round)) {
    tell({ type: 'Preference', phase, value: state.preference }, state, ctx);
  } else if (isKing(ctx.self, phase, state, ctx)) {
    tell({ type: 'KingValue', phase, value: state.majority.value }, state, ctx);
  }
  ctx.setTimer('roundEnd', roundLengthUs(ctx.params.delta));
}

function tell(message: PhaseKingMessage, state: PhaseKingState, ctx: PhaseKingContext): void {
  ctx.broadcast(message);
  hear(state.hearing, state.round, { round: state.round, from: ctx.self, value: message.value });
}

/** The end of the first round: counts the preferences. */
function count(state: PhaseKingState, ctx: PhaseKingContext): void {
  state.majority = ctx.rules.majorityOf(endOf(state.hearing, state.round).values());
}

/** The end of the second round: prefers its own majority, or the king's. */
function prefer(state: PhaseKingState, ctx: PhaseKingContext): void {
  const { majority, round } = state;
  const isStrong = ctx.rules.isStrong(majority.multiplicity, ctx.nodes.length, faultyOf(ctx));
  const kings = firstOf(endOf(state.hearing, round)) ?? NO_VALUE;
  state.preference = ctx.rules.nextPreference({ majority, isStrong }, kings);
  if (isStrong) return;
  const phase = phaseOf(round);
  ctx.observe({ type: 'KingObeyed', phase, king: state.kings[phase - 1] as NodeId });
}

function firstOf(heard: ReadonlyMap<NodeId, number>): number | undefined {
  for (const value of heard.values()) return value;
  return undefined;
}

function faultyOf({ params, nodes }: PhaseKingContext): number {
  return maxFaultyOf(params, nodes.length, FACTOR);
}
