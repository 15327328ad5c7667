import type { NodeId } from '../../../core/identity.ts';

/** "The primary of a view is replica p such that p = v mod |R|" [PBFT §4]. */
export function primaryOf(view: number, nodeCount: number): NodeId {
  return view % nodeCount;
}
