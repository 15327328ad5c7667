import { describe, expect, it } from 'vitest';
import type { FrontierPoint } from '../../src/experiment/frontier.ts';
import { frontierSvg } from '../../src/report/frontier-svg.ts';
import { frontierCsv, frontierTable, isExpected } from '../../src/report/frontier-table.ts';
import { plainTable } from '../../src/report/table.ts';

const held = { safety: undefined, liveness: undefined, trials: 200, tolerated: 1 };
const points: FrontierPoint[] = [
  { ...held, nodes: 4, faulty: 0 },
  { ...held, nodes: 4, faulty: 1 },
  { ...held, nodes: 4, faulty: 2, safety: { trial: 3, property: 'Agreement' }, trials: 9 },
];

describe('a frontier', () => {
  it('is told in a table', () => {
    expect(plainTable(frontierTable(points))).toBe(
      [
        'nodes  faulty  tolerated  safety              liveness  trials',
        '    4       0          1  held                held         200',
        '    4       1          1  held                held         200',
        '    4       2          1  Agreement, trial 3  held           9',
      ].join('\n'),
    );
  });

  it('is written as CSV, a row a point', () => {
    const [head, first, , last] = frontierCsv('lies', points).split('\n');
    expect(head?.split(',')).toHaveLength(11);
    expect(first).toBe('lies,4,0,1,200,held,,,held,,');
    expect(last).toBe('lies,4,2,1,9,broken,Agreement,3,held,,');
  });

  it('is drawn, with a sign and a word for each point', () => {
    const svg = frontierSvg('who & how many', points);
    expect(svg).toContain('who &amp; how many');
    expect(svg).toContain(
      '4 nodes, 2 faulty, beyond what is promised: safety lost: Agreement in trial 3',
    );
    expect(svg.match(/<g>/g)).toHaveLength(3);
    expect(svg).not.toMatch(/NaN|undefined/);
  });

  it('is as it should be where nothing breaks within the promise and something does beyond', () => {
    expect(points.map(isExpected)).toEqual([true, true, true]);
    const broken = { trial: 0, property: 'Termination' };
    expect(isExpected({ ...held, nodes: 4, faulty: 1, liveness: broken })).toBe(false);
    expect(isExpected({ ...held, nodes: 4, faulty: 2 })).toBe(false);
  });
});
