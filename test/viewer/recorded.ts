import { type RecordedTrial, recordTrial } from '../../src/experiment/state-recording.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { planOf } from '../configs.ts';

/** Records the first trial of a committed config that breaks a property. */
export function recordedViolation(path: string): RecordedTrial {
  const plan = planOf(path);
  const runner = new TrialRunner(plan);
  for (let trial = 0; trial < 1_000; trial++) {
    if (runner.run(trial).violation !== undefined) return recordTrial(plan, trial);
  }
  throw new Error(`No trial of 1,000 of ${path} breaks a property.`);
}
