import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { TrialRecord } from './trial-record.ts';

/** Which trials to run; all of the config's where absent. */
export interface TrialsOptions {
  readonly trials?: number;
  readonly firstTrial?: number;
}

/** Runs trials one after another in this thread and yields their records, in order. */
export function* runTrials(plan: TrialPlan, options: TrialsOptions = {}): Generator<TrialRecord> {
  const { trials = plan.config.trials, firstTrial = 0 } = options;
  const runner = new TrialRunner(plan);
  for (let index = 0; index < trials; index++) yield runner.run(firstTrial + index);
}
