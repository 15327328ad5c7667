import fc from 'fast-check';
import { max, mean, min, sampleVariance } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { Welford } from '../../../src/algorithms/statistics/welford.ts';

function welfordOf(values: readonly number[]): Welford {
  const welford = new Welford();
  for (const value of values) welford.add(value);
  return welford;
}

const samples = (minLength: number): fc.Arbitrary<number[]> =>
  fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength, maxLength: 50 });

describe('Welford', () => {
  test('agrees with sums over the whole sample', () => {
    fc.assert(
      fc.property(samples(2), (values) => {
        const welford = welfordOf(values);
        expect(welford.count).toBe(values.length);
        expect(welford.mean).toBeCloseTo(mean(values), 6);
        const variance = sampleVariance(values);
        expect(Math.abs(welford.variance - variance)).toBeLessThanOrEqual(1e-9 * variance + 1e-9);
        expect([welford.minimum, welford.maximum]).toEqual([min(values), max(values)]);
      }),
    );
  });

  test('merging two parts gives what one pass over both gives', () => {
    fc.assert(
      fc.property(samples(0), samples(2), (first, second) => {
        const merged = welfordOf(first);
        const other = welfordOf(second);
        merged.merge(other);
        const whole = welfordOf([...first, ...second]);
        expect(merged.count).toBe(whole.count);
        expect(merged.mean).toBeCloseTo(whole.mean, 6);
        expect(Math.abs(merged.variance - whole.variance)).toBeLessThanOrEqual(
          1e-9 * whole.variance + 1e-9,
        );
        expect([merged.minimum, merged.maximum]).toEqual([whole.minimum, whole.maximum]);
        expect(other.count).toBe(second.length);
      }),
    );
  });

  test('keeps the variance of small differences far from zero', () => {
    expect(welfordOf([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]).variance).toBe(30);
  });

  test('knows the deviation and the standard error', () => {
    const welford = welfordOf([2, 4, 4, 4, 5, 5, 7, 9]);
    expect(welford.deviation).toBeCloseTo(Math.sqrt(32 / 7), 12);
    expect(welford.standardError).toBeCloseTo(Math.sqrt(32 / 7 / 8), 12);
  });

  test('says NaN where a sample is too small to tell', () => {
    expect([new Welford().mean, new Welford().variance]).toEqual([NaN, NaN]);
    expect([welfordOf([3]).mean, welfordOf([3]).variance]).toEqual([3, NaN]);
    const merged = new Welford();
    merged.merge(new Welford());
    expect(merged.mean).toBeNaN();
  });
});
