import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { measure } from '../../experiments/bft-comparison.ts';
import {
  COLUMNS,
  CONTENDERS,
  type Column,
  type Contender,
  FAULTS,
  type Faults,
  NETWORKS,
  SIZES,
} from '../../experiments/bft-points.ts';

type Row = Partial<Record<'protocol' | 'nodes' | 'faults' | 'network' | Column, string>>;

const CSV = 'results/reference/bft-comparison/points.csv';

/** How many times as large a value is among 16 replicas as among 4, in one short trial. */
function growth(contender: Contender, faults: Faults, column: Column): number {
  const [few, many] = [4, 16].map((nodes) => {
    const { values } = measure({ contender, nodes, faults, network: 'constant' }, 1, 3);
    return values[column];
  });
  return (many as number) / (few as number);
}

describe('from 4 to 16 replicas, without faults', () => {
  test.each(['pBFT', 'Tendermint'] as const)('%s sends authenticators as n²', (contender) => {
    const times = growth(contender, 'none', 'authenticatorsPerDecision');
    expect(times).toBeGreaterThan(16);
    expect(times).toBeLessThan(22);
  });

  test.each(['HotStuff, basic', 'HotStuff, chained'] as const)(
    '%s sends authenticators as n − 1',
    (contender) => {
      expect(growth(contender, 'none', 'authenticatorsPerDecision')).toBeCloseTo(5, 1);
    },
  );

  test.each([
    ['pBFT', 3, 5],
    ['HotStuff, basic', 7, 9],
    ['HotStuff, chained', 7, 10],
    ['Tendermint', 3, 5],
  ] as const)('%s commits after %i delays and answers after %i', (contender, commit, answer) => {
    for (const nodes of SIZES) {
      const { values } = measure({ contender, nodes, faults: 'none', network: 'constant' }, 1, 1);
      expect([values.commitDelaysMedian, values.clientDelaysMedian]).toEqual([commit, answer]);
    }
  });
});

describe('when the first leader crashes', () => {
  test('a view change of pBFT costs authenticators as n³', () => {
    const times = growth('pBFT', 'crash', 'leaderChangeAuthenticators');
    expect(times).toBeGreaterThan(48);
    expect(times).toBeLessThan(96);
  });

  test('pBFT has one view change, and HotStuff and Tendermint one a lap', () => {
    const changes = CONTENDERS.map((contender) => {
      const point = { contender, nodes: 4, faults: 'crash', network: 'constant' } as const;
      return measure(point, 1, 6).values.viewChanges;
    });
    expect(changes[0]).toBe(1);
    for (const others of changes.slice(1)) expect(others).toBeGreaterThan(2);
  });
});

describe('the committed results', () => {
  const rows: Row[] = parse(readFileSync(CSV, 'utf8'), { columns: true });

  test('are of every point', () => {
    expect(rows).toHaveLength(CONTENDERS.length * SIZES.length * FAULTS.length * NETWORKS.length);
  });

  test('come out again', () => {
    const point = { contender: 'pBFT', nodes: 4, faults: 'crash', network: 'varying' } as const;
    const { values } = measure(point);
    const row = rows.find(
      (one) =>
        one.protocol === 'pBFT' &&
        one.nodes === '4' &&
        one.faults === 'crash' &&
        one.network === 'varying',
    );
    for (const column of COLUMNS) {
      const value = Math.round(values[column] * 100) / 100;
      expect([column, row?.[column]]).toEqual([column, String(value)]);
    }
  });
});
