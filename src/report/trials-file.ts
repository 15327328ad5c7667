import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { type Options, type Stringifier, stringify } from 'csv-stringify';
import type { TrialRecord } from '../experiment/trial-record.ts';
import type { TrialColumns } from './trial-columns.ts';
import { parseTrialRow, TrialsCsvError, trialRow } from './trials-csv.ts';

/** How all our CSV files are written. Without `cast` a false would be an empty cell. */
export const CSV_OPTIONS: Options = {
  record_delimiter: '\n',
  cast: { boolean: (value) => (value ? 'true' : 'false') },
};

/** Writes trials.csv row by row, each as soon as it is given, never holding more than a few. */
export class TrialsWriter {
  private readonly columns: TrialColumns;
  private readonly stringifier: Stringifier;
  private readonly done: Promise<void>;

  /** With `append` the file has its rows up to here already, whole ones only; else it must not exist. */
  constructor(path: string, columns: TrialColumns, mode: 'create' | 'append') {
    this.columns = columns;
    this.stringifier = stringify(CSV_OPTIONS);
    const file = createWriteStream(path, { flags: mode === 'append' ? 'a' : 'wx' });
    this.done = pipeline(this.stringifier, file);
    // A failure is heard where the next row is written, or at the end.
    this.done.catch(() => {});
    if (mode === 'create') this.stringifier.write(columns.names);
  }

  /** Waits while the disk is behind. Rejects when it failed. */
  async write(record: TrialRecord): Promise<void> {
    if (this.stringifier.destroyed) await this.done;
    if (this.stringifier.write(trialRow(this.columns, record))) return;
    await Promise.race([once(this.stringifier, 'drain'), this.done]);
  }

  /** Ends the file after its last whole row. Rejects when not all could be written. */
  async close(): Promise<void> {
    this.stringifier.end();
    await this.done;
  }
}

/** One row that was read back, and how many bytes of the file there are up to its end. */
export interface StoredTrial {
  readonly record: TrialRecord;
  readonly endByte: number;
}

/**
 * Reads the whole rows of a trials.csv, from trial 0 on; a last line that was torn by a crash is left out.
 *
 * Throws `TrialsCsvError`, with the line, for a file that a run with these columns cannot have written.
 */
export async function* readTrials(
  path: string,
  columns: TrialColumns,
): AsyncGenerator<StoredTrial, void, void> {
  const wholeBytes = await bytesOfWholeLines(path);
  if (wholeBytes === 0) return;
  const parser = parse({ info: true, relax_column_count: true });
  // A failure of either ends the loop below.
  pipeline(createReadStream(path, { end: wholeBytes - 1 }), parser).catch(() => {});
  let line = 0;
  try {
    for await (const { record: cells, info } of parser as AsyncIterable<ParsedRow>) {
      line++;
      if (line === 1) requireHeader(cells, columns.names);
      else yield { record: parseTrialRow(columns, cells, line - 2), endByte: info.bytes };
    }
  } catch (error) {
    if (error instanceof TrialsCsvError) {
      throw new TrialsCsvError(`${path}:${line}: ${error.message}`);
    }
    if (error instanceof CsvError) throw new TrialsCsvError(`${path}: ${error.message}`);
    throw error;
  }
}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: { readonly bytes: number };
}

function requireHeader(cells: readonly string[], names: readonly string[]): void {
  const index = names.findIndex((name, at) => cells[at] !== name);
  if (index < 0 && cells.length === names.length) return;
  const at = index < 0 ? names.length : index;
  const found = cells[at] === undefined ? 'nothing' : `'${cells[at]}'`;
  const accepted = names[at] === undefined ? 'nothing' : `'${names[at]}'`;
  throw new TrialsCsvError(`column ${at + 1} of the header: found ${found}; accepted: ${accepted}`);
}

const BLOCK = 65_536;

/** How many bytes there are up to the last line feed, which no cell of ours contains. */
async function bytesOfWholeLines(path: string): Promise<number> {
  const file = await open(path, 'r');
  try {
    let { size: end } = await file.stat();
    while (end > 0) {
      const start = Math.max(0, end - BLOCK);
      const { buffer, bytesRead } = await file.read(
        Buffer.alloc(end - start),
        0,
        end - start,
        start,
      );
      const at = buffer.subarray(0, bytesRead).lastIndexOf(0x0a);
      if (at >= 0) return start + at + 1;
      end = start;
    }
    return 0;
  } finally {
    await file.close();
  }
}
