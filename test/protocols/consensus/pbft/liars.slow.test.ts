import { expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import type { TrialPlan } from '../../../../src/experiment/trial-plan.ts';
import { pbft } from '../../../../src/protocols/consensus/pbft/index.ts';
import { planOf } from '../../../configs.ts';

const { COORDSIM_LONG } = process.env;
/** As many seeds as a change of the protocol deserves with COORDSIM_LONG=1, a sample otherwise. */
const IS_LONG = COORDSIM_LONG === '1';

function broken(plan: TrialPlan, trials: number): string[] {
  const runner = new TrialRunner(plan);
  const found: string[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const { outcome, violation } = runner.run(trial);
    if (outcome !== 'passed') found.push(`${trial} ${outcome}: ${violation?.explanation}`);
  }
  return found;
}

const READS = { 'clients.workload': 'kv-read-only' };

/** A config, how many of its seeds are a sample, and what is set otherwise. */
const CONFIGS: readonly [name: string, sample: number, changes: Record<string, string>][] = [
  ['chaos', 300, {}],
  ['chaos', 100, { nodes: '7' }],
  ['chaos', 100, { nodes: '5' }],
  ['chaos', 300, READS],
  ['liars', 300, { nodes: '4' }],
  ['liars', 150, {}],
  ['liars', 150, { nemesis: 'twins', nodes: '4' }],
  ['liars', 150, { nemesis: 'byzzfuzz', nodes: '4' }],
  ['liars', 150, { 'clients.workload': 'kv-read-only', nodes: '4' }],
];

test.each(CONFIGS)(
  'no seed of %s breaks a promise (%i in a sample, %o)',
  { timeout: 900_000 },
  (name, sample, changes) => {
    const plan = planOf(`pbft/${name}.yaml`, changes);
    expect(broken(plan, IS_LONG ? 10_000 : sample)).toEqual([]);
  },
);

test('one liar splits five replicas where a quorum is three, and never where it is four', () => {
  const plan = planOf('pbft/mutants/quorum-of-two-thirds.yaml');
  expect(plan.config.faults).toHaveLength(1);
  const two = new TrialRunner(plan).run(0);
  expect(two.violation?.explanation).toMatch(/committed different batches at sequence number 1$/);
  const { variant: _, ...config } = plan.config;
  const correct = { ...plan, config, mutant: undefined, rules: pbft.rules };
  expect(broken(correct, IS_LONG ? 10_000 : 300)).toEqual([]);
}, 900_000);

test('no replica bears one liar more than it promises to', () => {
  const faults = '[{at: 0s, byzantine: [0, 3], does: lie, name: two-batches}]';
  const plan = planOf('pbft/chaos.yaml', { nemesis: 'none', faults, 'beyond-tolerance': 'true' });
  expect(broken(plan, 20).filter((line) => line.includes('different batches'))).not.toEqual([]);
});

/** Seeds that found what was wrong once, in the order in which it was mended. */
test.each([
  ['three replicas were in two views, and waited for each other', {}, 39],
  ['a state was asked of those who had signed it, and had restarted since', {}, 5_792],
  ['a state was lost that honest replicas had signed, and a liar alone had it', {}, 8_627],
  ['a replica that restarted could not prove what it had executed', READS, 8_850],
  ['a read was answered from before a restart', READS, 212],
] as const)('no more: %s', (_what, changes, trial) => {
  const runner = new TrialRunner(planOf('pbft/chaos.yaml', changes));
  expect(runner.run(trial).outcome).toBe('passed');
});
