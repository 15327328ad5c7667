import type { TrialSetup } from '../../../../core/invariant.ts';
import type { FaultyNodes } from '../../shared/faulty-nodes.ts';
import { maxFaulty } from '../../shared/quorums.ts';
import { mostSpoilt } from '../../shared/spoilt-rounds.ts';
import type { PbftTypes } from '../types.ts';
import { primaryOf } from '../views.ts';

/** How many views in a row, from one on, may come to nothing since their primaries are faulty. */
export function mostSpoiltViews(
  from: number,
  faultyNodes: FaultyNodes,
  { nodeCount, params, leaders }: TrialSetup<PbftTypes>,
): number {
  return mostSpoilt({
    from,
    lastNamed: leaders.lastNamed,
    turns: nodeCount,
    faulty: params.faults ?? maxFaulty(nodeCount),
    isSpoilt: (view) => faultyNodes.has(primaryOf(view, nodeCount, leaders)),
  });
}
