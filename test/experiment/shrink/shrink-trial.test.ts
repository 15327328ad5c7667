import { describe, expect, test } from 'vitest';
import type { ScheduledFault } from '../../../src/core/fault.ts';
import { MAX_EXECUTIONS, shrinkTrial } from '../../../src/experiment/shrink/shrink-trial.ts';
import { TrialRunner } from '../../../src/experiment/trial.ts';
import type { TrialPlan } from '../../../src/experiment/trial-plan.ts';
import { planOf } from '../../configs.ts';

/** The nemesis of this config draws a dozen faults, of which one is to blame. */
const underChaos = planOf('two-phase-commit/mutants/unilateral-abort.yaml');

test('a trial that breaks nothing cannot be shrunk', () => {
  expect(() => shrinkTrial(planOf('echo/lossy.yaml'), 0)).toThrow('trial 0 breaks no property');
  expect(() => shrinkTrial(underChaos, 0, { property: 'AC3' })).toThrow("not 'AC3'");
});

test('a violation that needs no fault shrinks to an empty schedule', () => {
  const plan = planOf('echo/mutants/empty-echo.yaml', { nemesis: 'chaos' });
  const { before, after, end } = shrinkTrial(plan, 0);
  expect(before.faults).toBeGreaterThan(0);
  expect(after).toMatchObject({ faults: 0, nodes: 2 });
  expect(end).toBe('complete');
});

test('the result lists its faults, draws none, and breaks the property by itself', () => {
  const { plan, trial, fingerprint, violation, record } = shrinkTrial(underChaos, 0);
  expect(plan.config).toMatchObject({ nemesis: 'none', variant: 'unilateral-abort' });
  const again = new TrialRunner(plan).run(trial);
  expect(again).toEqual(record);
  expect(again.violation).toEqual(violation);
  expect(fingerprint).toMatch(/^ac1-agreement-/);
});

test('shrinking is the same whenever it is done', () => {
  const twice = [0, 1].map(() => shrinkTrial(underChaos, 3));
  expect(twice[0]?.plan.config).toEqual(twice[1]?.plan.config);
  expect(twice[0]?.executions).toBe(twice[1]?.executions);
});

describe('a budget', () => {
  test.each([1, 2, 5, 20])(
    'of %i executions is kept, and the result says that it was spent',
    (maxExecutions) => {
      const { executions, end, record } = shrinkTrial(underChaos, 0, { maxExecutions });
      expect(executions).toBeLessThanOrEqual(maxExecutions);
      expect(end).toBe('executions');
      expect(record.outcome).toBe('unsafe');
    },
  );

  test('of time ends the search with the best so far', () => {
    let asked = 0;
    const { end, executions } = shrinkTrial(underChaos, 0, { isOutOfTime: () => ++asked > 10 });
    expect(end).toBe('time');
    expect(executions).toBe(10);
  });

  test('is shown as it is spent', () => {
    const seen: number[] = [];
    const { executions, after } = shrinkTrial(underChaos, 0, {
      onProgress: (progress) => {
        seen.push(progress.executions);
        expect(progress.maxExecutions).toBe(MAX_EXECUTIONS);
      },
    });
    expect(seen).toEqual(Array.from({ length: executions }, (_, index) => index + 1));
    expect(after.faults).toBe(1);
  });
});

test('a schedule of forty faults of which two matter shrinks to those two', () => {
  const { plan, trial } = planted();
  expect(plan.config.faults).toHaveLength(40);
  const { plan: shrunk, after, executions } = shrinkTrial(plan, trial);
  expect(after.faults).toBe(2);
  expect(shrunk.config.faults.map(({ fault }) => fault.kind)).toEqual(['partition', 'crash']);
  expect(executions).toBeLessThanOrEqual(MAX_EXECUTIONS);
});

/** The two faults of a mutant's config among thirty-eight that do little. */
function planted(): { readonly plan: TrialPlan; readonly trial: number } {
  const plan = planOf('raft/mutants/length-before-term.yaml');
  const needed = plan.config.faults;
  const faults = [...noise(19, 0), ...needed.slice(0, 1), ...noise(19, 19), ...needed.slice(1)];
  const withNoise = { ...plan, config: { ...plan.config, faults } };
  const runner = new TrialRunner(withNoise);
  for (let trial = 0; trial < 100; trial++) {
    if (runner.run(trial).violation !== undefined) return { plan: withNoise, trial };
  }
  throw new Error('the noise hides the defect in every trial');
}

function noise(count: number, from: number): ScheduledFault[] {
  return Array.from({ length: count }, (_, line): ScheduledFault => {
    const atUs = (from + line) * 50_000;
    const target = { nodes: [line % 3] };
    const faults: readonly ScheduledFault['fault'][] = [
      { kind: 'clockJump', target, byUs: 10 },
      { kind: 'pause', target, forUs: 500 },
      { kind: 'slowLink', factor: 1.1, forUs: 20_000 },
      { kind: 'duplication', probability: 0.05, forUs: 30_000 },
      { kind: 'clog', links: { from: target }, forUs: 1_000 },
    ];
    return { when: { atUs }, fault: faults[line % faults.length] as ScheduledFault['fault'] };
  });
}

test('what the shrunk schedule asks is within what the protocol promises', () => {
  const { plan } = shrinkTrial(underChaos, 0);
  const { safeUnder } = plan.protocol.tolerates(plan.config.params, plan.config.nodes);
  for (const { fault } of plan.config.faults) expect(safeUnder).toContain(fault.kind);
});

test('of the leaders that a scenario names those are left that matter', () => {
  const scope = { rounds: [0, 1] };
  const twins = { does: 'twins', first: [2, 3, 0], second: [2, 3, 1], ...scope };
  const faults = [
    { at: '0s', leader: 3, rounds: [0, 1] },
    { at: '0s', leader: 1, rounds: [2, 2] },
    { at: '0s', leader: 0, rounds: [3, 6] },
    { at: '0s', byzantine: 2, ...twins },
    { at: '0s', byzantine: 3, ...twins },
    { at: '0s', partition: { 'one-way': { from: 0, to: 1 }, ...scope } },
    { at: '0s', partition: { 'one-way': { from: 1, to: 0 }, ...scope } },
  ];
  const plan = planOf('pbft/chaos.yaml', {
    nemesis: 'none',
    'beyond-tolerance': 'true',
    duration: '1s',
    settle: '0s',
    'clients.end': '1s',
    faults: JSON.stringify(faults),
  });
  const runner = new TrialRunner(plan);
  const trials = Array.from({ length: 40 }, (_, trial) => trial);
  const forked = trials.find(
    (trial) => runner.run(trial).violation?.invariant === 'One Certificate',
  );
  const { plan: shrunk, faultReports } = shrinkTrial(plan, forked ?? 0, { maxExecutions: 150 });
  const reigns = shrunk.config.faults.flatMap(({ fault }) =>
    fault.kind === 'leader' ? [fault] : [],
  );
  expect(reigns).toEqual([{ kind: 'leader', node: 3, rounds: [0, 0] }]);
  expect(faultReports.every(({ landed }) => landed > 0)).toBe(true);
});
