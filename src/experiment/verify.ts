import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';

/** What two runs of one trial showed. */
export type Verification =
  | { readonly kind: 'deterministic'; readonly traceHash: string; readonly events: number }
  /** The event, counted from 0, after which the two runs differ. */
  | { readonly kind: 'diverged'; readonly event: number };

/**
 * Runs a trial twice, in two worlds, with the content of every message and state in the hash, and names the first
 * event after which they differ. A handler that reads a clock, draws from an ambient source or iterates in an
 * accidental order is found by this.
 */
export function verifyTrial(plan: TrialPlan, trial: number): Verification {
  const [first, second] = [0, 1].map(() => {
    const runner = new TrialRunner(plan, { verify: true });
    const record = runner.run(trial);
    return { record, checkpoints: runner.simulation.checkpoints };
  });
  const left = first?.checkpoints ?? [];
  const right = second?.checkpoints ?? [];
  const longer = Math.max(left.length, right.length);
  for (let event = 0; event < longer; event++) {
    if (left[event] !== right[event]) return { kind: 'diverged', event };
  }
  return { kind: 'deterministic', traceHash: first?.record.traceHash ?? '', events: longer };
}
