import type { Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import { byTime, roomFor } from './drawing.ts';
import { crash } from './incidents.ts';

export const crashes: Nemesis = {
  name: 'crashes',
  sentence:
    'Crashes and restarts nodes at random times: mostly one, now and then a majority or all.',
  draw: drawCrashes,
};

function drawCrashes(setup: NemesisSetup): readonly ScheduledFault[] {
  if (setup.horizonUs < 1) return [];
  const count = setup.rng.integer(1, roomFor(setup, 25, 3 + 2 * setup.nodeCount));
  return byTime(Array.from({ length: count }, () => crash(setup)).flat());
}
