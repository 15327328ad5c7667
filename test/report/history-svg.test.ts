import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { checkHistory, type HistoryReport } from '../../src/checking/history/check-history.ts';
import { type HistoryModel, historyModels } from '../../src/checking/history/history-models.ts';
import { layOutHistory } from '../../src/report/history-layout.ts';
import { historySvg } from '../../src/report/history-svg.ts';

function reportOf(file: string, modelName: string): HistoryReport {
  const model = historyModels.find(({ name }) => name === modelName) as HistoryModel;
  return checkHistory(readFileSync(`docs/histories/${file}`, 'utf8'), 'edn', model);
}

it('every point lies within the bar of its operation, in the order of the numbers', () => {
  const { bars } = layOutHistory(reportOf('timed-out-write.edn', 'cas-register'));
  const points = bars.flatMap(({ point, fromX, toX = Infinity }) =>
    point === undefined ? [] : [{ ...point, fromX, toX }],
  );
  expect(points).toHaveLength(4);
  for (const { x, fromX, toX } of points) {
    expect(x).toBeGreaterThan(fromX);
    expect(x).toBeLessThan(toX);
  }
  points.sort((left, right) => left.number - right.number);
  expect(points.map(({ x }) => x)).toEqual(points.map(({ x }) => x).toSorted((a, b) => a - b));
});

it('labels fit into their bars, and bars of one row do not meet', () => {
  const { bars } = layOutHistory(reportOf('stale-read.edn', 'register'));
  for (const { label, fromX, toX = Infinity } of bars) {
    expect(toX - fromX).toBeGreaterThan(label.length * 6.5);
  }
  for (const bar of bars) {
    const sameRow = bars.filter(({ row, fromX }) => row === bar.row && fromX > bar.fromX);
    for (const later of sameRow) expect(later.fromX).toBeGreaterThan(bar.toX ?? Infinity);
  }
});

it('the impossible operation is marked, and what was possible is said', () => {
  const svg = historySvg(reportOf('stale-read.edn', 'register'), 'stale-read.edn');
  expect(svg).toContain('class="bar impossible"');
  expect(svg).toContain('No order allows read → 1, in red.');
  expect(svg).toContain('Possible: 2.');
});

it('the picture needs nothing from elsewhere, and escapes what is in the history', () => {
  const model = historyModels[0] as HistoryModel;
  const text = '{:process 0 :type :invoke :f :write :value "<&>"}';
  const svg = historySvg(checkHistory(text, 'edn', model), '<name>');
  expect(svg).toContain('write "&lt;&amp;&gt;"');
  expect(svg).toContain('&lt;name&gt;: linearizable');
  expect(svg).not.toMatch(/href|url\(|<script|<image/);
});

it('of a long history only a part is drawn', () => {
  const lines = Array.from(
    { length: 500 },
    (_, index) =>
      `{:process 0 :type :invoke :f :write :value ${index}} {:process 0 :type :ok :f :write :value ${index}}`,
  );
  const bad = [
    ...lines,
    '{:process 1 :type :invoke :f :read} {:process 1 :type :ok :f :read :value 7}',
  ];
  const model = historyModels[0] as HistoryModel;
  const layout = layOutHistory(checkHistory(bad.join('\n'), 'edn', model));
  expect(layout.bars.length).toBeLessThanOrEqual(62);
  expect(layout.leftOut).toBe(501 - layout.bars.length);
  expect(layout.bars.filter(({ look }) => look === 'impossible')).toHaveLength(1);
});
