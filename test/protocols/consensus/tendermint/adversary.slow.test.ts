import { describe, expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { tendermint } from '../../../../src/protocols/consensus/tendermint/index.ts';
import { planOf } from '../../../configs.ts';

const PATH = 'tendermint/liars.yaml';
const SHORT_ROUNDS = 'tendermint/short-rounds.yaml';

/** What is wrong with trials of this config, and who was convicted in how many of them. */
function run(path: string, changes: Readonly<Record<string, string>>, trials: number) {
  const plan = planOf(path, { nemesis: 'none', ...changes });
  const runner = new TrialRunner(plan);
  const { simulation } = runner;
  const broken: string[] = [];
  const convicted: number[] = [];
  const heard = simulation.observe.bind(simulation);
  simulation.observe = (observation, node) => {
    if (observation.type === 'node:convicted') convicted.push(node);
    heard(observation, node);
  };
  for (let trial = 0; trial < trials; trial++) {
    const { outcome, violation } = runner.run(trial);
    if (outcome !== 'passed')
      broken.push(`${trial} ${outcome} ${violation?.invariant}: ${violation?.explanation}`);
  }
  return { broken, convicted };
}

const BEHAVIORS = [
  'does: silence',
  'does: omit, to: [0, 1]',
  'does: delay, by: 90ms',
  'does: withhold, for: 1s',
  'does: duplicate',
  'does: replay',
  'does: reorder',
  'does: mutate',
  'does: equivocate, to: [0, 2]',
  'does: impersonate, as: [0, 1, 2]',
  'does: amnesia',
  'does: twins, first: [0], second: [1, 2]',
  ...(tendermint.lies?.map(({ name }) => `does: lie, name: ${name}`) ?? []),
];

describe.each([
  [4, [3]],
  [7, [5, 6]],
])('among %i validators, of whom %j lie', (nodes, liars) => {
  test.each(BEHAVIORS)('nothing is broken by liars of whom each %s', (behavior) => {
    const faults = liars.map((liar) => `{at: 0s, byzantine: ${liar}, ${behavior}}`).join(', ');
    const changes = { nodes: String(nodes), faults: `[${faults}]` };
    expect(run(PATH, changes, 6).broken).toEqual([]);
    const rough = run(SHORT_ROUNDS, changes, 6);
    expect(rough.broken).toEqual([]);
    expect(liars).toEqual(expect.arrayContaining([...new Set(rough.convicted)]));
  });
});

test('whoever proposes two blocks to two halves is convicted, and nobody else', () => {
  const faults = '[{at: 0s, byzantine: 0, does: lie, name: two-proposals}]';
  const { broken, convicted } = run(PATH, { nodes: '4', faults }, 20);
  expect(broken).toEqual([]);
  expect(convicted).toEqual(new Array(20).fill(0));
});

test('one validator with a twin does not fork the chain', () => {
  const faults = '[{at: 0s, byzantine: 0, does: twins, first: [1], second: [2, 3]}]';
  expect(run(SHORT_ROUNDS, { faults }, 100).broken).toEqual([]);
});

test('two validators of four with twins fork it: the harness would see it', () => {
  const two = [0, 1].map(
    (liar) =>
      `{at: 0s, byzantine: ${liar}, does: twins, first: [${1 - liar}, 2], second: [${1 - liar}, 3]}`,
  );
  const plan = planOf(SHORT_ROUNDS, { nemesis: 'none', faults: `[${two.join(', ')}]` });
  const runner = new TrialRunner(plan);
  const agreement = plan.invariants.findIndex(({ name }) => name === 'Agreement');
  const verdicts = Array.from({ length: 30 }, (_, trial) => runner.run(trial).verdicts[agreement]);
  expect(verdicts).toContain('assumption broken');
});

test('amnesia breaks agreement where nobody lies and messages get lost', () => {
  const plan = planOf('tendermint/mutants/amnesia.yaml', { invariants: '[Agreement]' });
  const runner = new TrialRunner(plan);
  const forks = Array.from({ length: 400 }, (_, trial) => runner.run(trial)).filter(
    ({ violation }) => violation?.invariant === 'Agreement',
  );
  expect(forks.length).toBeGreaterThan(0);
});
