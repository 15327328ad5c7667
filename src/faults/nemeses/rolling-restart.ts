import type { Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import { allNodes, byTime, roomFor, spread } from './drawing.ts';

export const rollingRestart: Nemesis = {
  name: 'rolling-restart',
  sentence: 'Restarts every node in turn, one at a time, as an upgrade does, and perhaps again.',
  draw: drawRollingRestart,
};

function drawRollingRestart(setup: NemesisSetup): readonly ScheduledFault[] {
  const { rng, nodeCount, horizonUs, typicalLatencyUs } = setup;
  if (horizonUs < 1) return [];
  const passes = rng.integer(1, roomFor(setup, 40 * nodeCount, 3));
  const order = rng.shuffled(allNodes(setup));
  const slotUs = horizonUs / (passes * nodeCount);
  const lines = Array.from({ length: passes * nodeCount }, (_, slot) => {
    // At most three quarters of its turn down, so that it is back before the next node goes.
    const forUs = spread(rng, Math.min(typicalLatencyUs, slotUs / 2), (3 * slotUs) / 4);
    const slackUs = Math.max(0, Math.floor(slotUs) - forUs - 1);
    const atUs = Math.floor(slot * slotUs) + rng.integer(0, slackUs);
    return {
      when: { atUs },
      fault: { kind: 'crash', target: { nodes: [order[slot % nodeCount] as number] }, forUs },
    } as const;
  });
  return byTime(lines);
}
