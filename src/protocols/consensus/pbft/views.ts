import type { NodeId } from '../../../core/identity.ts';
import type { Leaders } from '../../../core/leaders.ts';

/** "The primary of a view is replica p such that p = v mod |R|" [PBFT §4], where no scenario names another. */
export function primaryOf(view: number, nodeCount: number, leaders: Leaders): NodeId {
  return leaders.of(view, view % nodeCount);
}
