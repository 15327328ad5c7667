import { fingerprintOf } from './fingerprint.ts';
import type { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { TrialRecord } from './trial-record.ts';

/** In how many trials of a batch a property broke in one way. */
export interface TallyEntry {
  readonly fingerprint: string;
  readonly property: string;
  readonly failing: number;
  /** The first few, in order. */
  readonly firstTrials: readonly number[];
}

const MOST_TRIALS_NAMED = 5;

/** Counts the violations of a batch by their fingerprints. */
export class ViolationTally {
  private readonly plan: TrialPlan;
  private readonly failing: Map<string, { property: string; trials: number[]; count: number }> =
    new Map();
  private readonly unexplained: number[] = [];

  constructor(plan: TrialPlan) {
    this.plan = plan;
  }

  /** A record that comes from a file says that its trial failed, but not how: it is kept for `explain`. */
  add(record: TrialRecord): void {
    const { trial, outcome, violation } = record;
    if (violation === undefined) {
      if (outcome === 'unsafe' || outcome === 'stuck') this.unexplained.push(trial);
      return;
    }
    const fingerprint = fingerprintOf(violation, this.plan);
    const property = violation.invariant;
    const entry = this.failing.get(fingerprint) ?? { property, trials: [], count: 0 };
    entry.count++;
    entry.trials.push(trial);
    if (entry.trials.length > MOST_TRIALS_NAMED) {
      entry.trials.sort((a, b) => a - b);
      entry.trials.length = MOST_TRIALS_NAMED;
    }
    this.failing.set(fingerprint, entry);
  }

  /** Runs the trials again that only a file told of. */
  explain(runner: TrialRunner): void {
    for (const trial of this.unexplained.splice(0)) {
      const record = runner.run(trial);
      // One that passes now is another version's doing, which the comparison with its row says.
      if (record.violation !== undefined) this.add(record);
    }
  }

  /** One entry a fingerprint, in the order of their first trials. */
  get entries(): readonly TallyEntry[] {
    return [...this.failing]
      .map(([fingerprint, { property, trials, count }]) => ({
        fingerprint,
        property,
        failing: count,
        firstTrials: trials.toSorted((a, b) => a - b),
      }))
      .sort(
        (a, b) =>
          (a.firstTrials[0] as number) - (b.firstTrials[0] as number) ||
          (a.fingerprint < b.fingerprint ? -1 : 1),
      );
  }
}
