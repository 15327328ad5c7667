import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configure } from '../../src/experiment/configure.ts';
import { echo } from '../../src/protocols/basics/echo/echo.ts';
import { twoPhaseCommit } from '../../src/protocols/transactions/two-phase-commit/two-phase-commit.ts';
import { networkOptions } from '../../src/testing/network-options.ts';
import { trialProperty } from '../../src/testing/trial-property.ts';
import { workload } from '../../src/testing/workload.ts';
import { planOf } from '../configs.ts';

const fiveNodes = { nodes: 5, duration: '1s', settle: '5s' };
const commit = { nodes: 3, duration: '1s', settle: '5s', params: { termination: 'simple' } };
const clients = workload(twoPhaseCommit, { nodes: 3, duration: '1s', maxOperations: 5 });

test('a correct protocol has the property', () => {
  fc.assert(trialProperty(configure(echo, fiveNodes)), { seed: 42, numRuns: 200 });
});

test('a correct protocol has it in networks and under clients of every kind', () => {
  const property = trialProperty(configure(twoPhaseCommit, commit), {
    clients,
    network: networkOptions({ maxLatency: '20ms', maxLoss: 0.1 }),
  });
  fc.assert(property, { seed: 42, numRuns: 200 });
});

test('a broken one is told apart, with the property that broke and the faults that it took', () => {
  const plan = configure(echo, { ...fiveNodes, variant: 'empty-echo' });
  const { errorInstance } = fc.check(trialProperty(plan), { seed: 42 });
  expect(String(errorInstance)).toMatch(
    /is unsafe: Faithful Echo is violated\n {2}promised {2}An echo carries.*\n {2}found .*\n {2}faults {4}none/,
  );
});

test('a counterexample has few faults, and not all operations that could be drawn', () => {
  const plan = configure(twoPhaseCommit, { ...commit, variant: 'unilateral-abort' });
  const found = fc.check(trialProperty(plan, { clients }), { seed: 7, numRuns: 2_000 });
  expect(found.failed).toBe(true);
  const drawn = found.counterexample?.[0];
  expect(drawn?.schedule.length).toBeLessThanOrEqual(2);
  const { count = 5, operations = 5 } = drawn?.clients ?? {};
  expect(count * operations).toBeLessThan(5 * 5);
});

test('a config of the catalogue does as well as a plan', () => {
  const { config } = planOf('echo/mutants/empty-echo.yaml');
  expect(fc.check(trialProperty(config), { seed: 42, numRuns: 5 }).failed).toBe(true);
});

test('a counterexample is found again by its seed and path', () => {
  const property = () =>
    trialProperty(configure(twoPhaseCommit, { ...commit, variant: 'unilateral-abort' }), {
      clients,
    });
  const { seed, counterexamplePath, counterexample } = fc.check(property(), {
    seed: 7,
    numRuns: 2_000,
  });
  const again = fc.check(property(), { seed, path: counterexamplePath ?? '', endOnFailure: true });
  expect(again.counterexample).toEqual(counterexample);
});
