import type { Context } from '../../../core/protocol.ts';
import type { PbftTypes, ReplicaState } from './types.ts';

type Ctx = Context<PbftTypes>;

/**
 * "A backup is waiting for a request if it received a valid request and has not executed it. A backup starts a timer
 * when it receives a request and the timer is not already running. It stops the timer when it is no longer waiting to
 * execute the request, but restarts it if at that point it is waiting to execute some other request" [PBFT §4.4]. Here
 * it waits for the oldest, so that a primary can starve nobody.
 */
export function refreshTimers(state: ReplicaState, ctx: Ctx): void {
  watchProgress(state, ctx);
  if (state.isChanging) return;
  const oldest: number | undefined = state.waiting.keys().next().value;
  if (oldest === state.timedRequest) return;
  state.timedRequest = oldest;
  if (oldest === undefined) ctx.cancelTimer('viewTimeout');
  else startViewTimer(state, ctx);
}

export function startViewTimer(state: ReplicaState, ctx: Ctx): void {
  const timeoutUs = ctx.rules.viewTimeoutUs(ctx.params.viewTimeout, state.fruitless);
  ctx.setTimer('viewTimeout', timeoutUs);
}

/** Whether the replica waits for anything that others may have. */
export function isWaiting(state: ReplicaState): boolean {
  const { isChanging, waiting, wanted, highestDecided, lastExecuted } = state;
  return isChanging || waiting.size > 0 || wanted !== undefined || highestDecided > lastExecuted;
}

/** Sees to it that somebody is asked if nothing moves for a while. */
export function watchProgress(state: ReplicaState, ctx: Ctx): void {
  if (state.isStatusTimerRunning || !isWaiting(state)) return;
  state.isStatusTimerRunning = true;
  state.progressMark = state.lastExecuted;
  ctx.setTimer('status', ctx.params.statusInterval);
}
