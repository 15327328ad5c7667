import type { Interval } from '../algorithms/statistics/interval.ts';
import type { Outcome } from '../experiment/trial-record.ts';
import type { BatchSummary, MetricSummary, PropertySummary, Share } from './batch-summary.ts';
import { formatCount, formatMeasure, formatShare, measureLabel, NO_NUMBER } from './number-text.ts';
import type { Table, TableCell, Tone } from './table.ts';

export const OUTCOME_TONES: Readonly<Record<Outcome, Tone>> = {
  passed: 'good',
  unsafe: 'bad',
  stuck: 'bad',
  exhausted: 'doubtful',
  outside: 'doubtful',
};

/** The outcomes that occurred, and `passed` always, with the share of the trials and its Wilson interval. */
export function outcomeTable({ outcomes }: BatchSummary): Table {
  const shown = outcomes.filter(({ outcome, count }) => outcome === 'passed' || count > 0);
  return {
    head: ['outcome', 'trials', 'share', '95% interval'],
    align: ['left', 'right', 'right', 'right'],
    rows: shown.map((share) => [
      { text: share.outcome, tone: share.count > 0 ? OUTCOME_TONES[share.outcome] : 'plain' },
      formatCount(share.count),
      formatShare(share.count / share.trials),
      shareInterval(share),
    ]),
  };
}

/** In how many trials each property held, was violated, was not exercised; and how often its premise occurred. */
export function propertyTable({ properties }: BatchSummary): Table {
  // Columns that are seldom needed are shown only when they are.
  const rare = RARE_VERDICTS.filter((verdict) =>
    properties.some(({ verdicts }) => verdicts[verdict].count > 0),
  );
  return {
    head: ['property', 'expected', 'holds', 'violated', 'not exercised', ...rare, 'exercised'],
    align: [
      'left',
      'left',
      'right',
      'right',
      'right',
      ...rare.map(() => 'right' as const),
      'right',
    ],
    rows: properties.map((property) => {
      const { expectation, verdicts, exercises } = property;
      return [
        { text: property.name, tone: propertyTone(property) },
        expectation,
        formatCount(verdicts.holds.count),
        toned(verdicts.violated.count, 'bad'),
        toned(verdicts['not exercised'].count, 'plain'),
        ...rare.map((verdict) => toned(verdicts[verdict].count, 'doubtful')),
        toned(exercises, 'plain', 'doubtful'),
      ];
    }),
  };
}

const RARE_VERDICTS = ['unknown', 'assumption broken'] as const;

function propertyTone({ verdicts, exercises }: PropertySummary): Tone {
  if (verdicts.violated.count > 0) return 'bad';
  return exercises > 0 ? 'good' : 'doubtful';
}

function toned(count: number, tone: Tone, toneOfNone: Tone = 'faint'): TableCell {
  return { text: formatCount(count), tone: count > 0 ? tone : toneOfNone };
}

/** Of what every trial costs, this is shown beside the protocol's metrics, those in detail apart; summary.csv has all. */
const COSTS_SHOWN: ReadonlySet<string> = new Set(['messagesSent', 'bytesSent']);

/** Each metric over the trials that have a value of it: mean, its interval, quantiles. */
export function metricTable({ metrics, plan }: BatchSummary): Table {
  const columns = new Set(plan.metrics.flatMap((one) => (one.isDetail ? [] : one.columns)));
  const shown = metrics.filter(({ column }) => columns.has(column) || COSTS_SHOWN.has(column));
  return {
    head: ['metric', 'mean', '95% interval', 'p50', 'p99', 'max', 'n'],
    align: ['left', 'right', 'right', 'right', 'right', 'right', 'right'],
    rows: shown.map((metric) => {
      const { column, mean, p50, p99, max, count } = metric;
      return [
        measureLabel(column),
        formatMeasure(column, mean),
        meanInterval(metric),
        ...[p50, p99, max].map((value) => formatMeasure(column, value)),
        formatCount(count),
      ];
    }),
  };
}

function shareInterval({ interval }: Share): string {
  return between(interval, formatShare);
}

function meanInterval({ column, interval }: MetricSummary): string {
  return interval ? between(interval, (value) => formatMeasure(column, value)) : NO_NUMBER;
}

function between({ low, high }: Interval, print: (value: number) => string): string {
  return `${print(low)} … ${print(high)}`;
}
