import type { Proof } from '../engine/forensics.ts';
import type { TrialPlan } from '../experiment/trial-plan.ts';
import type { TrialRecord, Verdict } from '../experiment/trial-record.ts';
import { OUTCOME_TONES } from '../report/batch-tables.ts';
import { formatCount, formatInstant, formatMeasure, measureLabel } from '../report/number-text.ts';
import type { Table, Tone } from '../report/table.ts';
import { COST_COLUMNS } from '../report/trial-columns.ts';
import { formatTyped } from '../report/value-text.ts';
import { failureBlock, faultLines } from './failure-block.ts';
import type { Failure } from './failures.ts';
import type { Output } from './output.ts';

/** How a trial that ran again compares with the row that a run wrote of it. */
export interface Comparison {
  readonly hasRow: boolean;
  readonly differences: readonly {
    readonly column: string;
    readonly expected: string;
    readonly found: string;
  }[];
  /** Which versions wrote the row, and which these are. */
  readonly versions: string;
}

/** Everything that one trial has to say. */
export interface TrialReport {
  readonly plan: TrialPlan;
  readonly record: TrialRecord;
  readonly faults: Failure['faults'];
  readonly convictions: readonly Proof[];
  readonly failures: readonly Failure[];
  readonly comparison: Comparison | undefined;
  readonly reproduce: string;
}

const VERDICT_TONES: Readonly<Record<Verdict, Tone>> = {
  holds: 'good',
  violated: 'bad',
  'not exercised': 'doubtful',
  unknown: 'doubtful',
  'assumption broken': 'doubtful',
};

/** Prints how a trial ended, what it says of each property, what it measured, and what went wrong. */
export function printTrial(report: TrialReport, output: Output): void {
  const { plan, record, failures, comparison } = report;
  const { name } = plan.config;
  const outcome = output.style(OUTCOME_TONES[record.outcome], record.outcome);
  output.print(
    `${output.style('strong', `${name}: trial ${record.trial} (seed ${record.seed})`)}: ${outcome}`,
  );
  output.print();
  output.printTable(verdictTable(plan, record));
  output.print();
  output.printTable(valueTable(plan, record));
  output.print();
  // Each failure tells the faults again, beside what they led to.
  const faults = failures.length > 0 ? [] : faultLines(report.faults);
  printLabelled('faults', faults, output);
  printLabelled('liars', report.convictions.flatMap(convictionLines), output);
  output.print(`hash     ${record.traceHash}${comparison ? hashRemark(comparison, output) : ''}`);
  if (comparison !== undefined && comparison.differences.length > 0) {
    printDifferences(comparison, output);
  }
  for (const failure of failures) {
    output.print();
    output.print(failureBlock(failure, report.reproduce, output));
  }
}

function printLabelled(label: string, lines: readonly string[], output: Output): void {
  lines.forEach((line, index) => {
    output.print(`${(index === 0 ? label : '').padEnd(9)}${line}`);
  });
}

function convictionLines({ signer, first, second, atUs }: Proof): string[] {
  return [
    `n${signer} is convicted at ${formatInstant(atUs)}: it signed both`,
    `  ${formatTyped(first)}`,
    `  ${formatTyped(second)}`,
  ];
}

function verdictTable({ invariants }: TrialPlan, { verdicts, exercises }: TrialRecord): Table {
  return {
    head: ['property', 'expected', 'verdict', 'exercised'],
    align: ['left', 'left', 'left', 'right'],
    rows: invariants.map(({ name, expectation }, index) => {
      const verdict = verdicts[index] ?? 'unknown';
      return [
        name,
        expectation,
        { text: verdict, tone: VERDICT_TONES[verdict] },
        formatCount(exercises[index] ?? 0),
      ];
    }),
  };
}

function valueTable({ columns }: TrialPlan, record: TrialRecord): Table {
  return {
    head: ['metric', 'value'],
    align: ['left', 'right'],
    rows: [
      ...columns.map((column, index) => [
        measureLabel(column),
        formatMeasure(column, record.metrics[index]),
      ]),
      ...COST_COLUMNS.map((column) => [
        measureLabel(column),
        formatMeasure(column, record[column]),
      ]),
    ],
  };
}

function hashRemark({ hasRow, differences }: Comparison, output: Output): string {
  if (!hasRow) return ' (trials.csv has no row of this trial)';
  return differences.length === 0
    ? output.style('good', ' (as in trials.csv, with the rest of its row)')
    : output.style('bad', ' (this trial is not as in trials.csv)');
}

function printDifferences({ differences, versions }: Comparison, output: Output): void {
  output.print();
  output.print(`The row was written by ${versions}. What differs:`);
  output.printTable({
    head: ['column', 'in trials.csv', 'now'],
    align: ['left', 'left', 'left'],
    rows: differences.map(({ column, expected, found }) => [column, expected, found]),
  });
}
