import type { Context } from '../../../core/protocol.ts';
import { copyOf } from '../shared/key-value.ts';
import { stateDigest } from './digest.ts';
import type { Checkpoint } from './messages.ts';
import { promise } from './persistence.ts';
import { watchProgress } from './timers.ts';
import type { PbftTypes, ReplicaState, StableCheckpoint } from './types.ts';
import { isReplica } from './well-formed.ts';

type Ctx = Context<PbftTypes>;

/**
 * "When a replica i produces a checkpoint, it multicasts a message ⟨CHECKPOINT, n, d, i⟩ to the other replicas, where n
 * is the sequence number of the last request whose execution is reflected in the state and d is the digest of the
 * state" [PBFT §4.3].
 */
export function takeCheckpoint(state: ReplicaState, ctx: Ctx): void {
  const sequence = state.lastExecuted;
  const digest = stateDigest(state.machine);
  const { snapshots } = state.persistent;
  // Others will discard what led to this state, so it must not be lost.
  snapshots.value = [...snapshots.value, { sequence, digest, machine: copyOf(state.machine) }];
  state.isUnsynced = true;
  ctx.observe({ type: 'CheckpointTaken', sequence, digest });
  promise(state, ownCheckpoint(state, sequence, digest, ctx), ctx);
}

/** What has been signed and is not stable yet is signed again. */
export function sendCheckpointsAgain(state: ReplicaState, ctx: Ctx): void {
  for (const { sequence, digest } of state.persistent.snapshots.value) {
    promise(state, ownCheckpoint(state, sequence, digest, ctx), ctx);
  }
}

function ownCheckpoint(
  { self }: ReplicaState,
  sequence: number,
  digest: number,
  { keys }: Ctx,
): Checkpoint {
  return keys.seal({ type: 'Checkpoint', sequence, digest, replica: self });
}

/** "Each replica collects checkpoint messages in its log until it has 2f + 1 of them for sequence number n with the same digest d" [PBFT §4.3]. */
export function onCheckpoint(state: ReplicaState, message: Checkpoint, ctx: Ctx): void {
  const { sequence, digest, replica } = message;
  const isOfUse =
    isReplica(replica, state.nodeCount) &&
    Number.isInteger(sequence) &&
    sequence > state.lowWatermark;
  const { checkpointVotes } = state;
  if (!isOfUse || checkpointVotes.has(message)) return;
  if (!ctx.rules.isAuthentic(ctx.keys, message)) return;
  const votes = checkpointVotes.add(message);
  if (!ctx.rules.isCheckpointStable(votes, state.quorum)) return;
  learnStable(state, sequence, digest, checkpointVotes.proofOf(sequence, digest), ctx);
}

/** A checkpoint is proved to be stable. The replica has that state, or will need it. */
export function learnStable(
  state: ReplicaState,
  sequence: number,
  digest: number,
  proof: readonly Checkpoint[],
  ctx: Ctx,
): void {
  if (sequence <= state.lowWatermark) return;
  const snapshot = state.persistent.snapshots.value.find((known) => known.sequence === sequence);
  if (snapshot?.digest === digest) {
    stabilize(state, { sequence, digest, machine: snapshot.machine, proof }, ctx);
  } else if (sequence > state.lastExecuted && sequence > (state.wanted?.sequence ?? 0)) {
    // It may be about to execute as far: the state is fetched only when nothing moves for a while.
    state.wanted = { sequence, attempts: 0 };
    watchProgress(state, ctx);
  }
}

/** "A checkpoint with a proof becomes stable and the replica discards" all that came before it [PBFT §4.3]. */
export function stabilize(state: ReplicaState, stable: StableCheckpoint, ctx: Ctx): void {
  const { sequence, digest } = stable;
  const logSize = Math.max(state.slots.size, state.decisions.size);
  const { snapshots } = state.persistent;
  state.persistent.stable.value = stable;
  snapshots.value = snapshots.value.filter((known) => known.sequence > sequence);
  state.isUnsynced = true;
  state.lowWatermark = sequence;
  for (const map of [state.slots, state.decisions]) forgetUpTo(map, sequence);
  state.latestSlot = undefined;
  state.checkpointVotes.forgetUpTo(sequence);
  if (state.wanted !== undefined && state.wanted.sequence <= sequence) state.wanted = undefined;
  ctx.observe({ type: 'CheckpointStable', sequence, digest, logSize });
}

function forgetUpTo(map: Map<number, unknown>, sequence: number): void {
  for (const known of map.keys()) if (known <= sequence) map.delete(known);
}
