import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { sendCheckpointsAgain } from './checkpoints.ts';
import type { Commit, Prepare, Status } from './messages.ts';
import { makeDurable } from './persistence.ts';
import { fetchState } from './state-transfer.ts';
import { isWaiting, watchProgress } from './timers.ts';
import type { PbftTypes, ReplicaState } from './types.ts';
import { ownViewChange } from './view-change.ts';

/**
 * Messages get lost, and somebody must send them again. "A replica multicasts small status messages that summarize its
 * state. When other replicas receive a status message they retransmit messages they have sent in the past that [it] is
 * missing" [PBFT 2002 §5.2]. Here only a replica for which nothing moves does so, and it sends its own part again, too.
 */

type Ctx = Context<PbftTypes>;

/** How many sequence numbers are sent again at once. */
const NUMBERS_AT_ONCE = 4;

export function onStatusTimer(state: ReplicaState, ctx: Ctx): void {
  state.isStatusTimerRunning = false;
  if (isWaiting(state) && state.lastExecuted === state.progressMark) askAll(state, ctx);
  watchProgress(state, ctx);
}

function askAll(state: ReplicaState, ctx: Ctx): void {
  const { view, isChanging, lastExecuted } = state;
  makeDurable(state, ctx);
  ctx.broadcast({ type: 'Status', view, isChanging, lastExecuted });
  fetchState(state, ctx);
  sendCheckpointsAgain(state, ctx);
  if (isChanging) ctx.broadcast(ownViewChange(state, ctx));
  else {
    sendVotesAgain(state, ctx);
    relayWaiting(state, ctx);
  }
}

function sendVotesAgain(state: ReplicaState, ctx: Ctx): void {
  const { self, lastExecuted } = state;
  const { keys } = ctx;
  for (let next = lastExecuted + 1; next <= lastExecuted + NUMBERS_AT_ONCE; next++) {
    const slot = state.slots.get(next);
    const prePrepare = slot?.prePrepare;
    if (slot === undefined || prePrepare === undefined) continue;
    const { view, sequence, replica } = prePrepare;
    const { digest } = slot;
    if (replica === self) ctx.broadcast(prePrepare);
    else {
      const vote: Prepare = keys.seal({ type: 'Prepare', view, sequence, digest, replica: self });
      ctx.broadcast(vote);
    }
    if (!slot.isPrepared) continue;
    const vote: Commit = keys.seal({ type: 'Commit', view, sequence, digest, replica: self });
    ctx.broadcast(vote);
  }
}

/** Its primary may not know what clients wait for. */
function relayWaiting(state: ReplicaState, ctx: Ctx): void {
  const { primary } = state;
  if (primary === state.self) return;
  let relayed = 0;
  for (const request of state.waiting.values()) {
    if (relayed++ === ctx.params.maxBatch) return;
    ctx.send(primary, { type: 'RelayedRequest', request });
  }
}

/** Sends what the other lacks and this replica has. */
export function onStatus(state: ReplicaState, from: NodeId, status: Status, ctx: Ctx): void {
  if (from === state.self || !Number.isInteger(status.lastExecuted)) return;
  const { newView, stable } = state.persistent;
  const isBehindInView =
    status.view < state.view || (status.view === state.view && status.isChanging === true);
  makeDurable(state, ctx);
  if (isBehindInView && !state.isChanging && newView.value !== undefined) {
    ctx.send(from, newView.value);
  }
  const next = status.lastExecuted + 1;
  if (next <= state.lowWatermark && stable.value !== undefined) {
    ctx.send(from, { type: 'StableProof', proof: stable.value.proof });
    return;
  }
  for (let sequence = next; sequence < next + NUMBERS_AT_ONCE; sequence++) {
    const decision = state.decisions.get(sequence);
    if (decision === undefined) return;
    const { prePrepare, commits } = decision;
    ctx.send(from, { type: 'Decided', prePrepare, commits });
  }
}
