import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../src/core/byzantine.ts';
import type { ScheduledFault } from '../../../src/core/fault.ts';
import {
  type Renumbering,
  renumberNodes,
  renumberSchedule,
} from '../../../src/experiment/shrink/fault-nodes.ts';
import { describeScheduledFault } from '../../../src/faults/describe.ts';

/** Without n1, those behind it move up. */
const withoutOne: Renumbering = (node) => (node === 1 ? undefined : node > 1 ? node - 1 : node);

function renumbered(...faults: readonly ScheduledFault[]): string[] {
  return renumberSchedule(faults, withoutOne).map(describeScheduledFault);
}

function lie(behavior: Behavior, liars: readonly number[] = [3]): ScheduledFault {
  return { when: { atUs: 0 }, fault: { kind: 'byzantine', target: { nodes: liars }, behavior } };
}

test('nodes that are left keep their order', () => {
  expect(renumberNodes([4, 1, 0, 2], withoutOne)).toEqual([3, 0, 1]);
});

describe('a liar is renumbered', () => {
  test.each<[words: string, behavior: Behavior]>([
    ['sends nothing to n1', { does: 'omit', to: { nodes: [1, 2] } }],
    ['tells n0 and n3 another version', { does: 'equivocate', to: { nodes: [0, 4] } }],
    ['speaks as n1', { does: 'impersonate', as: { nodes: [2] } }],
    [
      'runs twice, with n0 and with n1',
      { does: 'twins', first: { nodes: [0, 1] }, second: { nodes: [2] } },
    ],
    ['sends nothing', { does: 'silence' }],
    ['tells whoever is leader another version', { does: 'equivocate', to: { duty: 'leader' } }],
  ])('with those to whom it lies: it %s', (words, behavior) => {
    expect(renumbered(lie(behavior))).toEqual([`at 0us n2 lies to the end: ${words}`]);
  });

  test.each<[who: string, behavior: Behavior]>([
    ['it sent nothing to', { does: 'omit', to: { nodes: [1] } }],
    ['it told something else', { does: 'equivocate', to: { nodes: [1] } }],
    ['it spoke as', { does: 'impersonate', as: { nodes: [1] } }],
    [
      'the one process talked with',
      { does: 'twins', first: { nodes: [1] }, second: { nodes: [2] } },
    ],
    ['the other talked with', { does: 'twins', first: { nodes: [2] }, second: { nodes: [1] } }],
  ])('unless nobody is left whom %s', (_, behavior) => {
    expect(renumbered(lie(behavior))).toEqual([]);
  });

  test('unless it is gone itself', () => {
    expect(renumbered(lie({ does: 'silence' }, [1]))).toEqual([]);
    expect(renumbered(lie({ does: 'silence' }, [1, 2]))).toEqual([
      'at 0us n1 lies to the end: sends nothing',
    ]);
  });
});

test('a stolen key goes with its node', () => {
  const theft = (node: number): ScheduledFault => ({
    when: { message: 'Vote', from: 2 },
    fault: { kind: 'keyTheft', target: { nodes: [node] } },
  });
  expect(renumbered(theft(1), theft(4))).toEqual([
    'when the 1st Vote from n1 is sent, steal the key of n3',
  ]);
});

test('the leader of some rounds goes with its node', () => {
  const reign = (node: number): ScheduledFault => ({
    when: { atUs: 0 },
    fault: { kind: 'leader', node, rounds: [3, 4] },
  });
  expect(renumbered(reign(1), reign(2))).toEqual(['at 0us n1 leads rounds 3 to 4']);
});

test('delays of the adversary and cuts of some rounds go with their links', () => {
  const delays: ScheduledFault = {
    when: { atUs: 0 },
    fault: { kind: 'adversarialDelay', delays: 'latest', links: { from: { nodes: [2] } } },
  };
  const cut: ScheduledFault = {
    when: { atUs: 0 },
    fault: { kind: 'partition', shape: 'groups', groups: [[0, 1], [2]], rounds: [3, 4] },
  };
  expect(renumbered(delays, cut)).toEqual([
    'at 0us let the adversary deliver messages from n1 as late as it may until the heal',
    'at 0us split the network into {n0} | {n1} in rounds 3 to 4 until the heal',
  ]);
});
