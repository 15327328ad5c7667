import { describe, expect, test } from 'vitest';
import { PlainCopier, type PlainValue } from '../../src/experiment/plain-state.ts';
import { applyDelta } from '../../src/experiment/state-delta.ts';
import { recordTrial, type StateChange } from '../../src/experiment/state-recording.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { planOf } from '../configs.ts';

const configs = [
  'raft/chaos-5.yaml',
  'raft/mutants/unconfirmed-reads.yaml',
  'two-phase-commit/chaos.yaml',
  'sealed-bid/chaos.yaml',
  'echo/chaos.yaml',
];

describe.each(configs)('recording the memory of nodes in %s', (path) => {
  test('changes nothing in the trial', () => {
    const plan = planOf(path);
    for (const trial of [0, 1, 2]) {
      const expected = new TrialRunner(plan).run(trial);
      expect(recordTrial(plan, trial).record).toEqual(expected);
    }
  });

  test('tells what each node remembers at the end', () => {
    const plan = planOf(path);
    const runner = new TrialRunner(plan);
    runner.run(1);
    const remembered = finalStates(recordTrial(plan, 1).changes);
    const copier = new PlainCopier();
    const { nodes } = runner.simulation;
    for (const { self, state } of nodes) {
      // Of a node that is down only the past is known.
      if (state !== undefined) expect(remembered.get(self)).toEqual(copier.copy(state));
    }
    expect(nodes.some(({ state }) => state !== undefined)).toBe(true);
  });

  test('notes each change at a record of its node, in the order of the trace', () => {
    const { changes, trace } = recordTrial(planOf(path), 2);
    const places = changes.map(({ record, node }) => [trace.at(record).at, node]);
    const isOrdered = changes.every(
      ({ record }, index) => index === 0 || (changes[index - 1] as StateChange).record <= record,
    );
    expect(places.filter(([at, node]) => at !== node)).toEqual([]);
    expect(isOrdered).toBe(true);
  });
});

test('a leader is noted as such from its election on', () => {
  const { changes, trace } = recordTrial(planOf('raft/leader-crash.yaml'), 0);
  const elected = changes.find(({ duties }) => duties.includes('leader')) as StateChange;
  const observed = [...trace].filter(
    ({ kind, cause }) => kind === 'observed' && cause === elected.record,
  );
  expect(observed.map(({ content }) => (content as { type: string }).type)).toContain(
    'BecameLeader',
  );
});

function finalStates(changes: readonly StateChange[]): Map<number, PlainValue> {
  const states = new Map<number, PlainValue>();
  for (const { node, delta } of changes) {
    if (delta !== undefined) states.set(node, applyDelta(states.get(node), delta));
  }
  return states;
}
