import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { hasMissedTheBeginning } from '../shared/lock-step.ts';
import { inputOf, isValue, maxFaultyOf } from '../shared/params.ts';
import type { Value } from '../shared/types.ts';
import { countOf, countVote, emptyBallot, leadingOf } from './ballot.ts';
import type { Electorate } from './rules.ts';
import { type Ballot, PROPOSER, type Vote, type VotingState, type VotingTypes } from './types.ts';

type VotingContext = Context<VotingTypes>;

/** How many times as many agents as liars there must be more than. */
export const FACTOR = 3;

/** What is voted for where the proposer says nothing. */
const NO_PROPOSAL: Value = 0;

export const agent: Role<VotingTypes> = {
  boot(ctx) {
    const isOut = hasMissedTheBeginning(ctx);
    if (!isOut) ctx.setTimer('roundEnd', 0);
    return {
      round: 0,
      isOut,
      vote: undefined,
      ballots: Array.from({ length: ctx.params.rounds + 1 }, emptyBallot),
      suspects: new Set(),
      cast: [],
      certificate: undefined,
    };
  },

  onMessage(state, from, message, ctx) {
    if (state.isOut || from === ctx.self) return;
    if (message.type === 'Repeat') {
      answer(from, state, ctx);
    } else if (message.type === 'Vote') {
      onVote(message, state, ctx);
      const { certificate } = state;
      // Who votes on has not heard of the decision.
      if (certificate !== undefined && message.round > roundOf(certificate))
        answer(from, state, ctx);
    } else if (Array.isArray(message.votes)) {
      for (const vote of message.votes.slice(0, ctx.nodes.length)) onVote(vote, state, ctx);
    }
  },

  onTimer(state, timer, ctx) {
    if (state.round === 0) propose(state, ctx);
    else decideByQuorum(state, ctx);
    if (state.certificate !== undefined) return;
    if (timer === 'repeat') repeat(ctx);
    else if (state.round < ctx.params.rounds) nextRound(state, ctx);
    else endWithoutQuorum(state, ctx);
  },
};

function propose(state: VotingState, ctx: VotingContext): void {
  if (ctx.params.proposer === 'first' && ctx.self !== PROPOSER) return;
  state.vote = inputOf(ctx, ctx.params.choices - 1);
  ctx.observe({ type: 'Proposed', value: state.vote });
}

function nextRound(state: VotingState, ctx: VotingContext): void {
  if (state.round > 0) reconsider(ballotOf(state, state.round), state, ctx);
  state.round++;
  if (state.vote !== undefined) castVote(state.vote, state, ctx);
  ctx.setTimer('roundEnd', ctx.params.roundLength);
}

function castVote(value: Value, state: VotingState, ctx: VotingContext): void {
  const { round } = state;
  ctx.observe({ type: 'VoteCast', round, value });
  const vote = ctx.keys.seal({ type: 'Vote' as const, signer: ctx.self, round, value });
  state.cast.push(vote);
  ctx.broadcast(vote);
  onVote(vote, state, ctx);
}

/** Takes the proposer's value, or one that more vote for than for its own, if nobody can have decided by that. */
function reconsider(ballot: Ballot, state: VotingState, ctx: VotingContext): void {
  const { vote, round } = state;
  if (vote === undefined) {
    state.vote = ballot.first.get(PROPOSER) ?? NO_PROPOSAL;
    return;
  }
  if (ctx.rules.isLocked(countOf(ballot, vote), electorateOf(ctx))) return;
  const leading = leadingOf(ballot) ?? vote;
  if (leading === vote) return;
  state.vote = leading;
  ctx.observe({ type: 'VoteChanged', round: round + 1, value: leading });
}

/** Counts a vote that anyone may have passed on: what counts is who signed it. */
function onVote(vote: Vote, state: VotingState, ctx: VotingContext): void {
  if (!isWellFormed(vote, ctx) || !ctx.rules.isFromSigner(vote, vote.signer, ctx.keys)) return;
  const { signer, round } = vote;
  if (countVote(ballotOf(state, round), vote) !== 'contradiction') return;
  if (state.suspects.has(signer)) return;
  state.suspects.add(signer);
  ctx.observe({ type: 'EquivocationSeen', signer, round });
}

function isWellFormed(vote: unknown, { params, nodes }: VotingContext): boolean {
  if (typeof vote !== 'object' || vote === null) return false;
  const { round, value, signer } = vote as Vote;
  if (!Number.isInteger(round) || round < 1 || round > params.rounds) return false;
  return isValue(value, params.choices - 1) && isValue(signer, nodes.length - 1);
}

/** Decides if in some round, this one or an earlier, a value has a quorum. */
function decideByQuorum(state: VotingState, ctx: VotingContext): void {
  for (let round = 1; round <= state.round; round++) {
    const ballot = ballotOf(state, round);
    for (const [value, votes] of ballot.votes) {
      if (!ctx.rules.isQuorum(countOf(ballot, value), electorateOf(ctx))) continue;
      decide(value, round, [...votes.values()], state, ctx);
      return;
    }
  }
}

function decide(
  value: Value,
  round: number,
  certificate: readonly Vote[],
  state: VotingState,
  ctx: VotingContext,
): void {
  state.certificate = certificate;
  ctx.cancelTimer('repeat');
  ctx.observe({ type: 'Decided', value, round });
}

/** The last round is over. An agent that has not decided does not know whether others have, and asks. */
function endWithoutQuorum(state: VotingState, ctx: VotingContext): void {
  const ballot = ballotOf(state, state.round);
  const fallback = ctx.rules.withoutQuorum(leadingOf(ballot));
  if (fallback !== undefined) {
    const votes = [...(ballot.votes.get(fallback)?.values() ?? [])];
    decide(fallback, state.round, votes, state, ctx);
    return;
  }
  ctx.observe({ type: 'Undecided' });
  repeat(ctx);
}

function repeat(ctx: VotingContext): void {
  ctx.broadcast({ type: 'Repeat' });
  ctx.setTimer('repeat', ctx.params.repeatAfter);
}

/** Says why it has decided, or what it has voted. */
function answer(to: NodeId, { certificate, cast }: VotingState, ctx: VotingContext): void {
  if (certificate !== undefined) ctx.send(to, { type: 'Certificate', votes: certificate });
  else for (const vote of cast) ctx.send(to, vote);
}

function roundOf(certificate: readonly Vote[]): number {
  return certificate[0]?.round ?? 0;
}

function ballotOf({ ballots }: VotingState, round: number): Ballot {
  return ballots[round] as Ballot;
}

function electorateOf({ nodes, params }: VotingContext): Electorate {
  const nodeCount = nodes.length;
  return { nodeCount, maxFaulty: maxFaultyOf(params, nodeCount, FACTOR) };
}
