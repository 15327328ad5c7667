import fc from 'fast-check';
import { expect, test } from 'vitest';
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

test('a duty is told by the name of its holder', () => {
  const isolated = { kind: 'partition', shape: 'isolate', target: { duty: 'leader' } } as const;
  expect([...concreteFaults(isolated, 2)].map(describeFault)).toEqual([
    'isolate n0 until the heal',
    'isolate n1 until the heal',
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
