import { Slot } from './slot.ts';
import type { ReplicaState } from './types.ts';

/** The agreement about a sequence number in the present view. */
export function slotAt(state: ReplicaState, sequence: number): Slot {
  // Most messages are about the same number as the one before.
  const { latestSlot } = state;
  if (latestSlot?.sequence === sequence) return latestSlot;
  let slot = state.slots.get(sequence);
  if (slot === undefined) {
    slot = new Slot(state.view, sequence, state.nodeCount);
    state.slots.set(sequence, slot);
  }
  state.latestSlot = slot;
  return slot;
}
