import type { ScheduledFault } from '../core/fault.ts';
import type { SimConfig } from '../core/sim-config.ts';
import { describeScheduledFault } from '../faults/describe.ts';
import { type Checkpoint, CheckpointTrace, checkpointSpacing } from './checkpoints.ts';
import { configHash } from './config/config-hash.ts';
import type { ShrunkTrial, TrialSize } from './shrink/shrink-trial.ts';
import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { RecordedViolation } from './trial-record.ts';

/** The version of the form of capsules that this code writes, and the only one that it reads. */
export const CAPSULE_VERSION = 1;

/** Where a violation came to light. */
export interface CapsuleOrigin {
  /** The config's name, and its hash as in the manifest of its run. */
  readonly config: string;
  readonly configHash: string;
  /** How many trials ran there, and in how many of them a property broke by this fingerprint. */
  readonly trials: number;
  readonly failing: number;
  /** The first few of them. */
  readonly firstTrials: readonly number[];
}

/**
 * A violation with everything that reproduces it, as plain data in one file: no config, no nemesis and no seed is
 * needed beside it. Its trial is the shrunk one.
 */
export interface Capsule {
  readonly capsule: typeof CAPSULE_VERSION;
  readonly fingerprint: string;
  /** The version of coordsim that sealed it. */
  readonly coordsim: string;
  readonly violation: RecordedViolation;
  readonly origin: CapsuleOrigin;
  readonly shrinking: {
    readonly end: ShrunkTrial['end'];
    readonly executions: number;
    readonly before: TrialSize;
    readonly after: TrialSize;
  };
  /** The faults in words, for whoever opens the file. */
  readonly schedule: readonly string[];
  readonly trial: number;
  /** The seed of that trial. */
  readonly seed: string;
  readonly events: number;
  readonly traceHash: string;
  readonly checkpoints: {
    /** How many events lie between two of them, at least. */
    readonly spacing: number;
    readonly reached: readonly Checkpoint[];
  };
  readonly configHash: string;
  /** The faults are listed in it, and nothing draws any more of them. */
  readonly config: SimConfig;
}

/** Makes the capsule of a shrunk trial. `coordsim` is the version of this package. */
export function sealCapsule(shrunk: ShrunkTrial, origin: CapsuleOrigin, coordsim: string): Capsule {
  const { plan, trial, record, violation, fingerprint, executions, end, before, after } = shrunk;
  const { config } = plan;
  const spacing = checkpointSpacing(record.events);
  return {
    capsule: CAPSULE_VERSION,
    fingerprint,
    coordsim,
    violation,
    origin,
    shrinking: { end, executions, before, after },
    schedule: config.faults.map((fault: ScheduledFault) => describeScheduledFault(fault)),
    trial,
    seed: record.seed,
    events: record.events,
    traceHash: record.traceHash,
    checkpoints: { spacing, reached: checkpointsOf(plan, trial, spacing) },
    configHash: configHash(config),
    config,
  };
}

/** The trace hash at some events of a trial. */
export function checkpointsOf(plan: TrialPlan, trial: number, spacing: number): Checkpoint[] {
  const runner = new TrialRunner(plan);
  const trace = new CheckpointTrace(runner.simulation, spacing);
  runner.run(trial, { trace });
  return trace.checkpoints;
}

/** What a capsule is written as. */
export function capsuleText(capsule: Capsule): string {
  return `${JSON.stringify(capsule, null, 2)}\n`;
}
