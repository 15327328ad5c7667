import type { Context } from '../../../core/protocol.ts';
import { entryAt } from './log.ts';
import type { StepDownReason } from './observations.ts';
import {
  type Entry,
  NO_CLIENT,
  NOBODY,
  type RaftTypes,
  type ReplicaState,
  type Transfer,
} from './types.ts';

type Ctx = Context<RaftTypes>;

export function restartElectionTimer(state: ReplicaState, ctx: Ctx): void {
  const { rules, params, rng } = ctx;
  state.electionTimeoutUs = rules.electionTimeoutUs(
    params.electionTimeout,
    state.electionTimeoutUs,
    rng,
  );
  ctx.setTimer('electionTimeout', state.electionTimeoutUs);
}

/** "If one server's current term is smaller than the other's, then it updates its current term to the larger value" [Raft §5.1]. */
export function adoptTerm(state: ReplicaState, term: number, ctx: Ctx): void {
  const { currentTerm, votedFor } = state.persistent;
  if (ctx.rules.roleInHigherTerm(state.role) === 'follower') {
    becomeFollower(state, 'higherTerm', ctx);
  }
  currentTerm.value = term;
  if (votedFor.value !== NOBODY) votedFor.value = NOBODY;
  state.isUnsynced = true;
  state.leader = NOBODY;
}

/** Leaves whatever role it has. The reason is that of a leader. */
export function becomeFollower(state: ReplicaState, reason: StepDownReason, ctx: Ctx): void {
  if (state.role === 'leader') stepDown(state, reason, ctx);
  state.role = 'follower';
}

function stepDown(state: ReplicaState, reason: StepDownReason, ctx: Ctx): void {
  ctx.observe({ type: 'SteppedDown', term: state.persistent.currentTerm.value, reason });
  ctx.cancelTimer('heartbeat');
  ctx.cancelTimer('quorumCheck');
  answerWaiting(state, ctx);
  if (state.leading?.change !== undefined) ctx.cancelTimer('catchUpTimeout');
  if (state.leading?.transfer !== undefined) endTransfer(state.leading.transfer, reason, ctx);
  state.leading = undefined;
  state.leader = NOBODY;
  restartElectionTimer(state, ctx);
}

function answerWaiting(state: ReplicaState, ctx: Ctx): void {
  const answer = ctx.rules.answerWhenDeposed();
  if (answer === undefined || state.leading === undefined) return;
  const { log } = state.persistent;
  const first = Math.max(state.leading.firstIndex, state.commitIndex + 1);
  for (let index = first; index <= log.length; index++) {
    const { client, sequence } = entryAt(log, index) as Entry;
    if (client !== NO_CLIENT) ctx.respond(client, sequence, answer);
  }
}

/** A leader that has told another server to stand, and then meets a higher term, has done what it was asked. */
function endTransfer(transfer: Transfer, reason: StepDownReason, ctx: Ctx): void {
  const { client, sequence, isTold } = transfer;
  ctx.cancelTimer('transferTimeout');
  if (isTold && reason === 'higherTerm') {
    ctx.respond(client, sequence, { kind: 'done', value: null });
  }
}
