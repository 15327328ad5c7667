import { readFileSync, writeFileSync } from 'node:fs';
import { checkHistory, type HistoryReport } from '../../checking/history/check-history.ts';
import { plainOf, readEdn } from '../../checking/history/edn.ts';
import { HistoryError, type Plain } from '../../checking/history/history.ts';
import {
  beginningWith,
  type HistoryModel,
  historyModels,
} from '../../checking/history/history-models.ts';
import {
  detectFormat,
  HISTORY_FORMATS,
  type HistoryFormat,
} from '../../checking/history/parse-history.ts';
import { historySvg } from '../../report/history-svg.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { historyJson, printHistory } from '../history-report.ts';
import { Output } from '../output.ts';
import { UsageError } from '../usage-error.ts';

/** What `coordsim check` accepts. */
export interface CheckHistoryOptions {
  readonly model: string;
  readonly format: string;
  readonly keyed?: true;
  readonly initial?: string;
  readonly budget?: number;
  readonly svg?: string;
  readonly json?: true;
}

/** Asks whether a history that somebody recorded is linearizable, prints the verdict, and draws it on demand. */
export function check(file: string, options: CheckHistoryOptions): ExitCode {
  const { budget, svg, json } = options;
  const model = modelOf(options);
  const text = readHistory(file);
  const format = options.format === 'auto' ? detectFormat(text) : formatOf(options.format);
  const report = judge(file, text, format, model, budget);
  const code = exitCodeOf(report);
  // A reader that closes the pipe early ends the process with this code.
  process.exitCode = code;
  if (svg !== undefined) writeFileSync(svg, historySvg(report, file));
  const output = new Output(process.stdout, process.stderr);
  if (json) output.printJson({ file, format, ...historyJson(report), exitCode: code });
  else printHistory(report, { file, svg, budget }, output);
  return code;
}

function exitCodeOf({ result }: HistoryReport): ExitCode {
  switch (result.verdict) {
    case 'linearizable':
      return EXIT.passed;
    case 'not linearizable':
      return EXIT.unsafe;
    case 'unknown':
      return EXIT.exhausted;
  }
}

function judge(
  file: string,
  text: string,
  format: HistoryFormat,
  model: HistoryModel,
  budget: number | undefined,
): HistoryReport {
  try {
    return checkHistory(text, format, model, budget === undefined ? {} : { budget });
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(`${file}:${error.message}`);
    throw error;
  }
}

function modelOf({ model: name, keyed, initial }: CheckHistoryOptions): HistoryModel {
  const model = historyModels.find((candidate) => candidate.name === name);
  if (model === undefined) {
    const names = historyModels.map((candidate) => candidate.name).join(', ');
    throw new UsageError(`--model ${name}: found no such model; write one of ${names}`);
  }
  const chosen = keyed ? { ...model, isKeyed: true } : model;
  if (initial === undefined) return chosen;
  const begun = beginningWith(chosen, initialOf(initial));
  if (begun !== undefined) return begun;
  throw new UsageError(
    `--initial ${initial}: found no state of a ${name}; ${model.initial.accepted}`,
  );
}

function initialOf(text: string): Plain {
  try {
    const [form, ...more] = readEdn(text);
    if (form !== undefined && more.length === 0) return plainOf(form);
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
  }
  throw new UsageError(`--initial ${text}: found no single value; write one such as 0, nil or "a"`);
}

function formatOf(name: string): HistoryFormat {
  const format = HISTORY_FORMATS.find((candidate) => candidate === name);
  if (format !== undefined) return format;
  throw new UsageError(`--format ${name}: write auto, ${HISTORY_FORMATS.join(', ')}`);
}

function readHistory(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UsageError(`there is no history ${file}`);
    if (code === 'EISDIR') throw new UsageError(`${file} is a folder; name one history`);
    if (code === 'EACCES') throw new UsageError(`${file} cannot be read: permission is denied`);
    throw error;
  }
}
