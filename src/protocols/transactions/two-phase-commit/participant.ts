import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { announceDurable, dtLog, write } from './dt-log.ts';
import {
  COORDINATOR,
  type Decision,
  type LogRecord,
  type ParticipantState,
  type Standing,
  type TransactionId,
  type TwoPhaseCommitTypes,
  type Vote,
} from './types.ts';

type ParticipantContext = Context<TwoPhaseCommitTypes>;

/** Votes on transactions, and waits in doubt for the decision where its vote was yes. */
export const participant: Role<TwoPhaseCommitTypes, ParticipantState> = {
  boot(ctx) {
    const state: ParticipantState = { announced: 0, standings: recoverStandings(ctx) };
    announceDurable(state, ctx);
    for (const [transaction, standing] of state.standings) {
      if (standing !== 'inDoubt') continue;
      ctx.observe({ type: 'Voted', transaction, vote: 'yes' });
      ask(transaction, ctx);
    }
    return state;
  },

  onRequest(_state, { client, sequence }, ctx) {
    ctx.respond(client, sequence, { kind: 'notCoordinator' });
  },

  onMessage(state, from, message, ctx) {
    const { transaction } = message;
    if (message.type === 'VoteRequest') onVoteRequest(transaction, state, ctx);
    if (message.type === 'DecisionRequest') answerPeer(transaction, from, state, ctx);
    if (message.type === 'Decision') onDecision(transaction, message.decision, from, state, ctx);
  },

  onTimer(state, _timer, ctx, transaction) {
    if (state.standings.get(transaction) !== 'inDoubt') return;
    const action = ctx.rules.whenInDoubt();
    if (action === 'ask') ask(transaction, ctx);
    else settle(transaction, action, state, ctx);
  },

  onSynced: announceDurable,
};

function recoverStandings(ctx: ParticipantContext): Map<TransactionId, Standing> {
  const standings = new Map<TransactionId, Standing>();
  for (const { kind, transaction } of dtLog(ctx).slice(0)) {
    standings.set(transaction, standingAfter(kind));
  }
  return standings;
}

function standingAfter(kind: LogRecord['kind']): Standing {
  if (kind === 'yes') return 'inDoubt';
  return kind === 'commit' ? 'commit' : 'abort';
}

function onVoteRequest(
  transaction: TransactionId,
  state: ParticipantState,
  ctx: ParticipantContext,
): void {
  const standing = state.standings.get(transaction);
  if (standing === undefined) castVote(transaction, state, ctx);
  // Asked before: a vote stands. One who has heard of the abort before the request is as good as a no.
  else sendVote(transaction, standing === 'abort' ? 'no' : 'yes', ctx);
}

function castVote(
  transaction: TransactionId,
  state: ParticipantState,
  ctx: ParticipantContext,
): void {
  const vote = ctx.rng.chance(ctx.params.noVotes) ? 'no' : 'yes';
  state.standings.set(transaction, standingAfter(vote));
  ctx.observe({ type: 'Voted', transaction, vote });
  write({ kind: vote, transaction }, state, ctx);
  sendVote(transaction, vote, ctx);
  if (vote === 'yes') ctx.setTimer('decisionTimeout', ctx.params.askAfter, transaction);
}

function sendVote(transaction: TransactionId, vote: Vote, ctx: ParticipantContext): void {
  ctx.send(COORDINATOR, { type: 'Vote', transaction, vote });
}

function onDecision(
  transaction: TransactionId,
  decision: Decision,
  from: NodeId,
  state: ParticipantState,
  ctx: ParticipantContext,
): void {
  const standing = state.standings.get(transaction);
  // A decision once reached is not reversed, and one that comes twice changes nothing.
  if (standing === 'commit' || standing === 'abort') return;
  if (from !== COORDINATOR) ctx.observe({ type: 'LearnedFromPeer', transaction });
  settle(transaction, decision, state, ctx);
}

function settle(
  transaction: TransactionId,
  decision: Decision,
  state: ParticipantState,
  ctx: ParticipantContext,
): void {
  state.standings.set(transaction, decision);
  ctx.cancelTimer('decisionTimeout', transaction);
  write({ kind: decision, transaction }, state, ctx);
}

/** The termination protocol: asks whoever may know, until someone does. */
function ask(transaction: TransactionId, ctx: ParticipantContext): void {
  const question = { type: 'DecisionRequest', transaction } as const;
  if (ctx.params.termination === 'cooperative') ctx.broadcast(question);
  else ctx.send(COORDINATOR, question);
  ctx.setTimer('decisionTimeout', ctx.params.askAfter, transaction);
}

/** Helps a peer in doubt. One who has not voted gives up its right to vote yes, and so knows the decision. */
function answerPeer(
  transaction: TransactionId,
  peer: NodeId,
  state: ParticipantState,
  ctx: ParticipantContext,
): void {
  const standing = state.standings.get(transaction) ?? 'unvoted';
  const decision = ctx.rules.answerToPeer(standing);
  if (decision === undefined) return;
  if (standing === 'unvoted') {
    state.standings.set(transaction, decision);
    ctx.observe({ type: 'Voted', transaction, vote: 'no' });
    write({ kind: 'no', transaction }, state, ctx);
  }
  ctx.send(peer, { type: 'Decision', transaction, decision });
}
