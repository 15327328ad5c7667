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
  state.snapshots.set(sequence, { digest, machine: copyOf(state.machine) });
  ctx.observe({ type: 'CheckpointTaken', sequence, digest });
  const body = { type: 'Checkpoint', sequence, digest, replica: state.self } as const;
  promise(state, ctx.keys.seal(body), ctx);
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
  const snapshot = state.snapshots.get(sequence);
  if (snapshot?.digest === digest) {
    stabilize(state, { sequence, digest, machine: snapshot.machine, proof }, ctx);
  } else if (sequence > state.lastExecuted && sequence > (state.wanted?.sequence ?? 0)) {
    // It may be about to execute as far: the state is fetched only when nothing moves for a while.
    state.wanted = { sequence, proof, attempts: 0 };
    watchProgress(state, ctx);
  }
}

/** "A checkpoint with a proof becomes stable and the replica discards" all that came before it [PBFT §4.3]. */
export function stabilize(state: ReplicaState, stable: StableCheckpoint, ctx: Ctx): void {
  const { sequence, digest } = stable;
  const logSize = Math.max(state.slots.size, state.decisions.size);
  state.persistent.stable.value = stable;
  state.isUnsynced = true;
  state.lowWatermark = sequence;
  for (const map of [state.slots, state.decisions, state.snapshots]) forgetUpTo(map, sequence);
  state.latestSlot = undefined;
  state.checkpointVotes.forgetUpTo(sequence);
  if (state.wanted !== undefined && state.wanted.sequence <= sequence) state.wanted = undefined;
  ctx.observe({ type: 'CheckpointStable', sequence, digest, logSize });
}

function forgetUpTo(map: Map<number, unknown>, sequence: number): void {
  for (const known of map.keys()) if (known <= sequence) map.delete(known);
}
