import type { NodeId } from '../../../core/identity.ts';
import type { Value } from '../shared/types.ts';
import type { BenOrState, Step, Tally } from './types.ts';

/** How many rounds ahead a node listens. What is said beyond is said again when it asks for it. */
const ROUNDS_AHEAD = 32;

/** Counts what a node said, the first time that it said something in this step. */
export function tell(
  state: BenOrState,
  step: Step,
  said: { readonly from: NodeId; readonly round: number; readonly value: Value },
): void {
  const { from, round, value } = said;
  if (!Number.isInteger(round) || round < state.round || round > state.round + ROUNDS_AHEAD) return;
  const { counts, from: heard } = tallyOf(state, step, round);
  if (heard.has(from)) return;
  heard.add(from);
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

export function tallyOf({ tallies }: BenOrState, step: Step, round: number): Tally {
  const known = tallies[step].get(round);
  if (known !== undefined) return known;
  const tally: Tally = { from: new Set(), counts: new Map() };
  tallies[step].set(round, tally);
  return tally;
}

/** Of the values 0 and 1 the one that was said most, and how often. */
export function leadingOf({ counts }: Tally): { readonly value: Value; readonly count: number } {
  const [zeros, ones] = [counts.get(0) ?? 0, counts.get(1) ?? 0];
  return ones > zeros ? { value: 1, count: ones } : { value: 0, count: zeros };
}
