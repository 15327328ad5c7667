import { expect, test } from 'vitest';
import { Attempts } from '../../../src/checking/shrink/attempts.ts';

function attempts(limit: number, isOutOfTime?: () => boolean): Attempts<number> {
  return new Attempts({
    run: (candidate) => candidate < 10,
    keyOf: String,
    limit,
    ...(isOutOfTime && { isOutOfTime }),
  });
}

test('a candidate is run once, however often it is asked for', () => {
  const tried = attempts(10);
  expect([tried.stillFails(3), tried.stillFails(3), tried.stillFails(11)]).toEqual([
    true,
    true,
    false,
  ]);
  expect(tried.executions).toBe(2);
  expect(tried.spent).toBeUndefined();
});

test('beyond the limit nothing new is run, and what is known stays known', () => {
  const tried = attempts(2);
  tried.stillFails(1);
  tried.stillFails(2);
  expect([tried.stillFails(3), tried.stillFails(1)]).toEqual([false, true]);
  expect(tried).toMatchObject({ executions: 2, spent: 'executions' });
});

test('what is reserved is there when it is needed', () => {
  const tried = attempts(3);
  tried.reserve(2);
  expect([tried.stillFails(1), tried.stillFails(2)]).toEqual([true, false]);
  tried.reserve(0);
  expect(tried.stillFails(2)).toBe(true);
});

test('nothing is run when time is up', () => {
  const tried = attempts(3, () => true);
  expect(tried.stillFails(1)).toBe(false);
  expect(tried).toMatchObject({ executions: 0, spent: 'time' });
});
