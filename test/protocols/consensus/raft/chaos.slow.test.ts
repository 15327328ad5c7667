import { expect, test } from 'vitest';
import { type Invariant, reached } from '../../../../src/core/invariant.ts';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import type { RaftObservation } from '../../../../src/protocols/consensus/raft/observations.ts';
import { planOf } from '../../../configs.ts';

const { COORDSIM_LONG } = process.env;
/** As many seeds as a change of the protocol deserves with COORDSIM_LONG=1, a sample otherwise. */
const IS_LONG = COORDSIM_LONG === '1';

/** A config, how many of its seeds are a sample, and what must have happened in some of them. */
const CONFIGS: readonly [name: string, sample: number, types: RaftObservation['type'][]][] = [
  ['chaos-3', 2_000, []],
  ['chaos-5', 2_000, []],
  ['chaos-snapshots', 500, ['SnapshotTaken', 'SnapshotRestored']],
  ['chaos-lease', 500, ['ReadServed']],
  ['chaos-membership', 500, ['ConfigurationProposed', 'SnapshotRestored', 'TransferBegun']],
];

test.each(CONFIGS)(
  'no seed of %s breaks a promise',
  { timeout: 600_000 },
  (name, sample, types) => {
    const plan = planOf(`raft/${name}.yaml`);
    const coverage = types.map((type) => reached('sometimes', type, type, 'It happens.'));
    const invariants: readonly Invariant[] = [...plan.invariants, ...coverage];
    const runner = new TrialRunner({ ...plan, invariants });
    const broken: string[] = [];
    const put = new Set<string>();
    for (let trial = 0; trial < (IS_LONG ? 10_000 : sample); trial++) {
      const { outcome, violation, verdicts } = runner.run(trial);
      if (outcome !== 'passed') broken.push(`${trial} ${outcome}: ${violation?.explanation}`);
      for (const [index, invariant] of invariants.entries()) {
        if (verdicts[index] === 'holds') put.add(invariant.name);
      }
    }
    expect(broken).toEqual([]);
    // Nothing is promised by a property that was never put to the test.
    expect(invariants.map((one) => one.name).filter((one) => !put.has(one))).toEqual([]);
  },
);
