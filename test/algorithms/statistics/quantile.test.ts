import fc from 'fast-check';
import { median } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { percentiles, quantile, sortedCopy } from '../../../src/algorithms/statistics/quantile.ts';

describe('quantile', () => {
  // R 4: quantile(c(1, 3, 4, 8, 20), c(0, .1, .25, .5, .9, .99, 1)), type 7.
  test('agrees with the default of R', () => {
    const found = percentiles([8, 1, 20, 3, 4], [0, 0.1, 0.25, 0.5, 0.9, 0.99, 1]);
    [1, 1.8, 3, 4, 15.2, 19.52, 20].forEach((expected, index) => {
      expect(found[index]).toBeCloseTo(expected, 12);
    });
  });

  test('of one half is the median', () => {
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (values) => {
        expect(percentiles(values, [0.5])[0]).toBeCloseTo(median(values), 6);
      }),
    );
  });

  test('of one value is that value', () => {
    expect([quantile([7], 0), quantile([7], 0.3), quantile([7], 1)]).toEqual([7, 7, 7]);
  });

  test('lies between neighbours, also infinite ones', () => {
    expect(quantile([1, 2, Infinity], 0.5)).toBe(2);
    expect(quantile([1, 2, Infinity], 0.75)).toBe(Infinity);
    expect(quantile([1, Infinity, Infinity], 0.75)).toBe(Infinity);
  });

  test('never decreases with p', () => {
    const p = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), p, p, (values, p1, p2) => {
        const [low, high] = percentiles(values, [Math.min(p1, p2), Math.max(p1, p2)]);
        expect(low as number).toBeLessThanOrEqual(high as number);
      }),
    );
  });

  test('leaves the values as they are', () => {
    const values = [3, 1, 2];
    expect([...sortedCopy(values)]).toEqual([1, 2, 3]);
    expect(values).toEqual([3, 1, 2]);
  });

  test('refuses an empty sample, a p that is no fraction, and NaN', () => {
    expect(() => quantile([], 0.5)).toThrow('A quantile needs at least one value, found none.');
    expect(() => quantile([1], 99)).toThrow('A quantile has p from 0 to 1, found 99.');
    expect(() => sortedCopy([1, NaN])).toThrow('found NaN at index 1');
  });
});
