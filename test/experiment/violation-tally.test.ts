import { expect, test } from 'vitest';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { ViolationTally } from '../../src/experiment/violation-tally.ts';
import { planOf } from '../configs.ts';

const plan = planOf('raft/mutants/no-step-down.yaml');
const records = Array.from({ length: 40 }, (_, trial) => new TrialRunner(plan).run(trial));

test('violations are counted by fingerprint, with the first few trials of each', () => {
  const tally = new ViolationTally(plan);
  for (const record of records) tally.add(record);
  const failing = records.filter(({ violation }) => violation !== undefined);
  const total = tally.entries.reduce((sum, entry) => sum + entry.failing, 0);
  expect(total).toBe(failing.length);
  expect(total).toBeGreaterThan(5);
  for (const { firstTrials, failing: count } of tally.entries) {
    expect(firstTrials.length).toBe(Math.min(5, count));
    expect(firstTrials.toSorted((a, b) => a - b)).toEqual(firstTrials);
  }
});

test('records that come from a file count as much as those that were just run', () => {
  const fresh = new ViolationTally(plan);
  for (const record of records) fresh.add(record);
  const resumed = new ViolationTally(plan);
  for (const { violation, ...row } of records) {
    resumed.add(row.trial < 20 || violation === undefined ? row : { ...row, violation });
  }
  resumed.explain(new TrialRunner(plan));
  expect(resumed.entries).toEqual(fresh.entries);
});
