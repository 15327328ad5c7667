import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { expectedRate, faultyOf, measure, quorumOf } from '../../experiments/quorum-gap.ts';

const COUNTS = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13];

describe('what was expected beforehand', () => {
  test('is positive for 2f + 1 exactly where n is not 3f + 1', () => {
    const rates = COUNTS.map((nodes) =>
      expectedRate({ nodes, rule: 'two-f-plus-one', liars: faultyOf(nodes) }),
    );
    expect(rates.map((rate) => Math.round(rate * 1_000) / 1_000)).toEqual([
      0, 0.375, 0.625, 0, 0.313, 0.547, 0, 0.273, 0.492, 0,
    ]);
  });

  test('is nothing where two quorums have more than f agents in common', () => {
    for (const nodes of COUNTS) {
      const point = { nodes, rule: 'intersecting', liars: faultyOf(nodes) } as const;
      expect(2 * quorumOf(point) - nodes).toBeGreaterThan(faultyOf(nodes));
      expect(expectedRate(point)).toBe(0);
    }
  });
});

describe('what is measured', () => {
  test('at n = 5 with 2f + 1 is disagreement, and none with one vote more', () => {
    const naive = measure({ nodes: 5, rule: 'two-f-plus-one', liars: 1 }, 200);
    expect(naive.disagreements).toBeGreaterThan(50);
    expect(naive.disagreements).toBeLessThan(110);
    expect(measure({ nodes: 5, rule: 'intersecting', liars: 1 }, 200).disagreements).toBe(0);
  });

  test('was, in the committed results, within four deviations of what was expected', () => {
    const text = readFileSync('results/reference/quorum-gap/points.csv', 'utf8');
    const rows: Record<string, string>[] = parse(text, { columns: true });
    expect(rows).toHaveLength(27);
    for (const row of rows) {
      const [expected, rate, trials] = ['expected', 'rate', 'trials'].map((key) =>
        Number(row[key]),
      );
      const deviation = Math.sqrt(((expected ?? 0) * (1 - (expected ?? 0))) / (trials ?? 1));
      expect(Math.abs((rate ?? 1) - (expected ?? 0))).toBeLessThanOrEqual(4 * deviation);
    }
  });
});
