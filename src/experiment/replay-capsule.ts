import type { FaultReport } from '../core/fault.ts';
import type { Capsule } from './capsule.ts';
import { CheckpointTrace, type DivergingInterval, divergingInterval } from './checkpoints.ts';
import { fingerprintOf } from './fingerprint.ts';
import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { RecordedViolation, TrialRecord } from './trial-record.ts';

/** What became of the trial of a capsule when it ran again. */
export interface CapsuleReplay {
  readonly record: TrialRecord;
  readonly violations: readonly RecordedViolation[];
  readonly faultReports: readonly FaultReport[];
  /** The sealed violation, if it happened again: the same property by the same fingerprint. */
  readonly violation: RecordedViolation | undefined;
  /** Where the trial took another course than when it was sealed; undefined where it is the same to the last event. */
  readonly divergence: DivergingInterval | undefined;
}

/** Runs the trial of a capsule again, and finds where it differs if it does. */
export function replayCapsule(capsule: Capsule, plan: TrialPlan): CapsuleReplay {
  const runner = new TrialRunner(plan);
  const trace = new CheckpointTrace(runner.simulation, capsule.checkpoints.spacing);
  const record = runner.run(capsule.trial, { trace });
  const violations = runner.violations;
  const isSame = record.traceHash === capsule.traceHash;
  return {
    record,
    violations,
    faultReports: runner.faultReports,
    violation: violations.find(
      (violation) => fingerprintOf(violation, plan) === capsule.fingerprint,
    ),
    divergence: isSame
      ? undefined
      : divergingInterval(capsule.checkpoints.reached, trace.checkpoints),
  };
}
