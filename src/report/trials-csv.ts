import type { FaultFamily } from '../core/fault.ts';
import { trialSeed } from '../core/rng.ts';
import type { Outcome, TrialRecord, Verdict } from '../experiment/trial-record.ts';
import type { TrialColumns } from './trial-columns.ts';

/** One cell of a CSV file. Undefined is an empty cell. */
export type Cell = string | number | boolean | undefined;

/** In the order in which people are shown them. */
export const OUTCOMES: readonly Outcome[] = ['passed', 'unsafe', 'stuck', 'exhausted', 'outside'];
export const VERDICTS: readonly Verdict[] = [
  'holds',
  'violated',
  'not exercised',
  'unknown',
  'assumption broken',
];

/** Joins the families of faults in one cell. */
const FAMILY_SEPARATOR = '+';

/** A trials.csv, or a row of one, that this run cannot have written. */
export class TrialsCsvError extends Error {
  override readonly name = 'TrialsCsvError';
}

/** Writes a trial as the cells of its row. The explanation of a violation is not in it: a replay gives that. */
export function trialRow(columns: TrialColumns, record: TrialRecord): Cell[] {
  return [
    ...columns.factors.map(([, value]) => value),
    record.trial,
    record.seed,
    record.outcome,
    ...record.verdicts,
    ...record.exercises,
    ...record.metrics,
    record.faultsPlanned,
    record.faultsLanded,
    record.familiesPlanned.join(FAMILY_SEPARATOR),
    record.families.join(FAMILY_SEPARATOR),
    ...record.linesLanded,
    record.messagesSent,
    record.messagesDelivered,
    record.bytesSent,
    record.events,
    record.endedAtUs,
    record.traceHash,
  ];
}

/** Reads back the row of the given trial. Throws `TrialsCsvError` for a cell that this run cannot have written. */
export function parseTrialRow(
  columns: TrialColumns,
  cells: readonly string[],
  trial: number,
): TrialRecord {
  const row = new RowReader(columns.names, cells);
  const seed = trialSeed(columns.rootSeed, trial);
  for (const [name, value] of columns.factors) row.expect(name, String(value));
  row.expect('trial', String(trial));
  row.expect('seed', seed);
  return {
    trial,
    seed,
    outcome: row.oneOf('outcome', OUTCOMES),
    verdicts: columns.properties.map(({ verdict }) => row.oneOf(verdict, VERDICTS)),
    exercises: columns.properties.map(({ exercises }) => row.count(exercises)),
    metrics: columns.metrics.map((name) => row.optionalNumber(name)),
    faultsPlanned: row.count('faultsPlanned'),
    faultsLanded: row.count('faultsLanded'),
    familiesPlanned: row.families('familiesPlanned'),
    families: row.families('familiesLanded'),
    linesLanded: columns.lines.map((name) => row.count(name)),
    messagesSent: row.count('messagesSent'),
    messagesDelivered: row.count('messagesDelivered'),
    bytesSent: row.count('bytesSent'),
    events: row.count('events'),
    endedAtUs: row.count('endedAtUs'),
    traceHash: row.text('traceHash'),
  };
}

/** Reads the cells of one row by the names of their columns. */
class RowReader {
  private readonly cells: ReadonlyMap<string, string>;

  constructor(names: readonly string[], cells: readonly string[]) {
    if (cells.length !== names.length) {
      throw new TrialsCsvError(`found ${cells.length} cells; a row has ${names.length}`);
    }
    this.cells = new Map(names.map((name, index) => [name, cells[index] as string]));
  }

  text(name: string): string {
    return this.cells.get(name) as string;
  }

  expect(name: string, value: string): void {
    if (this.text(name) !== value) this.refuse(name, `'${value}'`);
  }

  count(name: string): number {
    const value = this.text(name);
    if (!/^\d{1,16}$/.test(value)) this.refuse(name, 'a whole number');
    return Number(value);
  }

  optionalNumber(name: string): number | undefined {
    const text = this.text(name);
    if (text === '') return undefined;
    const value = Number(text);
    if (text.trim() !== text || Number.isNaN(value)) this.refuse(name, 'a number or nothing');
    return value;
  }

  oneOf<V extends string>(name: string, values: readonly V[]): V {
    const found = values.find((value) => value === this.text(name));
    return found ?? this.refuse(name, values.join(', '));
  }

  families(name: string): FaultFamily[] {
    const text = this.text(name);
    return text === '' ? [] : (text.split(FAMILY_SEPARATOR) as FaultFamily[]);
  }

  private refuse(name: string, accepted: string): never {
    throw new TrialsCsvError(`${name}: found '${this.text(name)}'; accepted: ${accepted}`);
  }
}
