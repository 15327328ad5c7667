import fc from 'fast-check';
import { wilcoxonRankSum } from 'simple-statistics';
import { describe, expect, test } from 'vitest';
import { mannWhitney } from '../../../src/algorithms/statistics/mann-whitney.ts';

const sample = (): fc.Arbitrary<number[]> =>
  fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });

describe('mannWhitney', () => {
  // scipy.stats.mannwhitneyu(…, method='asymptotic') of SciPy 1.17. The first has ties.
  test.each<[number[], number[], number, number]>([
    [
      [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3],
      [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29],
      58,
      0.13291945818531892,
    ],
    [[19, 22, 16, 29, 24], [20, 11, 17, 12], 17, 0.11134688653314041],
  ])('agrees with SciPy (%#)', (first, second, u, p) => {
    const found = mannWhitney(first, second);
    expect(found.u).toBe(u);
    expect(found.p).toBeCloseTo(p, 13);
    expect(found.z).toBeGreaterThan(0);
    expect(found.effect).toBe(u / (first.length * second.length));
  });

  test('counts the pairs, one by one', () => {
    fc.assert(
      fc.property(sample(), sample(), (first, second) => {
        const pairs = first.flatMap((x) => second.map((y) => (Math.sign(x - y) + 1) / 2));
        const { u } = mannWhitney(first, second);
        expect(u).toBe(pairs.reduce((sum, won) => sum + won, 0));
        const rankSum = u + (first.length * (first.length + 1)) / 2;
        expect(rankSum).toBe(wilcoxonRankSum(first, second));
      }),
    );
  });

  test('mirrors when the samples change places', () => {
    fc.assert(
      fc.property(sample(), sample(), (first, second) => {
        const [there, back] = [mannWhitney(first, second), mannWhitney(second, first)];
        expect(there.u + back.u).toBe(first.length * second.length);
        expect(there.z + back.z).toBe(0);
        expect(there.p).toBe(back.p);
        expect(there.p).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('sees no difference in samples that are all one value', () => {
    expect(mannWhitney([5, 5], [5, 5, 5])).toEqual({ u: 3, effect: 0.5, z: 0, p: 1 });
  });

  test('ranks infinities', () => {
    expect(mannWhitney([Infinity, Infinity], [1, Infinity]).u).toBe(3);
  });

  test('refuses an empty sample and NaN', () => {
    expect(() => mannWhitney([], [1])).toThrow('at least one value in each sample');
    expect(() => mannWhitney([1], [NaN])).toThrow('found NaN');
  });
});
