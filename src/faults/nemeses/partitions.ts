import type { Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import { byTime, roomFor } from './drawing.ts';
import { partition } from './incidents.ts';

export const partitions: Nemesis = {
  name: 'partitions',
  sentence:
    'Cuts the network in two or three, one way, around one node, with a bridge or to a ring, steadily or flapping.',
  draw: drawPartitions,
};

function drawPartitions(setup: NemesisSetup): readonly ScheduledFault[] {
  if (setup.horizonUs < 1 || setup.nodeCount < 2) return [];
  const count = setup.rng.integer(1, roomFor(setup, 25, 10));
  return byTime(Array.from({ length: count }, () => partition(setup)).flat());
}
