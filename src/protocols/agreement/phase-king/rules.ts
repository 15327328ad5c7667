import type { NodeId } from '../../../core/identity.ts';
import type { Value } from '../shared/types.ts';
import type { Majority } from './types.ts';

/** What the paper's sentences decide. */
export interface PhaseKingRules {
  phases(maxFaulty: number): number;
  majorityOf(preferences: Iterable<Value>): Majority;
  isStrong(multiplicity: number, nodeCount: number, maxFaulty: number): boolean;
  nextPreference(
    own: { readonly majority: Majority; readonly isStrong: boolean },
    kings: Value,
  ): Value;
  isKing(node: NodeId, king: NodeId): boolean;
}

export const rules: PhaseKingRules = {
  /** One phase more than there are liars, so that at least one king is honest [Berman 1993]. */
  phases: (maxFaulty) => maxFaulty + 1,

  /** The value that occurs most; the smaller one of two that occur as often. */
  majorityOf(preferences) {
    const counts = [0, 0];
    for (const value of preferences) counts[value] = (counts[value] ?? 0) + 1;
    const [zeros = 0, ones = 0] = counts;
    return ones > zeros ? { value: 1, multiplicity: ones } : { value: 0, multiplicity: zeros };
  },

  /**
   * More than n/2 + f prefer it: more than half of all are honest and do, so that every honest king has counted the same
   * majority, and obeying him or not comes to the same [Attiya 2004 §5.2.5].
   */
  isStrong: (multiplicity, nodeCount, maxFaulty) => 2 * multiplicity > nodeCount + 2 * maxFaulty,

  /** A node whose own count is strong keeps its majority; any other takes the king's value [Attiya 2004 §5.2.5]. */
  nextPreference: ({ majority, isStrong }, kings) => (isStrong ? majority.value : kings),

  /** Each phase has one king, whom all know [Attiya 2004 §5.2.5]. */
  isKing: (node, king) => node === king,
};
