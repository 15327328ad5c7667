import type { Context } from '../../../core/protocol.ts';
import { digestOf } from './digest.ts';
import { bindingAt } from './persistence.ts';
import { slotAt } from './slots.ts';
import type { Binding, PbftTypes, ReplicaState } from './types.ts';
import { waitFor } from './waiting.ts';

type Ctx = Context<PbftTypes>;

/**
 * After a restart: what the replica promised before, it takes up again. In the view that it belongs to it has voted
 * already, and counts those votes; it votes for nothing else.
 */
export function resumeAgreement(state: ReplicaState, ctx: Ctx): void {
  const { lowWatermark, windowSize } = state;
  for (let sequence = lowWatermark + 1; sequence <= lowWatermark + windowSize; sequence++) {
    const binding = bindingAt(state, sequence);
    if (binding === undefined) continue;
    if (binding.decision !== undefined) {
      state.decisions.set(sequence, binding.decision);
      state.highestDecided = sequence;
    }
    for (const request of binding.prePrepare.batch) waitFor(state, request);
    if (binding.prePrepare.view !== state.view || state.isChanging) continue;
    resume(state, binding, ctx);
    state.lastProposed = Math.max(state.lastProposed, sequence);
  }
}

function resume(state: ReplicaState, { prePrepare, certificate }: Binding, ctx: Ctx): void {
  const { view, sequence, batch, replica } = prePrepare;
  const { self } = state;
  const digest = digestOf(batch);
  const slot = slotAt(state, sequence);
  slot.accept(prePrepare, digest);
  if (certificate?.prePrepare.view === view) {
    slot.isPrepared = true;
    slot.commits.add(ctx.keys.seal({ type: 'Commit', view, sequence, digest, replica: self }));
  } else if (replica !== self) {
    slot.prepares.add(ctx.keys.seal({ type: 'Prepare', view, sequence, digest, replica: self }));
  }
}
