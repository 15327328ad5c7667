import { statSync } from 'node:fs';
import { parseDuration } from '../core/micros.ts';
import { Trace } from '../engine/trace.ts';
import { planCapsule } from '../experiment/capsule-schema.ts';
import { ResultsFolder } from '../experiment/results-folder.ts';
import { TrialRunner } from '../experiment/trial.ts';
import { planTrials, type TrialPlan } from '../experiment/trial-plan.ts';
import { findProtocol } from '../protocols/index.ts';
import type { TracedTrial } from '../report/space-time/space-time.ts';
import { loadIfCapsule } from './capsule-loading.ts';
import type { ConfigOptions } from './command-line.ts';
import { loadConfig } from './config-loading.ts';
import { faultsInWords } from './failures.ts';
import { UsageError } from './usage-error.ts';

/** Which trial to look at. */
export interface TrialOptions extends ConfigOptions {
  /** A capsule has its trial in it. */
  readonly trial?: number;
}

/** A trial that was run to be looked at. */
export interface SeenTrial extends TracedTrial {
  /** The trial's own seed. */
  readonly seed: string;
}

/** Runs the trial of a config, a results folder or a capsule again, and keeps everything that happens. */
export async function traceTrial(path: string, options: TrialOptions): Promise<SeenTrial> {
  const { plan, trial } = await planOf(path, options);
  const trace = new Trace();
  const runner = new TrialRunner(plan);
  const { seed, violation } = runner.run(trial, { trace });
  const faults = faultsInWords(runner.faultReports).filter(({ landed }) => landed > 0);
  const { config, protocol } = plan;
  return {
    trace,
    nodeCount: config.nodes,
    title: `${config.name}: trial ${trial} (seed ${seed})`,
    seed,
    ...(violation !== undefined && { violation }),
    faults: faults.map(({ text }) => text),
    roles: protocol.assign(config.nodes, config.params),
  };
}

/** Throws `UsageError` where nothing led to a violation that names facts. */
export function requireFacts({ title, violation }: SeenTrial): void {
  if (violation === undefined) {
    throw new UsageError(`--slice: ${title} breaks no property; name a trial that does`);
  }
  if (violation.facts.length === 0) {
    throw new UsageError(
      `--slice: ${title} breaks ${violation.invariant}, which names no facts to go back from ` +
        `(${violation.explanation}); leave --slice out`,
    );
  }
}

/** Reads an instant of virtual time: `980ms`. */
export function instantOf(option: string, text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}

/** What a config, a results folder or a capsule says is to be run. */
export async function planOf(
  path: string,
  { trial, set, seed }: TrialOptions,
): Promise<{ readonly plan: TrialPlan; readonly trial: number }> {
  const fixed = seed !== undefined ? '--seed' : set.length > 0 ? '--set' : undefined;
  const capsule = loadIfCapsule(path);
  if (capsule !== undefined) {
    const option = trial !== undefined ? '--trial' : fixed;
    if (option !== undefined) {
      throw new UsageError(`${option}: found a capsule, whose config, seed and trial are fixed`);
    }
    return { plan: planCapsule(capsule, path), trial: capsule.trial };
  }
  if (trial === undefined) {
    throw new UsageError(`--trial is missing: which trial of ${path} is meant?`);
  }
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) {
    if (fixed !== undefined) {
      throw new UsageError(`${fixed}: found a results folder, whose config and seed are fixed`);
    }
    const { config } = await new ResultsFolder(path).readManifest();
    return { plan: planTrials(config.normalised, findProtocol(config.normalised.protocol)), trial };
  }
  const { config } = loadConfig(path, { set, ...(seed !== undefined && { seed }) });
  return { plan: planTrials(config, findProtocol(config.protocol)), trial };
}
