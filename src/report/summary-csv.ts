import { stringify } from 'csv-stringify/sync';
import type { Interval } from '../algorithms/statistics/interval.ts';
import type { BatchSummary, Share } from './batch-summary.ts';
import { factorsOf, trialColumns } from './trial-columns.ts';
import { type Cell, VERDICTS } from './trials-csv.ts';
import { CSV_OPTIONS } from './trials-file.ts';

/** The columns of summary.csv behind the factors. */
const COLUMNS = [
  'kind',
  'name',
  'value',
  'n',
  'count',
  'mean',
  'lower',
  'upper',
  'p50',
  'p90',
  'p99',
  'max',
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], Cell>>;

/**
 * Prints summary.csv: a row for each outcome, each verdict of each property and each metric.
 *
 * For a share of the trials `n` is the trials, `count` those that it counts, and `mean` the share itself; `lower`
 * and `upper` bound the mean at 95 %, by Wilson for a share and by Student's t for a metric.
 */
export function summaryCsv(summary: BatchSummary): string {
  const factors = factorsOf(summary.plan);
  const { properties: columns } = trialColumns(summary.plan);
  const rows: Row[] = [
    ...summary.outcomes.map((share) =>
      shareRow({ kind: 'outcome', name: 'outcome', value: share.outcome }, share),
    ),
    ...summary.properties.flatMap(({ verdicts }, index) =>
      VERDICTS.map((value) =>
        shareRow({ kind: 'property', name: columns[index]?.verdict, value }, verdicts[value]),
      ),
    ),
    ...summary.metrics.map(({ column, count, interval, ...values }) => ({
      kind: 'metric',
      name: column,
      n: count,
      ...bounds(interval),
      ...values,
    })),
  ];
  const head = [...factors.map(([name]) => name), ...COLUMNS];
  const cells = rows.map((row) => [
    ...factors.map(([, value]) => value),
    ...COLUMNS.map((column) => row[column]),
  ]);
  return stringify([head, ...cells], CSV_OPTIONS);
}

function shareRow(labels: Row, { count, trials, interval }: Share): Row {
  return { ...labels, n: trials, count, mean: count / trials, ...bounds(interval) };
}

function bounds(interval: Interval | undefined): Row {
  return { lower: interval?.low, upper: interval?.high };
}
