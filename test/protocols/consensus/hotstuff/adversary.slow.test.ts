import { expect, test } from 'vitest';
import { runTrials } from '../../../../src/experiment/trials.ts';
import { planOf } from '../../../configs.ts';

/** Of seven, two lie: with 100ms, what is judged as progress fits in the time after the faults. */
const SEVEN = { nodes: '7', 'params.viewTimeout': '100ms', settle: '8s' };

test.each([
  ['four, basic, twins', 'hotstuff/chaos.yaml', { nemesis: 'twins' }, 60],
  ['four, chained, chaos', 'hotstuff/chaos-chained.yaml', {}, 150],
  ['four, chained, liars', 'hotstuff/chaos-chained.yaml', { nemesis: 'liars' }, 100],
  ['seven, basic, liars', 'hotstuff/chaos.yaml', { nemesis: 'liars', ...SEVEN }, 40],
  ['seven, basic, chaos', 'hotstuff/chaos.yaml', SEVEN, 40],
  ['seven, chained, liars', 'hotstuff/liars.yaml', {}, 40],
  ['seven, chained, partitions by round', 'hotstuff/liars.yaml', { nemesis: 'byzzfuzz' }, 40],
] as const)('of %s: every promise is kept', (_, config, changes, trials) => {
  for (const { trial, outcome, violation } of runTrials(planOf(config, changes), { trials })) {
    expect({ trial, outcome, violation }).toEqual({ trial, outcome: 'passed' });
  }
});
