import type { FaultReport } from '../core/fault.ts';
import { diagnoseStuck, type StuckDiagnosis } from '../experiment/stuck-diagnosis.ts';
import type { TrialRunner } from '../experiment/trial.ts';
import type { TrialPlan } from '../experiment/trial-plan.ts';
import type { RecordedViolation, TrialRecord } from '../experiment/trial-record.ts';
import { describeScheduledFault } from '../faults/describe.ts';
import type { BatchSummary } from '../report/batch-summary.ts';

/** A trial that broke a property, with all that explains it. */
export interface Failure {
  readonly record: TrialRecord;
  readonly violation: RecordedViolation;
  /** The faults of the trial in words, in the order of the schedule. */
  readonly faults: readonly { readonly text: string; readonly landed: number }[];
  /** How many trials of the batch broke the property. */
  readonly violatedTrials: number;
  /** Why an `eventually` property did not come true. */
  readonly diagnosis?: StuckDiagnosis;
  /** Absent where the violation was not sealed. */
  readonly capsule?: FailureCapsule;
}

/** What a failure says of its capsule. */
export interface FailureCapsule {
  readonly fingerprint: string;
  readonly path: string;
  /** The trial that was shrunk: the first one in which no other property broke before. */
  readonly trial: number;
  /** The faults that are left, in words. */
  readonly schedule: readonly string[];
  readonly isShrunk: boolean;
  /** The line that replays it. */
  readonly reproduce: string;
}

/** A trial that gave another trace hash when it was run again. */
export interface Divergence {
  readonly trial: number;
  readonly expectedHash: string;
  readonly foundHash: string;
  /** The event, counted from 0, after which two runs differ, where that is known. */
  readonly event?: number;
}

/** How many broken properties are explained at most. */
const MOST_FAILURES = 3;

/**
 * Explains the first failing trial of each broken property, by running it again: rows do not hold explanations.
 * A trial that comes out differently is a divergence instead.
 */
export function explainFailures(
  summary: BatchSummary,
  runner: TrialRunner,
): { readonly failures: Failure[]; readonly divergences: Divergence[] } {
  const failures: Failure[] = [];
  const divergences: Divergence[] = [];
  for (const { name, firstViolated, verdicts } of summary.properties) {
    if (firstViolated === undefined || failures.length === MOST_FAILURES) continue;
    const { trial, traceHash } = firstViolated;
    const record = runner.run(trial);
    const violation = runner.violations.find(({ invariant }) => invariant === name);
    if (record.traceHash !== traceHash || violation === undefined) {
      divergences.push({ trial, expectedHash: traceHash, foundHash: record.traceHash });
      continue;
    }
    const violatedTrials = verdicts.violated.count;
    failures.push({
      record,
      violation,
      faults: faultsInWords(runner.faultReports),
      violatedTrials,
      ...diagnosisOf(violation, runner.plan, trial),
    });
  }
  return { failures, divergences };
}

/** The kind of stuckness, where the property is one that should have come true. */
export function diagnosisOf(
  { expectation, invariant }: RecordedViolation,
  plan: TrialPlan,
  trial: number,
): Pick<Failure, 'diagnosis'> {
  if (expectation !== 'eventually') return {};
  return { diagnosis: diagnoseStuck(plan, trial, invariant) };
}

/** What became of the faults of a trial, in words. */
export function faultsInWords(reports: readonly FaultReport[]): Failure['faults'] {
  return reports.map(({ scheduled, landed }) => ({
    text: describeScheduledFault(scheduled),
    landed,
  }));
}
