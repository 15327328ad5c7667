import { writeFile } from 'node:fs/promises';
import {
  type Capsule,
  type CapsuleOrigin,
  capsuleText,
  sealCapsule,
} from '../../experiment/capsule.ts';
import { planCapsule } from '../../experiment/capsule-schema.ts';
import { configHash } from '../../experiment/config/config-hash.ts';
import { MAX_EXECUTIONS, shrinkTrial } from '../../experiment/shrink/shrink-trial.ts';
import { planTrials, type TrialPlan } from '../../experiment/trial-plan.ts';
import { findProtocol } from '../../protocols/index.ts';
import { loadIfCapsule } from '../capsule-loading.ts';
import { asPath, type ConfigOptions, commandLine, reproduceLine } from '../command-line.ts';
import { loadConfig } from '../config-loading.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { labelled } from '../failure-block.ts';
import { Output } from '../output.ts';
import { SHRINK_LIMIT_MS, ShrinkBar, timeLimit } from '../shrink-progress.ts';
import { effortSentence, sizeTable } from '../shrink-report.ts';
import { UsageError } from '../usage-error.ts';
import { packageVersion } from '../version.ts';

/** What `coordsim shrink` accepts. */
export interface ShrinkCommandOptions extends ConfigOptions {
  readonly trial?: number;
  readonly property?: string;
  readonly executions?: number;
  readonly out?: string;
  readonly json?: true;
}

/** A trial to be shrunk, and where its violation came to light. */
interface Subject {
  readonly plan: TrialPlan;
  readonly trial: number;
  readonly property?: string;
  readonly origin: CapsuleOrigin;
}

/** Shrinks a failing trial of a config, or that of a capsule further, and prints what is left of it. */
export async function shrink(path: string, options: ShrinkCommandOptions): Promise<ExitCode> {
  const { trial, plan, property, origin } = subjectOf(path, options);
  const bar = new ShrinkBar(!options.json);
  const capsule = sealCapsule(
    shrunk(plan, trial, {
      ...(property !== undefined && { property }),
      maxExecutions: options.executions ?? MAX_EXECUTIONS,
      isOutOfTime: timeLimit(SHRINK_LIMIT_MS),
      onProgress: bar.show,
    }),
    origin,
    packageVersion(),
  );
  bar.stop();
  const output = new Output(process.stdout, process.stderr);
  if (options.out !== undefined) await write(options.out, capsuleText(capsule));
  if (options.json) output.printJson(capsule);
  else print(capsule, reproduce(path, trial, options), output);
  return EXIT.passed;
}

function subjectOf(path: string, options: ShrinkCommandOptions): Subject {
  const capsule = loadIfCapsule(path);
  if (capsule === undefined) return subjectOfConfig(path, options);
  const given = [
    ...(options.trial === undefined ? [] : ['--trial']),
    ...(options.seed === undefined ? [] : ['--seed']),
    ...(options.set.length === 0 ? [] : ['--set']),
  ];
  if (given.length > 0) {
    throw new UsageError(`${given.join(', ')}: found a capsule, whose config and trial are fixed`);
  }
  const { trial, violation, origin } = capsule;
  return { plan: planCapsule(capsule, path), trial, property: violation.invariant, origin };
}

function subjectOfConfig(path: string, options: ShrinkCommandOptions): Subject {
  const { trial, property } = options;
  if (trial === undefined) {
    throw new UsageError(`--trial is missing: which trial of ${path} is to be shrunk?`);
  }
  const { config } = loadConfig(path, options);
  const plan = planTrials(config, findProtocol(config.protocol));
  const names = plan.invariants.map(({ name }) => name);
  if (property !== undefined && !names.includes(property)) {
    throw new UsageError(
      `--property ${property}: found no such property; write ${names.join(', ')}`,
    );
  }
  const origin = {
    config: config.name,
    configHash: configHash(config),
    trials: 1,
    failing: 1,
    firstTrials: [trial],
  };
  return { plan, trial, origin, ...(property !== undefined && { property }) };
}

function shrunk(...args: Parameters<typeof shrinkTrial>): ReturnType<typeof shrinkTrial> {
  try {
    return shrinkTrial(...args);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`--out ${file}: cannot be written (${reason})`);
  }
}

function reproduce(path: string, trial: number, options: ShrinkCommandOptions): string {
  if (options.out !== undefined) return commandLine(['replay', asPath(options.out)]);
  if (options.trial === undefined) return commandLine(['replay', asPath(path)]);
  return reproduceLine(asPath(path), trial, options);
}

function print(capsule: Capsule, reproduceWith: string, output: Output): void {
  const { violation, config, trial, seed, schedule } = capsule;
  const { invariant, explanation } = violation;
  output.print(
    output.style('bad', `${config.name}: trial ${trial} (seed ${seed}) breaks ${invariant}`),
  );
  output.print();
  output.printTable(sizeTable(capsule));
  output.print();
  const lines = [
    `  effort       ${effortSentence(capsule)}`,
    `  found        ${explanation}`,
    ...labelled('faults', schedule.length === 0 ? ['none'] : schedule),
    `  reproduce:   ${output.style('strong', reproduceWith)}`,
  ];
  output.print(lines.join('\n'));
}
