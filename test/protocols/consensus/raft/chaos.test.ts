import { expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { planOf } from '../../../configs.ts';

const { COORDSIM_LONG } = process.env;
/** As many seeds as a change of the protocol deserves with COORDSIM_LONG=1, a sample otherwise. */
const SEEDS = COORDSIM_LONG === '1' ? 10_000 : 2_000;

test.each([3, 5])(
  `${SEEDS} seeds of chaos break no promise of %i servers`,
  { timeout: 600_000 },
  (nodes) => {
    const plan = planOf(`raft/chaos-${nodes}.yaml`);
    const runner = new TrialRunner(plan);
    const broken: string[] = [];
    const reached = new Set<string>();
    for (let trial = 0; trial < SEEDS; trial++) {
      const { outcome, violation, verdicts } = runner.run(trial);
      if (outcome !== 'passed') broken.push(`${trial} ${outcome}: ${violation?.explanation}`);
      for (const [index, { name }] of plan.invariants.entries()) {
        if (verdicts[index] === 'holds') reached.add(name);
      }
    }
    expect(broken).toEqual([]);
    // Nothing is promised by a property that was never put to the test.
    expect(plan.invariants.map(({ name }) => name).filter((name) => !reached.has(name))).toEqual(
      [],
    );
  },
);
