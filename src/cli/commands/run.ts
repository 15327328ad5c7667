import { availableParallelism } from 'node:os';
import { runBatch } from '../../experiment/batch.ts';
import { configHash } from '../../experiment/config/config-hash.ts';
import { type Executor, InThreadExecutor } from '../../experiment/executor.ts';
import { fingerprintOf } from '../../experiment/fingerprint.ts';
import { type Manifest, ResultsFolder } from '../../experiment/results-folder.ts';
import { TrialRunner } from '../../experiment/trial.ts';
import { planTrials, type TrialPlan } from '../../experiment/trial-plan.ts';
import type { TrialRecord } from '../../experiment/trial-record.ts';
import { ViolationTally } from '../../experiment/violation-tally.ts';
import { findProtocol } from '../../protocols/index.ts';
import { BatchSummary } from '../../report/batch-summary.ts';
import { formatCount } from '../../report/number-text.ts';
import { summaryCsv } from '../../report/summary-csv.ts';
import { trialColumns } from '../../report/trial-columns.ts';
import { readTrials, TrialsWriter } from '../../report/trials-file.ts';
import { type BatchResult, batchJson, exitCodeOf, printBatch } from '../batch-report.ts';
import { type WrittenCapsule, writeCapsules } from '../capsules.ts';
import {
  asPath,
  type ConfigOptions,
  commandLine,
  configArguments,
  reproduceLine,
} from '../command-line.ts';
import { type LoadedConfig, loadConfig } from '../config-loading.ts';
import { type ExitCode, gravest } from '../exit-codes.ts';
import { explainFailures, type Failure } from '../failures.ts';
import { Interruption } from '../interruption.ts';
import { Output } from '../output.ts';
import { Progress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { trialsToVerify, verifyTrials } from '../verification.ts';
import { packageVersion } from '../version.ts';

/** What `coordsim run` accepts. */
export interface RunOptions extends ConfigOptions {
  readonly trials?: number;
  readonly jobs?: number;
  readonly out?: string;
  readonly force?: true;
  readonly resume?: true;
  readonly verify?: true;
  /** False for `--no-shrink`. */
  readonly shrink?: boolean;
  readonly json?: true;
  readonly quiet?: true;
}

/** Below so many trials a batch is done before the threads are up. */
const WORTH_THREADS = 200;

/** Runs a batch of trials, writes its files and prints its summary. */
export async function run(file: string, options: RunOptions): Promise<ExitCode> {
  if (options.force && options.resume) {
    throw new UsageError('--force and --resume: found both; write one of them');
  }
  const loaded = loadConfig(file, options);
  const plan = planTrials(loaded.config, findProtocol(loaded.config.protocol));
  const folder = new ResultsFolder(options.out ?? defaultFolder(plan));
  const mode = options.force ? 'force' : options.resume ? 'resume' : 'new';
  await folder.claim(manifestOf(loaded, options), mode);
  const batch = new Batch(plan, folder, options);
  const interruptedBy = await batch.run();
  if (interruptedBy !== undefined) {
    sayHowToGoOn(batch, file, options);
    return interruptedBy;
  }
  const capsules = await writeCapsules({
    plan,
    folder,
    tally: batch.tally,
    trials: batch.summary.trials,
    isShrunk: options.shrink !== false,
    isQuiet: options.quiet === true || options.json === true,
  });
  await folder.writeSummary(summaryCsv(batch.summary));
  return report(batch, folder, { file, options, capsules });
}

/** One batch on its way into its files. */
class Batch {
  readonly summary: BatchSummary;
  readonly tally: ViolationTally;
  /** The trace hashes of the trials that will be verified. */
  readonly hashes: ReadonlyMap<number, string>;
  private readonly options: RunOptions;
  private readonly plan: TrialPlan;
  private readonly folder: ResultsFolder;
  private readonly hear: (record: TrialRecord) => void;

  constructor(plan: TrialPlan, folder: ResultsFolder, options: RunOptions) {
    this.plan = plan;
    this.folder = folder;
    this.options = options;
    this.summary = new BatchSummary(plan);
    this.tally = new ViolationTally(plan);
    const chosen = new Set(options.verify ? trialsToVerify(plan.config.trials) : []);
    const hashes = new Map<number, string>();
    this.hashes = hashes;
    this.hear = (record) => {
      this.summary.add(record);
      this.tally.add(record);
      if (chosen.has(record.trial)) hashes.set(record.trial, record.traceHash);
    };
  }

  /** Runs the trials that are not in trials.csv yet. Gives the exit code of what interrupted it, if anything did. */
  async run(): Promise<ExitCode | undefined> {
    const { folder, plan } = this;
    const columns = trialColumns(plan);
    const keptBytes = await this.takeUp();
    await folder.cutTrials(keptBytes);
    const { trials } = plan.config;
    const first = this.summary.trials;
    if (first === trials) return undefined;
    const progress = new Progress(first, trials, !this.options.quiet && !this.options.json);
    const interruption = new Interruption(() => {
      progress.stop();
      process.stderr.write('stopping after the trials under way; Ctrl-C again stops at once\n');
    });
    const writer = new TrialsWriter(folder.trials, columns, keptBytes > 0 ? 'append' : 'create');
    const executor = await executorFor(plan, trials - first, this.options.jobs);
    try {
      await folder.guard(async () => {
        await runBatch(executor, {
          firstTrial: first,
          endTrial: trials,
          signal: interruption.signal,
          onRecord: async (record) => {
            await writer.write(record);
            this.hear(record);
            progress.add();
          },
        });
        await writer.close();
      });
    } finally {
      progress.stop();
      interruption.end();
      await executor.close();
    }
    return this.summary.trials < trials ? interruption.exitCode : undefined;
  }

  /** Hears the whole rows that are in trials.csv already, and says how many bytes they are. */
  private async takeUp(): Promise<number> {
    let keptBytes = 0;
    if (!(await this.folder.hasTrials())) return keptBytes;
    for await (const { record, endByte } of readTrials(
      this.folder.trials,
      trialColumns(this.plan),
    )) {
      this.hear(record);
      keptBytes = endByte;
    }
    return keptBytes;
  }
}

async function executorFor(
  plan: TrialPlan,
  trials: number,
  jobs: number | undefined,
): Promise<Executor> {
  const wanted = jobs ?? (trials < WORTH_THREADS ? 1 : availableParallelism());
  const threads = Math.min(wanted, trials);
  if (threads <= 1) return new InThreadExecutor(plan);
  const { WorkerExecutor } = await import('../../experiment/worker-executor.ts');
  return new WorkerExecutor(plan.config, threads);
}

interface Told {
  readonly file: string;
  readonly options: RunOptions;
  readonly capsules: readonly WrittenCapsule[];
}

function report(batch: Batch, folder: ResultsFolder, { file, options, capsules }: Told): ExitCode {
  const { summary, hashes } = batch;
  const { failures, divergences } = explainFailures(summary, new TrialRunner(summary.plan));
  const result: BatchResult = {
    summary,
    failures: failures.map((failure) => withCapsule(failure, summary.plan, capsules)),
    divergences: [...divergences, ...verifyTrials(summary.plan, hashes)],
    verified: hashes.size,
    folder: folder.path,
    files: [
      ...['manifest.json', 'trials.csv', 'summary.csv'],
      ...(capsules.length > 0 ? ['violations/*.json'] : []),
    ],
    reproduce: (trial) => reproduceLine(asPath(file), trial, options),
  };
  const output = new Output(process.stdout, process.stderr);
  const code = exitCodeOf(result);
  // A reader that closes the pipe early ends the process with this code.
  process.exitCode = code;
  if (options.json) output.printJson(batchJson(result));
  else printBatch(result, output, options.quiet === true);
  return gravest([code]);
}

/** The failure with the capsule of its fingerprint, if there is one. */
function withCapsule(
  failure: Failure,
  plan: TrialPlan,
  capsules: readonly WrittenCapsule[],
): Failure {
  const fingerprint = fingerprintOf(failure.violation, plan);
  const written = capsules.find(({ capsule }) => capsule.fingerprint === fingerprint);
  if (written === undefined) return failure;
  const { path, capsule } = written;
  const reproduce = commandLine(['replay', asPath(path)]);
  const isShrunk = capsule.shrinking.executions > 1;
  const { schedule, trial } = capsule;
  return { ...failure, capsule: { fingerprint, path, trial, schedule, isShrunk, reproduce } };
}

function defaultFolder({ config }: TrialPlan): string {
  return `results/${config.name.replaceAll('/', '-')}`;
}

function manifestOf(
  { file, text, overrides, config }: LoadedConfig,
  options: RunOptions,
): Manifest {
  return {
    coordsim: packageVersion(),
    node: process.versions.node,
    command: commandLine(runArguments(file, options)),
    seed: config.seed,
    trials: config.trials,
    configHash: configHash(config),
    config: {
      file,
      text,
      overrides: overrides.map(({ key, value }) => `${key}=${value}`),
      normalised: config,
    },
  };
}

function sayHowToGoOn({ summary }: Batch, file: string, options: RunOptions): void {
  const { trials } = summary.plan.config;
  const output = new Output(process.stdout, process.stderr);
  output.note(
    `interrupted: ${formatCount(summary.trials)} of ${formatCount(trials)} trials are kept; go on with`,
  );
  output.note(`  ${commandLine([...runArguments(file, options), '--resume'])}`);
}

/** The arguments that begin this run again. */
function runArguments(file: string, options: RunOptions): string[] {
  const { trials, jobs, out, verify, shrink, json, quiet } = options;
  return [
    'run',
    asPath(file),
    ...(trials === undefined ? [] : ['--trials', String(trials)]),
    ...configArguments(options),
    ...(jobs === undefined ? [] : ['--jobs', String(jobs)]),
    ...(out === undefined ? [] : ['--out', out]),
    ...(verify ? ['--verify'] : []),
    ...(shrink === false ? ['--no-shrink'] : []),
    ...(json ? ['--json'] : []),
    ...(quiet ? ['--quiet'] : []),
  ];
}
