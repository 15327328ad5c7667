import { expect, test } from 'vitest';
import { BatchSummary, summariseValues } from '../../src/report/batch-summary.ts';
import { summaryCsv } from '../../src/report/summary-csv.ts';
import { findVacuities } from '../../src/report/vacuity.ts';
import { echoPlan, record } from './batches.ts';

/** The batch of four trials: two passed, one unsafe, one without a round trip. */
function summary(): BatchSummary {
  const batch = new BatchSummary(echoPlan());
  batch.add(record(0, { metrics: [10] }));
  batch.add(record(1, { metrics: [20] }));
  const verdicts = ['violated', 'unknown', 'not exercised'] as const;
  batch.add(record(2, { outcome: 'unsafe', verdicts, exercises: [3, 0, 0], metrics: [60] }));
  batch.add(record(3, { metrics: [undefined] }));
  return batch;
}

test('the numbers of a sample are those worked out by hand', () => {
  // Deviations from the mean 30 are -20, -10 and 30, so the variance is 1400 / 2; t(0.975, 2) is 4.302653.
  const { interval, ...values } = summariseValues('x', [20, 60, 10]);
  expect(values).toEqual({ column: 'x', count: 3, mean: 30, p50: 20, p90: 52, p99: 59.2, max: 60 });
  const half = (4.302652729749464 * Math.sqrt(700)) / Math.sqrt(3);
  expect(interval?.low).toBeCloseTo(30 - half, 9);
  expect(interval?.high).toBeCloseTo(30 + half, 9);
});

test('one value has a mean and no interval, none has nothing', () => {
  expect(summariseValues('x', [7])).toMatchObject({
    count: 1,
    mean: 7,
    interval: undefined,
    p99: 7,
  });
  expect(summariseValues('x', [])).toMatchObject({ count: 0, mean: undefined, max: undefined });
});

test('outcomes, verdicts and metrics are counted over the trials that have them', () => {
  const { outcomes, properties, metrics } = summary();
  expect(outcomes.map(({ outcome, count }) => [outcome, count])).toEqual([
    ['passed', 3],
    ['unsafe', 1],
    ['stuck', 0],
    ['exhausted', 0],
    ['outside', 0],
  ]);
  // Wilson for 1 of 4 at 95 %: (1 + 1.9207 ± 1.96 √(0.75 + 0.9604)) / (4 + 3.8415).
  expect(outcomes[1]?.interval.low).toBeCloseTo(0.045_587, 6);
  expect(outcomes[1]?.interval.high).toBeCloseTo(0.699_358, 6);
  expect(properties[0]).toMatchObject({ name: 'Faithful Echo', exercises: 6 });
  expect(properties[0]?.verdicts.violated.count).toBe(1);
  expect(properties[0]?.firstViolated?.trial).toBe(2);
  expect(metrics[0]).toMatchObject({ column: 'roundTripUs', count: 3, mean: 30, p50: 20 });
});

test('summary.csv has a row for each outcome, verdict and metric', () => {
  const lines = summaryCsv(summary()).split('\n');
  expect(lines[0]).toBe(
    'protocol,variant,nodes,nemesis,policy,kind,name,value,n,count,mean,lower,upper,p50,p90,p99,max',
  );
  expect(lines).toHaveLength(1 + 5 + 3 * 5 + 6 + 1);
  expect(lines[3]).toBe('echo,,2,none,,outcome,outcome,stuck,4,0,0,0,0.4898908364545972,,,,');
  expect(lines[7]).toMatch(
    /^echo,,2,none,,property,faithfulEcho,violated,4,1,0.25,0.0455\d+,0.699\d+,,,,$/,
  );
  expect(lines[21]).toMatch(
    /^echo,,2,none,,metric,roundTripUs,,3,,30,-35.7\d+,95.7\d+,20,52,59.2,60$/,
  );
});

test('what no trial tried is vacuous, what no trial could judge is not', () => {
  const batch = new BatchSummary(echoPlan({ faults: [{ at: '5ms', restart: 0 }] }));
  const verdicts = ['not exercised', 'unknown', 'not exercised'] as const;
  const fields = {
    verdicts,
    exercises: [0, 0, 0],
    linesLanded: [0],
    outcome: 'exhausted',
  } as const;
  batch.add(record(0, { ...fields, familiesPlanned: ['clock', 'crash'], families: ['clock'] }));
  expect(findVacuities(batch)).toEqual([
    { kind: 'neverExercised', property: 'Faithful Echo' },
    { kind: 'neverReached', property: 'Ping Resent' },
    { kind: 'lineNeverLanded', line: 0 },
    { kind: 'familyNeverLanded', family: 'crash' },
  ]);
  batch.add(record(1, { exercises: [1, 1, 1], linesLanded: [1], families: ['crash'] }));
  expect(findVacuities(batch)).toEqual([]);
});

test('what spent its budget in every trial is vacuous, though all of them passed', () => {
  const batch = new BatchSummary(echoPlan({}));
  batch.add(record(0, { verdicts: ['unknown', 'holds', 'holds'], exercises: [0, 1, 1] }));
  expect(findVacuities(batch)).toEqual([{ kind: 'neverDecided', property: 'Faithful Echo' }]);
  batch.add(record(1, { verdicts: ['holds', 'holds', 'holds'], exercises: [1, 1, 1] }));
  expect(findVacuities(batch)).toEqual([]);
});
