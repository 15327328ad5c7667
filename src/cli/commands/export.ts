import { closeSync, openSync, writeSync } from 'node:fs';
import { partOfTrace } from '../../checking/causality/part-of-trace.ts';
import { exportFormats } from '../../report/export/index.ts';
import { sliceOf } from '../../report/space-time/space-time.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { requireFacts, type TrialOptions, traceTrial } from '../traced-trial.ts';
import { UsageError } from '../usage-error.ts';

/** What `coordsim export` accepts. */
export interface ExportOptions extends TrialOptions {
  readonly out?: string;
  readonly slice?: true;
}

/** Writes the trace of one trial in a format that other tools read. */
export async function exportTrace(
  path: string,
  formatName: string,
  options: ExportOptions,
): Promise<ExitCode> {
  const format = exportFormats.find(({ name }) => name === formatName);
  if (format === undefined) {
    const names = exportFormats.map(({ name }) => name).join(', ');
    throw new UsageError(`found no format '${formatName}'; write one of ${names}`);
  }
  const trial = await traceTrial(path, options);
  if (options.slice) requireFacts(trial);
  const trace = options.slice ? partOfTrace(trial.trace, sliceOf(trial).records) : trial.trace;
  const pieces = format.write({ ...trial, trace });
  if (options.out === undefined) for (const piece of pieces) process.stdout.write(piece);
  else writePieces(options.out, pieces);
  return EXIT.passed;
}

function writePieces(file: string, pieces: Iterable<string>): void {
  const descriptor = openSync(file, 'w');
  for (const piece of pieces) writeSync(descriptor, piece);
  closeSync(descriptor);
}
