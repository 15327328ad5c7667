import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deltaDebug, leaveOutOneByOne } from '../../../src/checking/shrink/delta-debugging.ts';

const forty = Array.from({ length: 40 }, (_, index) => index);

/** Fails when all of these are there, and counts how often it is asked. */
function needing(...needed: readonly number[]) {
  const asked = { count: 0 };
  const stillFails = (subset: readonly number[]): boolean => {
    asked.count++;
    return needed.every((one) => subset.includes(one));
  };
  return { asked, stillFails };
}

test('of forty elements the two that fail together are found in under a hundred runs', () => {
  const { asked, stillFails } = needing(7, 31);
  expect(deltaDebug(forty, stillFails)).toEqual([7, 31]);
  expect(asked.count).toBeLessThan(100);
});

test('a failure that needs no element takes one run', () => {
  const { asked, stillFails } = needing();
  expect(deltaDebug(forty, stillFails)).toEqual([]);
  expect(asked.count).toBe(1);
});

test('elements that all matter are all kept', () => {
  const { stillFails } = needing(...forty);
  expect(deltaDebug(forty, stillFails)).toEqual(forty);
});

test('whatever fails, no element of the result can be left out', () => {
  // A failure that has nothing to do with order or size: some pairs fail, others hide them.
  const fails = (salt: number) => (subset: readonly number[]) =>
    subset.some((a) => subset.some((b) => (a * 31 + b * 17 + salt) % 97 === 0)) &&
    !subset.every((a) => (a + salt) % 5 !== 0);
  fc.assert(
    fc.property(fc.nat({ max: 10_000 }), fc.subarray(forty), (salt, elements) => {
      fc.pre(fails(salt)(elements));
      const left = deltaDebug(elements, fails(salt));
      expect(fails(salt)(left)).toBe(true);
      for (const one of left)
        expect(fails(salt)(left.filter((other) => other !== one))).toBe(false);
    }),
  );
});

test('leaving out one by one ends with nothing that could be left out', () => {
  const { stillFails } = needing(3, 5);
  expect(leaveOutOneByOne([1, 2, 3, 4, 5], stillFails)).toEqual([3, 5]);
  expect(leaveOutOneByOne([], stillFails)).toEqual([]);
});
