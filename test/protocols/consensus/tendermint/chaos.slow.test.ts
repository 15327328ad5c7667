import { expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { planOf } from '../../../configs.ts';

const { COORDSIM_LONG } = process.env;
/** As many seeds as a change of the protocol deserves with COORDSIM_LONG=1, a sample otherwise. */
const IS_LONG = COORDSIM_LONG === '1';

/** A config, its changes, how many of its seeds are a sample, and what must have been put to the test in some of them. */
const RUNS: readonly [
  path: string,
  changes: Readonly<Record<string, string>>,
  sample: number,
  exercised: readonly string[],
][] = [
  ['tendermint/chaos.yaml', {}, 500, ['Later Round Decides', 'Caught Up']],
  ['tendermint/chaos.yaml', { nodes: '7' }, 150, ['Later Round Decides', 'Caught Up']],
  ['tendermint/chaos.yaml', { nemesis: 'liars' }, 500, ['No Honest Node Accused']],
  ['tendermint/liars.yaml', {}, 200, ['No Honest Node Accused']],
  [
    'tendermint/short-rounds.yaml',
    {},
    500,
    ['Locks Respected', 'Lock Changed', 'One Vote in a Round', 'Later Round Decides'],
  ],
  ['tendermint/short-rounds.yaml', { nemesis: 'liars' }, 300, ['Locks Respected', 'Lock Changed']],
];

test.each(RUNS)(
  'no seed of %s with %o breaks a promise',
  { timeout: 600_000 },
  (path, changes, sample, exercised) => {
    const plan = planOf(path, changes);
    const runner = new TrialRunner(plan);
    const broken: string[] = [];
    const held = new Set<string>();
    for (let trial = 0; trial < (IS_LONG ? 10_000 : sample); trial++) {
      const { outcome, violation, verdicts } = runner.run(trial);
      if (outcome !== 'passed') broken.push(`${trial} ${outcome}: ${violation?.explanation}`);
      for (const [index, { name }] of plan.invariants.entries()) {
        if (verdicts[index] === 'holds') held.add(name);
      }
    }
    expect(broken).toEqual([]);
    expect(exercised.filter((name) => !held.has(name))).toEqual([]);
    expect(held).toContain('Progress');
  },
);
