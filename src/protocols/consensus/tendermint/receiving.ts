import type { Context } from '../../../core/protocol.ts';
import { idOf, NIL } from './block.ts';
import {
  addCertificate,
  addProposal,
  addVote,
  type HeightLog,
  noteRound,
  ROUNDS_AHEAD,
  roundLog,
} from './message-log.ts';
import type { Prevote, ProofOfLock, Proposal, RoundEnd, Vote } from './messages.ts';
import { wake } from './rounds.ts';
import { NO_ROUND, type TendermintTypes, type ValidatorState } from './types.ts';
import { type Claim, countVoters, isProposal, isValid, isVote, listed } from './validation.ts';

type Ctx = Context<TendermintTypes>;

/*
 * These put messages into the log, if they are what they claim to be. The rules then look at the log.
 */

/** The log in which a message of this height belongs: others are of no use any more, or not yet. */
function logOf(state: ValidatorState, height: number): HeightLog | undefined {
  if (height === state.height) return state.log;
  return height === state.height + 1 ? state.nextLog : undefined;
}

export function receiveVote(state: ValidatorState, vote: Vote, ctx: Ctx): void {
  const log = logOf(state, vote.height);
  if (log === undefined || !isVote(vote, ctx)) return;
  if (!admit(state, log, vote.voter, vote, ctx)) return;
  const { height, round, id, type } = vote;
  const messages = roundLog(log, round);
  const set = type === 'Prevote' ? messages.prevotes : messages.precommits;
  const { rules, nodes } = ctx;
  if (!addVote(set, vote, rules.quorumSize(nodes.length), rules.counts)) return;
  noteQuorum(log, { type, height, round, id }, ctx);
}

export function receiveProposal(state: ValidatorState, proposal: Proposal, ctx: Ctx): void {
  const log = logOf(state, proposal.height);
  if (log === undefined || !isProposal(proposal, ctx)) return;
  if (!admit(state, log, proposal.proposer, proposal, ctx)) return;
  const { height, round, block, validRound, polka } = proposal;
  const id = idOf(block);
  addProposal(roundLog(log, round), { proposal, id, isValid: isValid(block, ctx) });
  if (validRound !== NO_ROUND && validRound >= 0 && validRound < round) {
    receivePolka(log, polka, { type: 'Prevote', height, round: validRound, id }, ctx);
  }
}

export function receiveProof(
  state: ValidatorState,
  { proposal, prevotes }: ProofOfLock,
  ctx: Ctx,
): void {
  if (typeof proposal !== 'object' || proposal === null) return;
  const log = logOf(state, proposal.height);
  if (log === undefined || !isProposal(proposal, ctx)) return;
  receiveProposal(state, proposal, ctx);
  const { height, round, block } = proposal;
  // Of a round that is far ahead nothing is kept.
  if (!log.rounds.has(round)) return;
  receivePolka(log, prevotes, { type: 'Prevote', height, round, id: idOf(block) }, ctx);
}

export function receiveRoundEnd(state: ValidatorState, { precommits }: RoundEnd, ctx: Ctx): void {
  for (const vote of listed(precommits, ctx.nodes.length)) {
    if (typeof vote === 'object' && vote !== null) receiveVote(state, vote, ctx);
  }
}

/** Takes over a quorum of prevotes, whatever this validator has heard of the same voters: some may lie. */
function receivePolka(log: HeightLog, polka: readonly Prevote[], claim: Claim, ctx: Ctx): void {
  const { prevotes } = roundLog(log, claim.round);
  if (prevotes.quorumId !== undefined) return;
  const { rules, nodes } = ctx;
  if (countVoters(polka, claim, ctx) < rules.quorumSize(nodes.length)) return;
  if (addCertificate(prevotes, claim.id, polka)) noteQuorum(log, claim, ctx);
}

/** Notes who is where. True when the message is near enough to be kept. */
function admit(
  state: ValidatorState,
  log: HeightLog,
  sender: number,
  { height, round }: { readonly height: number; readonly round: number },
  ctx: Ctx,
): boolean {
  const isPresent = height === state.height;
  if (isPresent) wake(state, ctx);
  const presentRound = isPresent ? state.round : NO_ROUND;
  noteRound(log, sender, round, presentRound);
  return round <= presentRound + ROUNDS_AHEAD;
}

function noteQuorum(log: HeightLog, { type, height, round, id }: Claim, ctx: Ctx): void {
  if (type === 'Prevote') {
    ctx.observe({ type: 'PolkaSeen', height, round, id });
    if (id !== NIL) log.polkaRound = Math.max(log.polkaRound, round);
  } else {
    ctx.observe({ type: 'CommitSeen', height, round, id });
    if (id !== NIL) log.commitRound = Math.max(log.commitRound, round);
  }
}
