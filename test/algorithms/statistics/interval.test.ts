import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  normalInterval,
  studentInterval,
  wilsonInterval,
} from '../../../src/algorithms/statistics/interval.ts';

describe('wilsonInterval', () => {
  // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
  test.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])('of %d in %d is the published one', (successes, trials, low, high) => {
    const interval = wilsonInterval({ successes, trials });
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  test('is within 0 and 1, holds the share of successes, and mirrors that of failures', () => {
    const counts = fc
      .tuple(fc.nat(1000), fc.nat(1000))
      .filter(([successes, failures]) => successes + failures > 0);
    fc.assert(
      fc.property(counts, ([successes, failures]) => {
        const trials = successes + failures;
        const { low, high } = wilsonInterval({ successes, trials });
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(successes / trials);
        expect(high).toBeGreaterThanOrEqual(successes / trials);
        expect(wilsonInterval({ successes: failures, trials }).low).toBeCloseTo(1 - high, 12);
      }),
    );
  });

  test('starts at exactly 0 without a success, and ends at exactly 1 without a failure', () => {
    expect(wilsonInterval({ successes: 0, trials: 10_000 }).low).toBe(0);
    expect(wilsonInterval({ successes: 7, trials: 7 }).high).toBe(1);
  });

  test('knows nothing without a trial', () => {
    expect(wilsonInterval({ successes: 0, trials: 0 })).toEqual({ low: 0, high: 1 });
  });

  test('refuses more successes than trials, and a confidence in percent', () => {
    expect(() => wilsonInterval({ successes: 3, trials: 2 })).toThrow('found 3 of 2');
    expect(() => wilsonInterval({ successes: 1, trials: 2 }, 95)).toThrow('found 95');
  });
});

describe('studentInterval', () => {
  // t(0.975, 9) = 2.262157.
  test('is the mean give or take t standard errors', () => {
    const { low, high } = studentInterval({ mean: 50, deviation: 10, count: 10 });
    expect(low).toBeCloseTo(50 - (2.262157162798205 * 10) / Math.sqrt(10), 10);
    expect(high).toBeCloseTo(50 + (2.262157162798205 * 10) / Math.sqrt(10), 10);
  });

  test('of one value is unbounded', () => {
    expect(studentInterval({ mean: 5, deviation: Number.NaN, count: 1 })).toEqual({
      low: -Infinity,
      high: Infinity,
    });
  });

  test('refuses an empty sample', () => {
    expect(() => studentInterval({ mean: 0, deviation: 0, count: 0 })).toThrow('found 0');
  });
});

describe('normalInterval', () => {
  test('is the mean give or take z standard errors', () => {
    const { low, high } = normalInterval({ mean: 1, standardError: 2 }, 0.99);
    expect(low).toBeCloseTo(1 - 2 * 2.5758293035489004, 12);
    expect(high).toBeCloseTo(1 + 2 * 2.5758293035489004, 12);
  });
});
