import { assert } from '../../core/assert.ts';
import type { FaultReport } from '../../core/fault.ts';
import { countOf } from '../../core/metric.ts';
import type { Micros } from '../../core/micros.ts';
import type { SimConfig } from '../../core/sim-config.ts';
import { none } from '../../faults/nemeses/none.ts';
import { canonicalJson } from '../config/config-hash.ts';
import { fingerprintOf } from '../fingerprint.ts';
import { TrialRunner } from '../trial.ts';
import type { TrialPlan } from '../trial-plan.ts';
import type { RecordedViolation, TrialRecord } from '../trial-record.ts';

/** What makes a trial large or small for whoever has to understand it. */
export interface TrialSize {
  readonly faults: number;
  readonly nodes: number;
  readonly clients: number;
  /** How many operations all clients began. */
  readonly operations: number;
  /** Until when it ran at most: the faulty phase and the settle phase. */
  readonly horizonUs: Micros;
  readonly events: number;
}

/** A candidate that failed as it should, with what came of it. */
export interface FailingRun {
  readonly config: SimConfig;
  readonly plan: TrialPlan;
  readonly record: TrialRecord;
  readonly violation: RecordedViolation;
  readonly faultReports: readonly FaultReport[];
  readonly size: TrialSize;
}

const OPERATIONS = countOf(
  'operationsBegun',
  'client:invoked',
  'How many operations clients began.',
);

/** Runs one trial under many configs, and says of each whether a property breaks there by the fingerprint looked for. */
export class CandidateRunner {
  readonly trial: number;
  readonly fingerprint: string;
  /** A candidate with more events than this fails too late to be simpler. */
  mostEvents: number = Number.POSITIVE_INFINITY;
  private readonly plan: TrialPlan;
  private readonly property: string;
  private readonly failing: Map<string, FailingRun> = new Map();
  private latest: FailingRun | undefined = undefined;
  private runner: { readonly key: string; readonly runner: TrialRunner } | undefined = undefined;

  constructor(plan: TrialPlan, trial: number, violation: RecordedViolation) {
    this.plan = plan;
    this.trial = trial;
    this.property = violation.invariant;
    this.fingerprint = fingerprintOf(violation, plan);
  }

  /** The last candidate that failed: each is simpler than the one before. */
  get simplest(): FailingRun {
    assert(this.latest !== undefined, 'the first candidate is the original, which fails');
    return this.latest;
  }

  /** What became of a candidate that was run and failed. */
  runOf(config: SimConfig): FailingRun {
    const run = this.failing.get(canonicalJson(config));
    assert(run !== undefined, 'only a config that was run and failed has a run');
    return run;
  }

  run(config: SimConfig): boolean {
    const found = this.tryOut(config);
    if (found === undefined) return false;
    this.latest = found;
    this.failing.set(canonicalJson(config), found);
    return true;
  }

  /** Undefined where the trial does not fail by the fingerprint, or where the config cannot be run at all. */
  private tryOut(config: SimConfig): FailingRun | undefined {
    let runner: TrialRunner;
    let record: TrialRecord;
    try {
      runner = this.runnerFor(config);
      record = runner.run(this.trial, { schedule: config.faults });
    } catch (error) {
      // The original runs. A change that makes the simulator or the protocol refuse is no simplification.
      if (this.latest === undefined) throw error;
      return undefined;
    }
    const plan = this.planOf(config);
    const violation = runner.violations.find(
      (candidate) =>
        candidate.invariant === this.property &&
        fingerprintOf(candidate, plan) === this.fingerprint,
    );
    // A violation under faults that the protocol does not promise to survive is another matter.
    if (violation === undefined || record.outcome === 'outside') return undefined;
    if (record.events > this.mostEvents) return undefined;
    const operations = record.metrics.at(-1) ?? 0;
    return {
      config,
      plan,
      record: {
        ...record,
        metrics: record.metrics.slice(0, -1),
        linesLanded: runner.faultReports.map(({ landed }) => landed),
      },
      violation,
      faultReports: runner.faultReports,
      size: sizeOf(config, operations, record.events),
    };
  }

  /** Candidates that differ in their faults alone run in one world. */
  private runnerFor(config: SimConfig): TrialRunner {
    const key = canonicalJson({ ...config, faults: [] });
    if (this.runner?.key !== key) {
      const plan = this.planOf(config);
      const counting = { ...plan, metrics: [...plan.metrics, OPERATIONS] };
      this.runner = { key, runner: new TrialRunner(counting) };
    }
    return this.runner.runner;
  }

  /** No name that a plan resolves is changed by shrinking, but that no nemesis draws faults any more. */
  private planOf(config: SimConfig): TrialPlan {
    const invariants = this.plan.invariants.filter(
      ({ name }) => config.invariants === undefined || config.invariants.includes(name),
    );
    return { ...this.plan, config, nemesis: none, invariants };
  }
}

function sizeOf(config: SimConfig, operations: number, events: number): TrialSize {
  return {
    faults: config.faults.length,
    nodes: config.nodes,
    clients: config.clients?.count ?? 0,
    operations,
    horizonUs: config.durationUs + config.settleUs,
    events,
  };
}
