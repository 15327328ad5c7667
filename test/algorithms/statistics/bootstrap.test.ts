import { describe, expect, test } from 'vitest';
import { bootstrap } from '../../../src/algorithms/statistics/bootstrap.ts';
import { percentiles } from '../../../src/algorithms/statistics/quantile.ts';
import { KeyedRandom } from '../../../src/core/hash.ts';

function seededUniform(seed: number): () => number {
  const random = new KeyedRandom(seed);
  let count = 0;
  return () => {
    count += 1;
    random.draw(0, 0, count);
    return random.uniform(0);
  };
}

function mean(sample: Float64Array): number {
  return sample.reduce((sum, x) => sum + x, 0) / sample.length;
}

/** Over n, as the textbook example has it. */
function variance(sample: Float64Array): number {
  const centre = mean(sample);
  return sample.reduce((sum, x) => sum + (x - centre) ** 2, 0) / sample.length;
}

// The spatial test data, test A, of Efron and Tibshirani, An Introduction to the Bootstrap (1993), table 14.1.
const SPATIAL = [
  48, 36, 20, 29, 42, 42, 20, 42, 22, 41, 45, 14, 6, 0, 33, 28, 34, 4, 32, 24, 47, 41, 24, 26, 30,
  41,
];

describe('bootstrap', () => {
  // SciPy 1.17, scipy.stats.bootstrap with 200,000 resamples. The book has (115.8, 259.6) and (100.8, 233.9) from 2,000.
  test.each<['bca' | 'percentile', number, number]>([
    ['bca', 115.41, 260.88],
    ['percentile', 97.77, 235.63],
  ])('%s agrees with the textbook example', (method, low, high) => {
    const options = { uniform: seededUniform(1), resamples: 20_000, confidence: 0.9, method };
    const found = bootstrap(SPATIAL, variance, options);
    expect(found.estimate).toBeCloseTo(171.534, 3);
    expect(found.standardError / 41.85).toBeCloseTo(1, 1);
    expect(Math.abs(found.low - low)).toBeLessThan(2);
    expect(Math.abs(found.high - high)).toBeLessThan(2);
  });

  test('covers the true mean about as often as it says', () => {
    const uniform = seededUniform(2);
    let covered = 0;
    for (let trial = 0; trial < 300; trial += 1) {
      const values = Array.from({ length: 30 }, uniform);
      const { low, high } = bootstrap(values, mean, { uniform, resamples: 300, confidence: 0.9 });
      if (low <= 0.5 && 0.5 <= high) covered += 1;
    }
    // 0.9 of 300 is 270, with a deviation of 5.2; small samples cover a little less.
    expect(covered).toBeGreaterThan(245);
    expect(covered).toBeLessThan(288);
  });

  test('gives the same for the same stream', () => {
    const run = (seed: number): unknown =>
      bootstrap(SPATIAL, mean, { uniform: seededUniform(seed), resamples: 100 });
    expect(run(3)).toEqual(run(3));
    expect(run(3)).not.toEqual(run(4));
  });

  test('lets the statistic reorder its sample', () => {
    const median = (sample: Float64Array): number => {
      sample.sort();
      return percentiles(sample, [0.5])[0] as number;
    };
    const values = [...SPATIAL];
    const found = bootstrap(values, median, { uniform: seededUniform(5), resamples: 500 });
    expect(found.estimate).toBe(31);
    expect(found.low).toBeGreaterThan(20);
    expect(found.high).toBeLessThan(43);
    expect(values).toEqual(SPATIAL);
  });

  test('of equal values is a point, and of one value unbounded', () => {
    const uniform = seededUniform(6);
    expect(bootstrap([4, 4, 4], mean, { uniform })).toEqual({
      estimate: 4,
      standardError: 0,
      low: 4,
      high: 4,
    });
    expect(bootstrap([4], mean, { uniform })).toEqual({
      estimate: 4,
      standardError: NaN,
      low: -Infinity,
      high: Infinity,
    });
  });

  test('refuses an empty sample and bad options', () => {
    const uniform = seededUniform(7);
    expect(() => bootstrap([], mean, { uniform })).toThrow('found none');
    expect(() => bootstrap([1, 2], mean, { uniform, resamples: 1 })).toThrow('found 1');
    expect(() => bootstrap([1, 2], mean, { uniform, confidence: 95 })).toThrow('found 95');
  });
});
