import type { Context } from '../../../core/protocol.ts';
import { digestOf } from './digest.ts';
import type { Batch, Request } from './messages.ts';
import { accept } from './normal-case.ts';
import { makeDurable } from './persistence.ts';
import { slotAt } from './slots.ts';
import { type PbftTypes, type ReplicaState, requestKey } from './types.ts';

type Ctx = Context<PbftTypes>;

/**
 * The primary gives waiting requests their numbers, several at a time where more are under way than it may have at
 * once [PBFT §5.1.4].
 */
export function propose(state: ReplicaState, ctx: Ctx): void {
  if (state.isChanging || state.primary !== state.self) return;
  while (state.unproposed.length > 0) {
    const sequence = ctx.rules.nextSequence(state.lastProposed);
    const isRoom =
      sequence <= state.lastExecuted + ctx.params.maxInFlight &&
      sequence <= state.lowWatermark + state.windowSize;
    if (!isRoom) return;
    const batch = nextBatch(state, ctx.params.maxBatch);
    if (batch.length === 0) return;
    prePrepare(state, sequence, batch, ctx);
  }
}

function nextBatch(state: ReplicaState, size: number): Batch {
  const { unproposed, waiting } = state;
  const batch: Request[] = [];
  while (unproposed.length > 0 && batch.length < size) {
    const request = unproposed.shift() as Request;
    if (waiting.has(requestKey(request.client, request.sequence))) batch.push(request);
  }
  return batch;
}

function prePrepare(state: ReplicaState, sequence: number, batch: Batch, ctx: Ctx): void {
  const { view, self } = state;
  const body = { type: 'PrePrepare', view, sequence, batch, replica: self } as const;
  const message = ctx.keys.seal(body);
  state.lastProposed = sequence;
  const digest = digestOf(batch);
  ctx.observe({ type: 'Proposed', view, sequence, digest, requests: batch.length });
  accept(state, slotAt(state, sequence), message, ctx);
  makeDurable(state, ctx);
  ctx.broadcast(message);
}
