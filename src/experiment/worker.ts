import { isDeepStrictEqual } from 'node:util';
import { findProtocol } from '../protocols/index.ts';
import { runChunk } from './executor.ts';
import { TrialRunner } from './trial.ts';
import { planTrials } from './trial-plan.ts';
import type { TrialRecord } from './trial-record.ts';
import type { WorkerTask } from './worker-executor.ts';

let runner: TrialRunner | undefined;

/** Runs one chunk in a worker thread. The world of the last chunk serves again when the config is the same. */
export function runTask({ config, chunk }: WorkerTask): TrialRecord[] {
  if (runner === undefined || !isDeepStrictEqual(runner.plan.config, config)) {
    runner = new TrialRunner(planTrials(config, findProtocol(config.protocol)));
  }
  return runChunk(runner, chunk);
}
