import type { Context } from '../../../core/protocol.ts';
import { digestOf } from './digest.ts';
import { keepEarly, takeEarly } from './early.ts';
import { decide } from './execution.ts';
import type { Batch, Commit, PrePrepare, Prepare } from './messages.ts';
import { bindTo, bindToCertificate, promise } from './persistence.ts';
import type { Slot } from './slot.ts';
import { slotAt } from './slots.ts';
import { refreshTimers } from './timers.ts';
import type { PbftTypes, ReplicaState } from './types.ts';
import { primaryOf } from './views.ts';
import { waitFor } from './waiting.ts';
import { isBatch, isReplica } from './well-formed.ts';

type Ctx = Context<PbftTypes>;

/** A backup hears from the primary which batch shall have a sequence number. */
export function onPrePrepare(state: ReplicaState, message: PrePrepare, ctx: Ctx): void {
  if (!isOfUse(state, message, ctx)) return;
  const { view, sequence, batch, replica } = message;
  if (replica !== primaryOf(view, state.nodeCount, ctx.leaders) || replica === state.self) return;
  const slot = slotAt(state, sequence);
  if (!ctx.rules.mayAccept(slot.prePrepare !== undefined)) return;
  if (!ctx.rules.isAuthentic(ctx.keys, message) || !isAskedFor(state, batch, ctx)) return;
  accept(state, slot, message, ctx);
  refreshTimers(state, ctx);
}

/**
 * Accepts a pre-prepare that is in order. "Backup i enters the prepare phase by multicasting a ⟨PREPARE, v, n, d, i⟩
 * message to all other replicas and adds both messages to its log" [PBFT §4.2].
 */
export function accept(state: ReplicaState, slot: Slot, prePrepare: PrePrepare, ctx: Ctx): void {
  const { view, sequence, batch, replica } = prePrepare;
  const { self } = state;
  const digest = digestOf(batch);
  bindTo(state, prePrepare);
  slot.accept(prePrepare, digest);
  for (const request of batch) waitFor(state, request);
  if (replica !== self) {
    const body = { type: 'Prepare', view, sequence, digest, replica: self } as const;
    promise(state, ctx.keys.seal(body), ctx);
  }
  advance(state, slot, ctx);
}

export function onPrepare(state: ReplicaState, message: Prepare, ctx: Ctx): void {
  if (!isOfUse(state, message, ctx)) return;
  const { view, sequence, replica } = message;
  const slot = slotAt(state, sequence);
  if (slot.isPrepared || replica === primaryOf(view, state.nodeCount, ctx.leaders)) return;
  const { prepares } = slot;
  if (!ctx.rules.countsVote(prepares.has(replica)) || !ctx.rules.isAuthentic(ctx.keys, message)) {
    return;
  }
  prepares.add(message);
  advance(state, slot, ctx);
}

export function onCommit(state: ReplicaState, message: Commit, ctx: Ctx): void {
  if (!isOfUse(state, message, ctx)) return;
  const { sequence, replica } = message;
  const slot = slotAt(state, sequence);
  if (slot.isCommitted) return;
  const { commits } = slot;
  if (!ctx.rules.countsVote(commits.has(replica)) || !ctx.rules.isAuthentic(ctx.keys, message)) {
    return;
  }
  commits.add(message);
  advance(state, slot, ctx);
}

/** Handles what came before the replica entered its view. */
export function catchUp(state: ReplicaState, ctx: Ctx): void {
  for (const message of takeEarly(state)) {
    if (message.type === 'PrePrepare') onPrePrepare(state, message, ctx);
    else if (message.type === 'Prepare') onPrepare(state, message, ctx);
    else onCommit(state, message, ctx);
  }
}

/** Whether a message is of the replica's view, within its watermarks, and by a replica. One of a later view is kept for then. */
function isOfUse(
  state: ReplicaState,
  message: PrePrepare | Prepare | Commit,
  { rules, keys }: Ctx,
): boolean {
  const { view, sequence, replica } = message;
  if (!isReplica(replica, state.nodeCount)) return false;
  if (!rules.isInView(view, state.view, state.isChanging)) {
    keepEarly(state, message, rules, keys);
    return false;
  }
  return (
    rules.isBetweenWatermarks(sequence, state.lowWatermark, state.windowSize) &&
    Number.isInteger(sequence)
  );
}

/** Every request of a batch was signed by its client. */
function isAskedFor(state: ReplicaState, batch: Batch, { keys, rules, params }: Ctx): boolean {
  return (
    isBatch(batch) &&
    batch.length <= params.maxBatch &&
    batch.every((request) => rules.isAskedByClient(keys, request, state.nodeCount))
  );
}

/** Goes from phase to phase as votes come in: they may have come in any order. */
function advance(state: ReplicaState, slot: Slot, ctx: Ctx): void {
  const { prePrepare } = slot;
  if (prePrepare === undefined) return;
  if (!slot.isPrepared) {
    if (!ctx.rules.isCertified(slot.prepares.count, state.quorum)) return;
    prepare(state, slot, prePrepare, ctx);
  }
  if (!slot.isCommitted && slot.commits.count >= state.quorum) {
    slot.isCommitted = true;
    const commits = slot.commits.matching(state.quorum);
    decide(state, { prePrepare, digest: slot.digest, commits }, 'votes', ctx);
  }
}

/** "Replica i multicasts a ⟨COMMIT, v, n, D(m), i⟩ to the other replicas when prepared(m, v, n, i) becomes true" [PBFT §4.2]. */
function prepare(state: ReplicaState, slot: Slot, prePrepare: PrePrepare, ctx: Ctx): void {
  slot.isPrepared = true;
  const { view } = prePrepare;
  const { sequence, digest, prepares } = slot;
  bindToCertificate(state, { prePrepare, prepares: prepares.matching(state.quorum - 1) });
  ctx.observe({ type: 'Prepared', view, sequence, digest });
  const body = { type: 'Commit', view, sequence, digest, replica: state.self } as const;
  promise(state, ctx.keys.seal(body), ctx);
}
