import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { copyOf, isRepeated, type KeyValueMachine } from '../shared/key-value.ts';
import { learnStable, stabilize } from './checkpoints.ts';
import { stateDigest } from './digest.ts';
import { decide, executeDecided } from './execution.ts';
import type { Decided, FetchState, StableProof, StateTransfer } from './messages.ts';
import { makeDurable } from './persistence.ts';
import { decidedIn, stableIn } from './proofs.ts';
import { refreshTimers } from './timers.ts';
import type { PbftTypes, ReplicaState } from './types.ts';

/**
 * How a replica that has missed something gets it: single decisions by their proofs, or a whole state, when what it
 * lacks has been discarded. Who sends it need not be trusted.
 */

type Ctx = Context<PbftTypes>;

export function onDecided(state: ReplicaState, message: Decided, ctx: Ctx): void {
  const { prePrepare, commits } = message;
  const sequence = prePrepare?.sequence;
  const isNews =
    sequence > state.lastExecuted &&
    sequence <= state.lowWatermark + state.windowSize &&
    !state.decisions.has(sequence);
  if (!isNews) return;
  const digest = decidedIn(prePrepare, commits, state, ctx);
  if (digest !== undefined) decide(state, { prePrepare, digest, commits }, 'proof', ctx);
}

export function onStableProof(state: ReplicaState, { proof }: StableProof, ctx: Ctx): void {
  const stable = stableIn(proof, state, ctx);
  if (stable !== undefined) learnStable(state, stable.sequence, stable.digest, proof, ctx);
}

/**
 * Asks one replica after another: some may be liars, and whoever signed the checkpoint may have restarted since and be
 * behind it again.
 */
export function fetchState(state: ReplicaState, ctx: Ctx): void {
  const { wanted, self, nodeCount } = state;
  if (wanted === undefined) return;
  const others = nodeCount - 1;
  if (others === 0) return;
  const holder = (self + 1 + (wanted.attempts % others)) % nodeCount;
  wanted.attempts++;
  ctx.send(holder, { type: 'FetchState', sequence: wanted.sequence });
}

export function onFetchState(
  state: ReplicaState,
  from: NodeId,
  { sequence }: FetchState,
  ctx: Ctx,
): void {
  const stable = state.persistent.stable.value;
  if (stable === undefined || stable.sequence < sequence) return;
  const { machine, proof } = stable;
  ctx.send(from, { type: 'StateTransfer', machine, proof });
}

/** The state is believed since a quorum signed its digest. */
export function onStateTransfer(state: ReplicaState, message: StateTransfer, ctx: Ctx): void {
  const { machine, proof } = message;
  const stable = stableIn(proof, state, ctx);
  if (stable === undefined || stable.sequence <= state.lowWatermark) return;
  const { sequence, digest } = stable;
  if (!isMachine(machine) || stateDigest(machine) !== digest) return;
  if (sequence > state.lastExecuted) {
    state.machine = copyOf(machine);
    state.lastExecuted = sequence;
    state.lastProposed = Math.max(state.lastProposed, sequence);
    state.hasProgressed = true;
    forgetAnswered(state);
    ctx.observe({ type: 'StateTransferred', sequence, digest });
  }
  stabilize(state, { sequence, digest, machine: copyOf(machine), proof }, ctx);
  makeDurable(state, ctx);
  executeDecided(state, ctx);
  refreshTimers(state, ctx);
}

function isMachine(machine: unknown): machine is KeyValueMachine {
  const { values, sessions } = (machine ?? {}) as Partial<KeyValueMachine>;
  return (
    Array.isArray(values) &&
    Array.isArray(sessions) &&
    sessions.every((session) => session === undefined || Array.isArray(session?.answers))
  );
}

/** What had its effect before that state needs not be waited for. */
function forgetAnswered({ waiting, machine }: ReplicaState): void {
  for (const [key, { client, sequence }] of waiting) {
    const session = machine.sessions[client];
    if (session !== undefined && isRepeated(session, sequence)) waiting.delete(key);
  }
}
