import type { Context } from '../../../core/protocol.ts';
import { learnStable } from './checkpoints.ts';
import { digestOf } from './digest.ts';
import type { Batch, Checkpoint, NewView, PrePrepare, ViewChange } from './messages.ts';
import { accept, catchUp } from './normal-case.ts';
import { makeDurable, promiseView } from './persistence.ts';
import { isValidViewChange, stableIn } from './proofs.ts';
import type { PbftRules } from './rules.ts';
import { slotAt } from './slots.ts';
import { refreshTimers } from './timers.ts';
import { type PbftTypes, type ReplicaState, requestKey } from './types.ts';
import { primaryOf } from './views.ts';
import { isBatch } from './well-formed.ts';

type Ctx = Context<PbftTypes>;

/** What follows from a quorum of view changes: every replica computes the same. */
interface Plan {
  /** The latest stable checkpoint in them: the paper's min-s. */
  readonly stableSequence: number;
  readonly stableProof: readonly Checkpoint[];
  /** What is proposed again, at the sequence numbers behind that, up to the paper's max-s. */
  readonly batches: readonly Batch[];
}

/**
 * "The primary creates a new pre-prepare message for view v + 1 for each sequence number n between min-s and max-s":
 * that of the highest view in which something prepared, "a special null request" where nothing did [PBFT §4.4].
 */
export function planOf(viewChanges: readonly ViewChange[], rules: PbftRules): Plan {
  let stableSequence = 0;
  let stableProof: readonly Checkpoint[] = [];
  const best = new Map<number, PrePrepare>();
  let last = 0;
  for (const viewChange of viewChanges) {
    if (viewChange.stableSequence > stableSequence) {
      stableSequence = viewChange.stableSequence;
      stableProof = viewChange.checkpointProof;
    }
    for (const { prePrepare } of viewChange.certificates) {
      const { sequence, view } = prePrepare;
      const known = best.get(sequence);
      if (known === undefined || rules.isHigherCertificate(view, known.view)) {
        best.set(sequence, prePrepare);
      }
      last = Math.max(last, sequence);
    }
  }
  const batches: Batch[] = [];
  for (let sequence = stableSequence + 1; sequence <= last; sequence++) {
    batches.push(best.get(sequence)?.batch ?? []);
  }
  return { stableSequence, stableProof, batches };
}

/** The primary of the new view has a quorum of view changes. */
export function beginNewView(state: ReplicaState, ctx: Ctx): void {
  const { view, self, quorum } = state;
  const viewChanges: ViewChange[] = [];
  for (const viewChange of state.viewChanges) {
    if (viewChange?.view === view && viewChanges.length < quorum) viewChanges.push(viewChange);
  }
  const { stableSequence, batches } = planOf(viewChanges, ctx.rules);
  const prePrepares = batches.map((batch, index) => {
    const sequence = stableSequence + 1 + index;
    return ctx.keys.seal({ type: 'PrePrepare', view, sequence, batch, replica: self } as const);
  });
  const body = { type: 'NewView', view, viewChanges, prePrepares, replica: self } as const;
  const newView = ctx.keys.seal(body);
  enter(state, newView, ctx);
  makeDurable(state, ctx);
  ctx.broadcast(newView);
}

/**
 * "A backup accepts a new-view message for view v + 1 if it is signed properly, if the view-change messages it contains
 * are valid for view v + 1, and if the set O is correct" [PBFT §4.4].
 */
export function onNewView(state: ReplicaState, message: NewView, ctx: Ctx): void {
  const { view, viewChanges, prePrepares, replica } = message;
  const isNews = view > state.view || (view === state.view && state.isChanging);
  if (!isNews || !Number.isInteger(view)) return;
  if (replica !== primaryOf(view, state.nodeCount, ctx.leaders) || replica === state.self) return;
  if (!ctx.rules.isAuthentic(ctx.keys, message)) return;
  if (!isQuorumFor(view, viewChanges, state, ctx)) return;
  if (!isPlanned(message, prePrepares, ctx)) return;
  enter(state, message, ctx);
  catchUp(state, ctx);
  makeDurable(state, ctx);
}

function isQuorumFor(
  view: number,
  viewChanges: readonly ViewChange[],
  state: ReplicaState,
  ctx: Ctx,
): boolean {
  if (!Array.isArray(viewChanges)) return false;
  const signers = new Set<number>();
  for (const viewChange of viewChanges as readonly ViewChange[]) {
    // One that came by itself has been verified.
    const isKnown = state.viewChanges[viewChange?.replica] === viewChange;
    if (!isKnown && !isValidViewChange(viewChange, state, ctx)) return false;
    if (viewChange.view !== view) return false;
    signers.add(viewChange.replica);
  }
  return signers.size >= state.quorum;
}

/** Whether what is proposed again is what follows from the view changes. */
function isPlanned(
  { view, viewChanges, replica }: NewView,
  prePrepares: readonly PrePrepare[],
  { rules, keys }: Ctx,
): boolean {
  if (!Array.isArray(prePrepares)) return false;
  const { stableSequence, batches } = planOf(viewChanges, rules);
  const areProper = (prePrepares as readonly PrePrepare[]).every(
    (prePrepare) =>
      prePrepare?.type === 'PrePrepare' &&
      prePrepare.view === view &&
      prePrepare.replica === replica &&
      isBatch(prePrepare.batch) &&
      Number.isInteger(prePrepare.sequence) &&
      rules.isAuthentic(keys, prePrepare),
  );
  if (!areProper) return false;
  const isSame =
    prePrepares.length === batches.length &&
    prePrepares.every(
      ({ sequence, batch }, index) =>
        sequence === stableSequence + 1 + index &&
        digestOf(batch) === digestOf(batches[index] as Batch),
    );
  return rules.followsFromViewChanges(isSame);
}

/** The replica takes part in the view, and in what is proposed again. */
function enter(state: ReplicaState, newView: NewView, ctx: Ctx): void {
  const { view, prePrepares, viewChanges } = newView;
  const { stableSequence, stableProof } = planOf(viewChanges, ctx.rules);
  const lastSequence = Math.max(stableSequence, ...prePrepares.map(({ sequence }) => sequence));
  promiseView(state, view, false, ctx);
  state.persistent.newView.value = newView;
  state.slots.clear();
  state.latestSlot = undefined;
  state.timedRequest = undefined;
  ctx.cancelTimer('viewTimeout');
  ctx.observe({ type: 'ViewEntered', view, stableSequence, lastSequence });
  const stable = stableIn(stableProof, state, ctx);
  if (stable !== undefined) learnStable(state, stable.sequence, stable.digest, stableProof, ctx);
  for (const prePrepare of prePrepares) proposeAgain(state, prePrepare, ctx);
  state.lastProposed = Math.max(lastSequence, state.lowWatermark);
  findUnproposed(state, prePrepares);
  refreshTimers(state, ctx);
}

function proposeAgain(state: ReplicaState, prePrepare: PrePrepare, ctx: Ctx): void {
  const { view, sequence, batch } = prePrepare;
  if (batch.length === 0) ctx.observe({ type: 'NullRequest', view, sequence });
  if (!ctx.rules.isBetweenWatermarks(sequence, state.lowWatermark, state.windowSize)) return;
  accept(state, slotAt(state, sequence), prePrepare, ctx);
}

/** The new primary proposes what its clients wait for and no earlier view got to. */
export function findUnproposed(state: ReplicaState, prePrepares: readonly PrePrepare[]): void {
  state.unproposed.length = 0;
  if (state.primary !== state.self) return;
  const proposed = new Set<number>();
  for (const { batch } of prePrepares) {
    for (const { client, sequence } of batch) proposed.add(requestKey(client, sequence));
  }
  for (const [key, request] of state.waiting) {
    if (!proposed.has(key)) state.unproposed.push(request);
  }
}
