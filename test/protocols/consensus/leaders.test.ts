import { describe, expect, test } from 'vitest';
import type { Fault, ScheduledFault } from '../../../src/core/fault.ts';
import { TrialRunner } from '../../../src/experiment/trial.ts';
import { FaultyNodes } from '../../../src/protocols/consensus/shared/faulty-nodes.ts';
import { mostSpoilt } from '../../../src/protocols/consensus/shared/spoilt-rounds.ts';
import { planOf } from '../../configs.ts';

function fromTheStart(...faults: readonly Fault[]): ScheduledFault[] {
  return faults.map((fault) => ({ when: { atUs: 0 }, fault }));
}

describe('how many rounds in a row faulty nodes may spoil', () => {
  /** Of four nodes that lead by turns the last is faulty. A scenario names leaders for the first rounds. */
  const mostIn = (named: readonly number[], from = 0): number =>
    mostSpoilt({
      from,
      lastNamed: named.length - 1,
      turns: 4,
      faulty: 1,
      isSpoilt: (round) => (named[round] ?? round % 4) === 3,
    });

  test('is as many as there may be of them, where all lead by turns', () => {
    expect(mostIn([])).toBe(1);
  });

  test('is more where a scenario has them lead again and again, and their turn comes after it', () => {
    expect(mostIn([3, 3, 0, 3, 3, 3])).toBe(3);
    expect(mostIn([0, 3, 3])).toBe(3);
  });

  test('does not count rounds that are over', () => {
    expect(mostIn([3, 3, 3, 0, 0], 2)).toBe(1);
    expect(mostIn([3, 3, 3], 3)).toBe(1);
  });
});

test('who lies is faulty for ever, who is down until it is back', () => {
  const faulty = new FaultyNodes();
  faulty.hear({ type: 'node:corrupted' }, 0);
  faulty.hear({ type: 'node:crashed' }, 1);
  faulty.hear({ type: 'node:crashed' }, 2);
  faulty.hear({ type: 'node:restarted' }, 2);
  faulty.hear({ type: 'node:restarted' }, 0);
  expect([0, 1, 2, 3].map((node) => faulty.has(node))).toEqual([true, true, false, false]);
  expect(faulty.leastOfOthers([1, 2, 7, 5])).toBe(5);
});

describe.each([
  'pbft/chaos.yaml',
  'hotstuff/chaos.yaml',
  'hotstuff/chaos-chained.yaml',
  'tendermint/chaos.yaml',
])('in %s', (config) => {
  const plan = planOf(config, {
    nemesis: 'none',
    duration: '100ms',
    settle: '40s',
    'clients.end': '500ms',
    'clients.attempts': '200',
  });
  const runner = new TrialRunner(plan);

  test('a silent liar who leads six rounds in a row holds everything up, and then it goes on', () => {
    const schedule = fromTheStart(
      { kind: 'leader', node: 3, rounds: [0, 5] },
      { kind: 'byzantine', target: { nodes: [3] }, behavior: { does: 'silence' } },
    );
    for (let trial = 0; trial < 3; trial++) {
      const { outcome, families } = runner.run(trial, { schedule });
      expect(outcome).toBe('passed');
      expect(families).toEqual(['byzantine', 'leader']);
    }
  });

  test('an honest node may lead as long as anyone names it', () => {
    const schedule = fromTheStart({ kind: 'leader', node: 2, rounds: [0, 500] });
    const { outcome, faultsLanded } = runner.run(0, { schedule });
    expect(outcome).toBe('passed');
    expect(faultsLanded).toBe(1);
  });
});
