import { statSync } from 'node:fs';
import type { SimConfig } from '../../core/sim-config.ts';
import { Trace } from '../../engine/trace.ts';
import { ResultsFolder } from '../../experiment/results-folder.ts';
import { TrialRunner } from '../../experiment/trial.ts';
import { planTrials, type TrialPlan } from '../../experiment/trial-plan.ts';
import type { TrialRecord } from '../../experiment/trial-record.ts';
import { findProtocol } from '../../protocols/index.ts';
import { traceLines } from '../../report/trace-text.ts';
import { trialColumns } from '../../report/trial-columns.ts';
import { type Cell, trialRow } from '../../report/trials-csv.ts';
import { readTrials } from '../../report/trials-file.ts';
import { loadIfCapsule } from '../capsule-loading.ts';
import { asPath, type ConfigOptions, reproduceLine } from '../command-line.ts';
import { loadConfig } from '../config-loading.ts';
import { EXIT, type ExitCode, gravest, OUTCOME_CODES } from '../exit-codes.ts';
import { diagnosisOf, type Failure, faultsInWords } from '../failures.ts';
import { Output } from '../output.ts';
import { type Comparison, printTrial } from '../trial-report.ts';
import { UsageError } from '../usage-error.ts';
import { packageVersion } from '../version.ts';
import { replayCapsuleFile } from './replay-capsule.ts';

/** What `coordsim replay` accepts. */
export interface ReplayOptions extends ConfigOptions {
  /** A capsule has its trial in it. */
  readonly trial?: number;
  readonly trace?: true;
  readonly json?: true;
}

/** `coordsim replay` for a config or a results folder. */
type ReplayTrialOptions = ReplayOptions & { readonly trial: number };

/** Runs one trial again, or that of a capsule, and explains it. */
export async function replay(path: string, options: ReplayOptions): Promise<ExitCode> {
  const { trial, set, seed } = options;
  const capsule = loadIfCapsule(path);
  if (capsule === undefined) {
    if (trial !== undefined) return await replayTrial(path, { ...options, trial });
    throw new UsageError(`--trial is missing: which trial of ${path} is to be run again?`);
  }
  if (trial !== undefined || seed !== undefined || set.length > 0) {
    const option = trial !== undefined ? '--trial' : seed !== undefined ? '--seed' : '--set';
    throw new UsageError(`${option}: found a capsule, whose config, seed and trial are fixed`);
  }
  return replayCapsuleFile(capsule, path, options);
}

/** Compares the trial with its row where a results folder is given. */
async function replayTrial(path: string, options: ReplayTrialOptions): Promise<ExitCode> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const folder = isFolder ? new ResultsFolder(path) : undefined;
  const config = folder ? await configOfResults(folder, options) : loadConfig(path, options).config;
  const plan = planTrials(config, findProtocol(config.protocol));
  const runner = new TrialRunner(plan);
  const trace = options.trace ? new Trace() : undefined;
  const record = runner.run(options.trial, trace === undefined ? {} : { trace });
  const comparison = folder && (await compareWithRow(folder, plan, record));
  const code = gravest([
    OUTCOME_CODES[record.outcome],
    ...(comparison !== undefined && comparison.differences.length > 0
      ? [EXIT.notDeterministic]
      : []),
  ]);
  // A reader that closes the pipe early ends the process with this code.
  process.exitCode = code;
  const output = new Output(process.stdout, process.stderr);
  if (options.json) {
    printAsJson(runner, record, trace, comparison, output);
    return code;
  }
  if (trace !== undefined) {
    for (const { text, tone } of traceLines(trace, config.nodes))
      output.print(output.style(tone, text));
    output.print();
  }
  const faults = faultsInWords(runner.faultReports);
  const failures = runner.violations.map(
    (violation): Failure => ({
      record,
      violation,
      faults,
      violatedTrials: 1,
      ...diagnosisOf(violation, plan, record.trial),
    }),
  );
  const reproduce = reproduceLine(asPath(path), options.trial, options);
  const { convictions } = runner;
  printTrial({ plan, record, faults, convictions, failures, comparison, reproduce }, output);
  return code;
}

/** The config that a run wrote down: its file, and the files beside that, may be gone by now. */
async function configOfResults(
  folder: ResultsFolder,
  { set, seed, trial }: ReplayTrialOptions,
): Promise<SimConfig> {
  const manifest = await folder.readManifest();
  const { normalised, file } = manifest.config;
  if (set.length > 0 || seed !== undefined) {
    const option = set.length > 0 ? '--set' : '--seed';
    throw new UsageError(
      `${option}: found a results folder, whose config and seed are fixed; replay ${file} to change them`,
    );
  }
  if (trial >= manifest.trials) {
    const last = manifest.trials - 1;
    throw new UsageError(
      `--trial ${trial}: found no such trial in ${folder.path}; write 0 to ${last}`,
    );
  }
  return normalised;
}

async function compareWithRow(
  folder: ResultsFolder,
  plan: TrialPlan,
  found: TrialRecord,
): Promise<Comparison> {
  const { coordsim, node } = await folder.readManifest();
  const versions = `coordsim ${coordsim} on Node ${node}; this is ${packageVersion()} on ${process.versions.node}`;
  const columns = trialColumns(plan);
  if (!(await folder.hasTrials())) return { hasRow: false, differences: [], versions };
  for await (const { record: expected } of readTrials(folder.trials, columns)) {
    if (expected.trial !== found.trial) continue;
    const before = trialRow(columns, expected);
    const now = trialRow(columns, found);
    const differences = columns.names.flatMap((column, index) =>
      before[index] === now[index]
        ? []
        : [{ column, expected: printed(before[index]), found: printed(now[index]) }],
    );
    return { hasRow: true, differences, versions };
  }
  return { hasRow: false, differences: [], versions };
}

function printed(cell: Cell): string {
  return cell === undefined || cell === '' ? 'nothing' : String(cell);
}

function printAsJson(
  { convictions }: TrialRunner,
  record: TrialRecord,
  trace: Trace | undefined,
  comparison: Comparison | undefined,
  output: Output,
): void {
  for (const line of trace ?? []) output.printJson(line);
  const compared = comparison?.hasRow ? { differences: comparison.differences } : {};
  output.printJson({ kind: 'trial', ...record, convictions, ...compared });
}
