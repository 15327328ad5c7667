import type { Context } from '../../../core/protocol.ts';
import { learnStable } from './checkpoints.ts';
import type { Certificate, ViewChange } from './messages.ts';
import { beginNewView } from './new-view.ts';
import { bindingAt, promise, promiseView } from './persistence.ts';
import { isValidViewChange, stableIn } from './proofs.ts';
import { startViewTimer, watchProgress } from './timers.ts';
import type { PbftTypes, ReplicaState } from './types.ts';

type Ctx = Context<PbftTypes>;

/** What the view timer runs for while a new view is awaited. */
const NEW_VIEW = -1;

/** The primary has not done in time what it must. */
export function onViewTimeout(state: ReplicaState, ctx: Ctx): void {
  if (ctx.rules.suspectsPrimary()) startViewChange(state, state.view + 1, ctx);
}

/**
 * "It stops accepting messages (other than checkpoint, view-change, and new-view messages) and multicasts a
 * ⟨VIEW-CHANGE, v + 1, n, C, P, i⟩ message to all replicas" [PBFT §4.4].
 */
function startViewChange(state: ReplicaState, view: number, ctx: Ctx): void {
  state.fruitless = state.hasProgressed ? 1 : state.fruitless + 1;
  state.hasProgressed = false;
  promiseView(state, view, true, ctx);
  state.slots.clear();
  state.latestSlot = undefined;
  state.unproposed.length = 0;
  state.timedRequest = undefined;
  ctx.cancelTimer('viewTimeout');
  const timeoutUs = ctx.rules.viewTimeoutUs(ctx.params.viewTimeout, state.fruitless);
  ctx.observe({ type: 'ViewChangeStarted', view, timeoutUs });
  sendViewChange(state, ctx);
  watchProgress(state, ctx);
}

export function sendViewChange(state: ReplicaState, ctx: Ctx): void {
  promise(state, ownViewChange(state, ctx), ctx);
}

/** What this replica is bound to as it leaves the earlier views. */
export function ownViewChange(state: ReplicaState, ctx: Ctx): ViewChange {
  const { view, self, lowWatermark, windowSize } = state;
  const sent = state.viewChanges[self];
  if (sent?.view === view) return sent;
  const certificates: Certificate[] = [];
  for (let sequence = lowWatermark + 1; sequence <= lowWatermark + windowSize; sequence++) {
    const certificate = bindingAt(state, sequence)?.certificate;
    if (certificate !== undefined && ctx.rules.isReported(certificate.prePrepare.view, view)) {
      certificates.push(certificate);
    }
  }
  return ctx.keys.seal({
    type: 'ViewChange',
    view,
    stableSequence: lowWatermark,
    checkpointProof: state.persistent.stable.value?.proof ?? [],
    certificates,
    replica: self,
  });
}

export function onViewChange(state: ReplicaState, message: ViewChange, ctx: Ctx): void {
  const { view, replica } = message;
  const known = state.viewChanges[replica];
  const isOver = view < state.view || (view === state.view && !state.isChanging);
  if (isOver || (known !== undefined && known.view >= view)) return;
  if (!isValidViewChange(message, state, ctx)) return;
  const counts = state.viewChangeCounts;
  if (known !== undefined) counts.set(known.view, (counts.get(known.view) ?? 1) - 1);
  state.viewChanges[replica] = message;
  counts.set(view, (counts.get(view) ?? 0) + 1);
  const stable = stableIn(message.checkpointProof, state, ctx);
  if (stable !== undefined) {
    learnStable(state, stable.sequence, stable.digest, message.checkpointProof, ctx);
  }
  join(state, ctx);
  awaitNewView(state, ctx);
}

/**
 * "If a replica receives a set of f + 1 valid view-change messages from other replicas for views greater than its
 * current view, it sends a view-change message for the smallest view in the set, even if its timer has not expired"
 * [PBFT §4.5.2].
 */
function join(state: ReplicaState, ctx: Ctx): void {
  let ahead = 0;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [view, count] of state.viewChangeCounts) {
    if (count === 0 || view <= state.view) {
      if (view < state.view) state.viewChangeCounts.delete(view);
      continue;
    }
    ahead += count;
    smallest = Math.min(smallest, view);
  }
  if (ahead > state.faulty) startViewChange(state, smallest, ctx);
}

/**
 * "It waits for 2f + 1 view-change messages for view v + 1" and then starts the timer for the new view: it does not go on
 * to the next before enough others have come so far [PBFT §4.5.2]. The primary of that view begins it.
 *
 * Departs from [PBFT §4.5.2]: those that have gone farther count too. A replica that crashed has forgotten what they said
 * before, and they will not say it again.
 */
function awaitNewView(state: ReplicaState, ctx: Ctx): void {
  const { view, isChanging, viewChangeCounts, quorum } = state;
  if (!isChanging) return;
  if (state.timedRequest !== NEW_VIEW && replicasAt(view, viewChangeCounts) >= quorum) {
    state.timedRequest = NEW_VIEW;
    startViewTimer(state, ctx);
  }
  const isPrimary = state.primary === state.self;
  if (isPrimary && (viewChangeCounts.get(view) ?? 0) >= quorum) beginNewView(state, ctx);
}

/** How many replicas have left all views before this one, as far as is known. */
function replicasAt(view: number, counts: ReadonlyMap<number, number>): number {
  let replicas = 0;
  for (const [other, count] of counts) if (other >= view) replicas += count;
  return replicas;
}
