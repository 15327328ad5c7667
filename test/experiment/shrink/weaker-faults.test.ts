import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../src/core/byzantine.ts';
import type { Fault } from '../../../src/core/fault.ts';
import { concreteFaults, weakerFaults } from '../../../src/experiment/shrink/weaker-faults.ts';
import { describeFault } from '../../../src/faults/describe.ts';
import { faultSchedule } from '../../../src/testing/fault-schedule.ts';

function weaker(fault: Fault): string[] {
  return [...weakerFaults(fault, 3)].map(describeFault);
}

test('a crash gets shorter, down to a millisecond', () => {
  const target = { nodes: [1] };
  expect(weaker({ kind: 'crash', target, forUs: 80_000 })).toEqual([
    'crash n1 for 10ms',
    'crash n1 for 40ms',
  ]);
  expect(weaker({ kind: 'crash', target, forUs: 1_000 })).toEqual([]);
  expect(weaker({ kind: 'crash', target })).toEqual([]);
});

test('a fault on several nodes is tried on each alone, then without each', () => {
  expect(weaker({ kind: 'crash', target: { nodes: [0, 1, 2] } })).toEqual([
    'crash n0 until the heal',
    'crash n1 until the heal',
    'crash n2 until the heal',
    'crash n1 and n2 until the heal',
    'crash n0 and n2 until the heal',
    'crash n0 and n1 until the heal',
  ]);
});

test('a partition becomes steady, loses messages, and isolates a few', () => {
  const flap = {
    kind: 'flap',
    upUs: 10,
    downUs: 20,
    shape: 'groups',
    groups: [[0, 1], [2]],
  } as const;
  expect(weaker(flap)).toContain('split the network into {n0, n1} | {n2} until the heal');
  expect(weaker({ kind: 'partition', shape: 'groups', groups: [[0, 1], [2]] })).toEqual([
    'isolate n2 until the heal',
    'isolate n0 and n1 until the heal',
  ]);
  expect(weaker({ kind: 'partition', shape: 'ring', messages: 'hold' })).toEqual([
    'let each node reach only its two neighbours until the heal',
    'isolate n0, holding back messages until the heal',
    'isolate n1, holding back messages until the heal',
    'isolate n2, holding back messages until the heal',
  ]);
});

test('a node leads fewer rounds, down to one', () => {
  expect(weaker({ kind: 'leader', node: 1, rounds: [2, 5] })).toEqual([
    'n1 leads rounds 2 to 3',
    'n1 leads rounds 4 to 5',
  ]);
  expect(weaker({ kind: 'leader', node: 1, rounds: [2, 2] })).toEqual([]);
});

test('a cut of some rounds is one of fewer rounds', () => {
  const cut = { kind: 'partition', shape: 'isolate', target: { nodes: [1] } } as const;
  expect(weaker({ ...cut, rounds: [0, 2] })).toEqual([
    'isolate n1 in rounds 0 to 1 until the heal',
    'isolate n1 in round 2 until the heal',
  ]);
});

test('a duty is told by the name of its holder', () => {
  const isolated = { kind: 'partition', shape: 'isolate', target: { duty: 'leader' } } as const;
  expect([...concreteFaults(isolated, 2)].map(describeFault)).toEqual([
    'isolate n0 until the heal',
    'isolate n1 until the heal',
  ]);
});

function weakerLies(behavior: Behavior): string[] {
  return weaker({ kind: 'byzantine', target: { nodes: [0] }, behavior }).map((words) =>
    words.replace('n0 lies to the end: ', ''),
  );
}

describe('a liar', () => {
  test('is silent rather than that it deceives, towards those whom it deceived rather than to all', () => {
    expect(weakerLies({ does: 'equivocate', to: { nodes: [2] } })).toEqual([
      'sends nothing',
      'sends nothing to n2',
      'changes a field',
    ]);
    expect(weakerLies({ does: 'twins', first: { nodes: [0] }, second: { nodes: [1] } })).toEqual([
      'sends nothing',
      'changes a field',
    ]);
    expect(weakerLies({ does: 'lie', name: 'fork' })).toEqual(['sends nothing', 'changes a field']);
    expect(weakerLies({ does: 'duplicate' })).toEqual(['sends nothing']);
    expect(weakerLies({ does: 'silence' })).toEqual([]);
  });

  test('keeps to the messages and rounds that it lied about', () => {
    const scope = { messages: ['Vote'], rounds: [4, 4] } as const;
    expect(weakerLies({ does: 'impersonate', as: { nodes: [1] }, ...scope })).toEqual([
      'sends nothing, of Vote, in round 4',
      'changes a field, of Vote, in round 4',
    ]);
  });

  test('lies about fewer types of message and fewer rounds, and always rather than sometimes', () => {
    const messages = ['Vote', 'Proposal'];
    expect(weakerLies({ does: 'silence', messages })).toEqual([
      'sends nothing, of Proposal',
      'sends nothing, of Vote',
    ]);
    expect(weakerLies({ does: 'silence', rounds: [2, 5] })).toEqual([
      'sends nothing, in rounds 2 to 3',
      'sends nothing, in rounds 4 to 5',
    ]);
    expect(weakerLies({ does: 'silence', probability: 0.5 })).toEqual(['sends nothing']);
  });

  test('is less late', () => {
    expect(weakerLies({ does: 'delay', byUs: 12_345 })).toEqual([
      'sends nothing',
      'sends 10ms late',
      'sends 12ms late',
    ]);
  });

  test('lies to fewer, and with fewer others', () => {
    expect(weakerLies({ does: 'omit', to: { nodes: [1, 2] } })).toEqual([
      'sends nothing',
      'sends nothing to n1',
      'sends nothing to n2',
    ]);
    const twins: Behavior = {
      does: 'twins',
      first: { nodes: [0, 1] },
      second: { nodes: [2, 3] },
    };
    expect(weakerLies(twins)).toEqual([
      'sends nothing',
      'changes a field',
      'runs twice, with n0 and with n2 and n3',
      'runs twice, with n0 and n1 and with n2',
      'runs twice, with n1 and with n2 and n3',
      'runs twice, with n0 and n1 and with n3',
    ]);
    expect(
      weaker({ kind: 'byzantine', target: { nodes: [0, 1] }, behavior: { does: 'silence' } }),
    ).toEqual(['n0 lies to the end: sends nothing', 'n1 lies to the end: sends nothing']);
  });

  test('is told by its number, and so are those to whom it lies', () => {
    const behavior = { does: 'equivocate', to: { duty: 'leader' } } as const;
    const lie: Fault = { kind: 'byzantine', target: { role: 'replica' }, behavior };
    expect([...concreteFaults(lie, 2)].map(describeFault)).toEqual([
      'n0 lies to the end: tells whoever is leader another version',
      'every replica lies to the end: tells n0 another version',
      'n1 lies to the end: tells whoever is leader another version',
      'every replica lies to the end: tells n1 another version',
    ]);
  });
});

test('many nodes are halved first', () => {
  const nodes = Array.from({ length: 34 }, (_, node) => node);
  const [first, second] = weaker({ kind: 'crash', target: { nodes } });
  expect([first, second]).toEqual([
    'crash n0 to n16 until the heal',
    'crash n17 to n33 until the heal',
  ]);
});

test('weakening ends, whatever it begins with', () => {
  const schedules = faultSchedule({ nodes: 5, duration: '10s', duties: ['leader'] });
  fc.assert(
    fc.property(schedules, fc.nat(), (schedule, salt) => {
      for (let { fault } of schedule) {
        let steps = 0;
        for (;;) {
          const next = [...weakerFaults(fault, 5), ...concreteFaults(fault, 5)];
          if (next.length === 0) break;
          fault = next[(salt + steps) % next.length] as Fault;
          expect(++steps).toBeLessThan(200);
        }
      }
    }),
  );
});
