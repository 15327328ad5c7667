import type { ClientRequest } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { announceDurable, dtLog, write } from './dt-log.ts';
import type {
  Ballot,
  CoordinatorState,
  Decision,
  TransactionId,
  TwoPhaseCommitTypes,
  Vote,
} from './types.ts';

type CoordinatorContext = Context<TwoPhaseCommitTypes>;

/** Begins transactions for clients, asks for votes, and decides. */
export const coordinator: Role<TwoPhaseCommitTypes, CoordinatorState> = {
  boot(ctx) {
    const state = recover(ctx);
    for (const transaction of [...state.undecided.keys()]) {
      decide(transaction, ctx.rules.decisionAfterRestart(), state, ctx);
    }
    announceDurable(state, ctx);
    return state;
  },

  onRequest(state, request, ctx) {
    const transaction = state.begun.get(requestKey(request));
    if (transaction === undefined) begin(request, state, ctx);
    else answerAgain(transaction, request, state, ctx);
  },

  onMessage(state, from, message, ctx) {
    if (message.type === 'Vote') onVote(message.transaction, message.vote, from, state, ctx);
    if (message.type === 'DecisionRequest') tellDecision(message.transaction, from, state, ctx);
  },

  onTimer(state, _timer, ctx, transaction) {
    ctx.observe({ type: 'VotesTimedOut', transaction });
    decide(transaction, ctx.rules.decisionAfterTimeout(), state, ctx);
  },

  onSynced: announceDurable,
};

function recover(ctx: CoordinatorContext): CoordinatorState {
  const state: CoordinatorState = {
    announced: 0,
    nextTransaction: 0,
    undecided: new Map(),
    decisions: new Map(),
    begun: new Map(),
  };
  for (const record of dtLog(ctx).slice(0)) {
    const { transaction } = record;
    if (record.kind === 'start') remember(record, state);
    if (record.kind === 'commit' || record.kind === 'abort') {
      state.undecided.delete(transaction);
      state.decisions.set(transaction, record.kind);
    }
  }
  return state;
}

function remember(
  start: { readonly transaction: TransactionId } & Pick<Ballot, 'client' | 'sequence'>,
  state: CoordinatorState,
): void {
  const { transaction, client, sequence } = start;
  state.nextTransaction = transaction + 1;
  state.begun.set(requestKey(start), transaction);
  state.undecided.set(transaction, { client, sequence, yes: new Set(), isRefused: false });
}

/** The first phase: asks every participant for its vote. */
function begin(
  { client, sequence }: ClientRequest,
  state: CoordinatorState,
  ctx: CoordinatorContext,
): void {
  const transaction = state.nextTransaction;
  const start = { kind: 'start', transaction, client, sequence } as const;
  remember(start, state);
  write(start, state, ctx);
  ctx.broadcast({ type: 'VoteRequest', transaction });
  ctx.setTimer('voteTimeout', ctx.params.voteTimeout, transaction);
}

/** A client that asks twice means the same transaction. While it is undecided, the answer comes with the decision. */
function answerAgain(
  transaction: TransactionId,
  { client, sequence }: ClientRequest,
  state: CoordinatorState,
  ctx: CoordinatorContext,
): void {
  const decision = state.decisions.get(transaction);
  if (decision !== undefined) ctx.respond(client, sequence, { kind: 'decided', decision });
}

function onVote(
  transaction: TransactionId,
  vote: Vote,
  from: NodeId,
  state: CoordinatorState,
  ctx: CoordinatorContext,
): void {
  const ballot = state.undecided.get(transaction);
  // A vote that comes after the decision, late or twice, changes nothing.
  if (ballot === undefined) return;
  if (vote === 'yes') ballot.yes.add(from);
  else ballot.isRefused = true;
  const decision = ctx.rules.decisionOf({
    yes: ballot.yes.size,
    isRefused: ballot.isRefused,
    participants: ctx.nodes.length - 1,
  });
  if (decision !== undefined) decide(transaction, decision, state, ctx);
}

/** The second phase: writes the decision, then tells it to everyone. */
function decide(
  transaction: TransactionId,
  decision: Decision,
  state: CoordinatorState,
  ctx: CoordinatorContext,
): void {
  const ballot = state.undecided.get(transaction);
  if (ballot === undefined) return;
  state.undecided.delete(transaction);
  state.decisions.set(transaction, decision);
  ctx.cancelTimer('voteTimeout', transaction);
  write({ kind: decision, transaction }, state, ctx);
  ctx.broadcast({ type: 'Decision', transaction, decision });
  ctx.respond(ballot.client, ballot.sequence, { kind: 'decided', decision });
}

/** Answers a participant in doubt. While the coordinator has not decided, the decision itself will be the answer. */
function tellDecision(
  transaction: TransactionId,
  to: NodeId,
  state: CoordinatorState,
  ctx: CoordinatorContext,
): void {
  const decision = state.decisions.get(transaction);
  if (decision !== undefined) ctx.send(to, { type: 'Decision', transaction, decision });
}

function requestKey({ client, sequence }: Pick<Ballot, 'client' | 'sequence'>): string {
  return `${client}:${sequence}`;
}
