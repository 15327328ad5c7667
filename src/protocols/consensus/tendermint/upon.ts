import type { Context } from '../../../core/protocol.ts';
import { NIL } from './block.ts';
import { decide } from './deciding.ts';
import {
  certificateOf,
  type KnownProposal,
  polkaOf,
  type RoundLog,
  roundLog,
  roundReachedBy,
  validProposal,
} from './message-log.ts';
import { startRound } from './rounds.ts';
import { NO_ROUND, type TendermintTypes, type ValidatorState } from './types.ts';
import { precommit, prevote } from './voting.ts';

type Ctx = Context<TendermintTypes>;
/** A rule of [Tendermint Algorithm 1]: true when it applied. */
type UponRule = (state: ValidatorState, ctx: Ctx) => boolean;

/** The rules that lead out of a round come first, and a lock before the timeouts that it makes needless. */
const UPON_RULES: readonly UponRule[] = [
  decidesValue,
  skipsRounds,
  prevotesProposal,
  locksPolka,
  adoptsLatePolka,
  precommitsNil,
  schedulesPrevoteTimeout,
  schedulesPrecommitTimeout,
];

/** Applies the rules until none applies: each does so once in a round at most, and rounds only go up. */
export function applyRules(state: ValidatorState, ctx: Ctx): void {
  let index = 0;
  while (index < UPON_RULES.length) {
    const rule = UPON_RULES[index] as UponRule;
    index = rule(state, ctx) ? 0 : index + 1;
  }
}

/** "upon ⟨PROPOSAL, h, r, v, *⟩ … AND 2f + 1 ⟨PRECOMMIT, h, r, id(v)⟩ while decision[h] = nil" (lines 49–54). */
function decidesValue(state: ValidatorState, ctx: Ctx): boolean {
  const { log, round } = state;
  return (
    decidesIn(state, round, ctx) || (log.commitRound >= 0 && decidesIn(state, log.commitRound, ctx))
  );
}

function decidesIn(state: ValidatorState, round: number, ctx: Ctx): boolean {
  const messages = state.log.rounds.get(round);
  if (messages === undefined) return false;
  const votes = ctx.rules.decidingVotes(messages);
  const known = validProposal(messages, votes.quorumId);
  if (known === undefined) return false;
  const { height } = state;
  const { id, proposal } = known;
  const precommits = certificateOf(votes);
  decide(state, { height, round, block: proposal.block, precommits }, { id, by: 'votes' }, ctx);
  return true;
}

/**
 * "upon f + 1 ⟨*, h, round, *, *⟩ with round > round" (lines 55–56): an honest validator is there.
 *
 * Departs from line 55: it is enough that f + 1 have reached the round or passed it. Whoever has passed it may have
 * signed nothing in it, and validators here do not keep what is far ahead.
 */
function skipsRounds(state: ValidatorState, ctx: Ctx): boolean {
  const needed = ctx.rules.skipSize(ctx.nodes.length);
  if (state.log.ahead < needed) return false;
  startRound(state, roundReachedBy(state.log, needed), [], ctx);
  return true;
}

/** Lines 22–27 for a new value, and lines 28–33 for one that had a polka in an earlier round: "while step = propose". */
function prevotesProposal(state: ValidatorState, ctx: Ctx): boolean {
  if (state.step !== 'propose') return false;
  const { round, height, log } = state;
  const messages = log.rounds.get(round);
  if (messages === undefined) return false;
  for (const known of messages.proposals) {
    const answer = answerTo(state, known, ctx);
    if (answer === 'wait') continue;
    const { id, proposal } = known;
    if (answer === 'accept') {
      ctx.observe({ type: 'ProposalAccepted', height, round, id, proposer: proposal.proposer });
    }
    prevote(state, answer === 'accept' ? id : NIL, ctx);
    return true;
  }
  return false;
}

function answerTo(
  { locked, log, round }: ValidatorState,
  { proposal, id, isValid }: KnownProposal,
  { rules }: Ctx,
): 'accept' | 'refuse' | 'wait' {
  const { validRound } = proposal;
  const isLockedValue = locked.block !== undefined && locked.id === id;
  if (validRound === NO_ROUND) {
    return isValid && rules.acceptsFresh(locked.round, isLockedValue) ? 'accept' : 'refuse';
  }
  if (validRound < 0 || validRound >= round) return 'wait';
  if (log.rounds.get(validRound)?.prevotes.quorumId !== id) return 'wait';
  return isValid && rules.acceptsValid(locked.round, validRound, isLockedValue)
    ? 'accept'
    : 'refuse';
}

/**
 * "upon ⟨PROPOSAL, h, round, v, *⟩ … AND 2f + 1 ⟨PREVOTE, h, round, id(v)⟩ while valid(v) ∧ step ≥ prevote for the first
 * time" (lines 36–43).
 */
function locksPolka(state: ValidatorState, ctx: Ctx): boolean {
  const { round, step, valid, log, locked, height } = state;
  if (step === 'propose' || valid.round === round) return false;
  const messages = log.rounds.get(round);
  const known = validProposal(messages, messages?.prevotes.quorumId);
  if (messages === undefined || known === undefined) return false;
  setValid(state, round, messages, known);
  if (step === 'prevote') {
    const { id } = known;
    if (locked.block !== undefined && locked.id !== id) {
      ctx.observe({ type: 'LockChanged', height, round, id, fromRound: locked.round });
    }
    state.locked = state.valid;
    precommit(state, id, ctx);
  }
  // The others wait to go on to the next round: this value must not be news to them there.
  if (state.hasPrecommitTimeout) tellProof(state, ctx);
  return true;
}

/**
 * Departs from line 36, where only polkas of the present round count for validValue: in the paper gossip brings them in
 * time. Here one may come a round later, and whoever proposes next had better know it. Locks do not change.
 */
function adoptsLatePolka(state: ValidatorState): boolean {
  const { log, round, valid } = state;
  if (log.polkaRound >= round || log.polkaRound <= valid.round) return false;
  const messages = log.rounds.get(log.polkaRound);
  const known = validProposal(messages, messages?.prevotes.quorumId);
  if (messages === undefined || known === undefined) return false;
  setValid(state, log.polkaRound, messages, known);
  return true;
}

/** Lines 42–43, with the proof for others. */
function setValid(
  state: ValidatorState,
  round: number,
  { prevotes }: RoundLog,
  { id, proposal }: KnownProposal,
): void {
  state.valid = { block: proposal.block, id, round };
  state.proofOfValid = { type: 'ProofOfLock', proposal, prevotes: polkaOf(prevotes) };
}

/** "upon 2f + 1 ⟨PREVOTE, h, round, nil⟩ while step = prevote" (lines 44–46). */
function precommitsNil(state: ValidatorState, ctx: Ctx): boolean {
  if (state.step !== 'prevote') return false;
  if (roundLog(state.log, state.round).prevotes.quorumId !== NIL) return false;
  precommit(state, NIL, ctx);
  return true;
}

/** "upon 2f + 1 ⟨PREVOTE, h, round, *⟩ while step = prevote for the first time" (lines 34–35). */
function schedulesPrevoteTimeout(state: ValidatorState, ctx: Ctx): boolean {
  if (state.step !== 'prevote' || state.hasPrevoteTimeout) return false;
  const { rules, params, nodes } = ctx;
  const { prevotes } = roundLog(state.log, state.round);
  if (prevotes.total < rules.quorumSize(nodes.length)) return false;
  state.hasPrevoteTimeout = true;
  const { timeoutPrevote, timeoutDelta } = params;
  ctx.setTimer('timeoutPrevote', rules.timeoutUs(timeoutPrevote, timeoutDelta, state.round));
  return true;
}

/** "upon 2f + 1 ⟨PRECOMMIT, h, round, *⟩ for the first time" (lines 47–48). */
function schedulesPrecommitTimeout(state: ValidatorState, ctx: Ctx): boolean {
  if (state.hasPrecommitTimeout) return false;
  const { rules, params, nodes } = ctx;
  const precommits = state.log.rounds.get(state.round)?.precommits;
  if (precommits === undefined || precommits.total < rules.quorumSize(nodes.length)) return false;
  state.hasPrecommitTimeout = true;
  const { timeoutPrecommit, timeoutDelta } = params;
  ctx.setTimer('timeoutPrecommit', rules.timeoutUs(timeoutPrecommit, timeoutDelta, state.round));
  tellProof(state, ctx);
  return true;
}

/**
 * A round in which some precommitted a value and not enough did: the others must learn of its polka before they go on,
 * or those who are locked on it hold up every other value. In the paper gossip does that.
 */
function tellProof({ valid, round, proofOfValid }: ValidatorState, ctx: Ctx): void {
  if (valid.round === round && proofOfValid !== undefined) ctx.broadcast(proofOfValid);
}
