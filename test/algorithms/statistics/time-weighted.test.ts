import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TimeWeighted } from '../../../src/algorithms/statistics/time-weighted.ts';

describe('TimeWeighted', () => {
  test('weighs each value by the time that it lasts', () => {
    const queue = new TimeWeighted(10, 0);
    queue.set(20, 3);
    queue.change(25, -2);
    expect(queue.integral(30)).toBe(0 * 10 + 3 * 5 + 1 * 5);
    expect(queue.average(30)).toBe(1);
    expect([queue.value, queue.maximum]).toEqual([1, 3]);
  });

  test('agrees with a sum over every instant', () => {
    const steps = fc.array(fc.tuple(fc.nat(10), fc.integer({ min: -5, max: 5 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(steps, fc.nat(10), (changes, rest) => {
        const tracked = new TimeWeighted(0, 2);
        const instants: number[] = [];
        let value = 2;
        for (const [duration, next] of changes) {
          for (let instant = 0; instant < duration; instant += 1) instants.push(value);
          tracked.set(instants.length, next);
          value = next;
        }
        for (let instant = 0; instant < rest; instant += 1) instants.push(value);
        const expected = instants.reduce((sum, x) => sum + x, 0);
        expect(tracked.integral(instants.length)).toBe(expected);
      }),
    );
  });

  test('over no time is the present value', () => {
    const tracked = new TimeWeighted(5, 7);
    expect(tracked.average(5)).toBe(7);
    tracked.set(5, Infinity);
    tracked.set(5, 4);
    expect(tracked.average(6)).toBe(4);
  });

  test('refuses to go back in time', () => {
    const tracked = new TimeWeighted(5, 7);
    tracked.set(9, 1);
    expect(() => tracked.set(8, 1)).toThrow('Time does not go back from 9 to 8.');
    expect(() => tracked.average(8)).toThrow(RangeError);
  });
});
