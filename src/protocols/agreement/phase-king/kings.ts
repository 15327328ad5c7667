import type { NodeId } from '../../../core/identity.ts';
import type { Leaders } from '../../../core/leaders.ts';

/** What stands for a king where no scenario names one. */
const NOBODY = -1;

/**
 * The king of each phase: the k-th node in the k-th [Attiya 2004 §5.2.5], where no scenario names another for its second
 * round. Nobody is king twice, or all of them might lie: a second name for a node counts as none, and what is left of
 * the phases falls to the other nodes in order.
 */
export function kingsOf(phases: number, nodes: readonly NodeId[], leaders: Leaders): NodeId[] {
  const named: NodeId[] = [];
  for (let phase = 1; phase <= phases; phase++) {
    const king = leaders.of(2 * phase, NOBODY);
    named.push(named.includes(king) ? NOBODY : king);
  }
  const others = nodes.filter((node) => !named.includes(node));
  return named.map((king) => (king === NOBODY ? (others.shift() as NodeId) : king));
}
