import { Attempts } from '../../checking/shrink/attempts.ts';
import { deltaDebug, leaveOutOneByOne } from '../../checking/shrink/delta-debugging.ts';
import { type Simplification, simplify } from '../../checking/shrink/simplify.ts';
import type { Fault, FaultReport, ScheduledFault } from '../../core/fault.ts';
import type { SimConfig } from '../../core/sim-config.ts';
import { canonicalJson } from '../config/config-hash.ts';
import { TrialRunner } from '../trial.ts';
import type { TrialPlan } from '../trial-plan.ts';
import type { RecordedViolation, TrialRecord } from '../trial-record.ts';
import { CandidateRunner, type FailingRun, type TrialSize } from './candidate-runner.ts';
import { rounderTimes, withFault } from './rounder-times.ts';
import { shorterHorizon, withoutTheEnd } from './shorter-horizon.ts';
import { simplerNetwork } from './simpler-network.ts';
import { fewerClients, fewerNodes, fewerOperations } from './smaller-cluster.ts';
import { concreteFaults, weakerFaults } from './weaker-faults.ts';

export type { TrialSize } from './candidate-runner.ts';

/** How a trial is to be shrunk. */
export interface ShrinkOptions {
  /** The broken property that is to stay broken; the one that the trial's record names where absent. */
  readonly property?: string;
  /** How many trials are run at most; 500 where absent. */
  readonly maxExecutions?: number;
  /** Asked before each run; true ends the search with the best so far. */
  readonly isOutOfTime?: () => boolean;
  readonly onProgress?: (progress: ShrinkProgress) => void;
}

/** How far a shrinker is. */
export interface ShrinkProgress {
  readonly executions: number;
  readonly maxExecutions: number;
  /** How many faults the simplest case so far has. */
  readonly faults: number;
}

/** A failing trial made as simple as could be, with what it was before. */
export interface ShrunkTrial {
  /** Its config lists every fault; no nemesis draws any. */
  readonly plan: TrialPlan;
  readonly trial: number;
  readonly record: TrialRecord;
  readonly violation: RecordedViolation;
  /** What became of each of its faults. */
  readonly faultReports: readonly FaultReport[];
  readonly fingerprint: string;
  readonly before: TrialSize;
  readonly after: TrialSize;
  /** How many trials were run. */
  readonly executions: number;
  /** `complete`: nothing simpler was left to try, and no fault can be left out. Else which budget was spent before. */
  readonly end: 'complete' | 'executions' | 'time';
}

/** The cost that is promised of shrinking. */
export const MAX_EXECUTIONS = 500;

/** Kept back for the last pass, which makes sure that no fault can be left out. */
const RESERVED_EXECUTIONS = 30;

/** By how much a trial may grow while it gets simpler otherwise: a constant latency sends a few messages more. */
const EVENTS_SLACK = 1.1;

/**
 * Shrinks a failing trial: fewer faults first, by delta debugging [Zeller 2002], then weaker ones, fewer nodes, clients
 * and operations, a shorter horizon, a simpler network, rounder times.
 *
 * What it tries counts only when it breaks the same property by the same fingerprint. The result depends on the plan
 * and the trial alone, unless time ran out. Throws `RangeError` where the trial breaks no property.
 */
export function shrinkTrial(
  plan: TrialPlan,
  trial: number,
  options: ShrinkOptions = {},
): ShrunkTrial {
  const original = new TrialRunner(plan);
  const record = original.run(trial);
  const violation = original.violations.find(
    ({ invariant }) => invariant === (options.property ?? record.violation?.invariant),
  );
  if (violation === undefined) {
    const what = options.property === undefined ? 'no property' : `not '${options.property}'`;
    throw new RangeError(`trial ${trial} breaks ${what}: there is nothing to shrink`);
  }
  const start = explicitConfig(plan, original.scheduleOf(trial));
  return new Shrinker(plan, trial, violation, options).shrink(start);
}

/** The config that lists the faults instead of drawing them. */
export function explicitConfig(
  { config }: TrialPlan,
  schedule: readonly ScheduledFault[],
): SimConfig {
  return { ...config, faults: schedule, nemesis: 'none' };
}

class Shrinker {
  private readonly runner: CandidateRunner;
  private readonly attempts: Attempts<SimConfig>;
  private readonly plan: TrialPlan;

  constructor(
    plan: TrialPlan,
    trial: number,
    violation: RecordedViolation,
    { maxExecutions = MAX_EXECUTIONS, isOutOfTime, onProgress }: ShrinkOptions,
  ) {
    this.plan = plan;
    this.runner = new CandidateRunner(plan, trial, violation);
    this.attempts = new Attempts<SimConfig>({
      limit: maxExecutions,
      keyOf: canonicalJson,
      run: (config) => {
        const { executions } = this.attempts;
        const fails = this.runner.run(config);
        onProgress?.({
          executions,
          maxExecutions,
          faults: this.runner.simplest.config.faults.length,
        });
        return fails;
      },
      ...(isOutOfTime && { isOutOfTime }),
    });
  }

  shrink(start: SimConfig): ShrunkTrial {
    const { attempts, runner } = this;
    if (!this.stillFails(start)) {
      throw new RangeError(
        `trial ${runner.trial} fails, and not when its faults are listed: it is not deterministic`,
      );
    }
    const before = runner.runOf(start);
    attempts.reserve(RESERVED_EXECUTIONS);
    const withFewFaults = this.withFewFaults(before);
    runner.mostEvents = runner.runOf(withFewFaults).size.events * EVENTS_SLACK;
    const simplest = simplify(withFewFaults, this.simplifications(), this.stillFails);
    runner.mostEvents = Number.POSITIVE_INFINITY;
    attempts.reserve(0);
    const minimal = this.withoutNeedlessFaults(simplest);
    const after = runner.runOf(minimal);
    return {
      plan: after.plan,
      trial: runner.trial,
      record: after.record,
      violation: after.violation,
      faultReports: after.faultReports,
      fingerprint: runner.fingerprint,
      before: before.size,
      after: after.size,
      executions: attempts.executions,
      end: attempts.spent ?? 'complete',
    };
  }

  private readonly stillFails = (config: SimConfig): boolean => this.attempts.stillFails(config);

  private withFewFaults(start: FailingRun): SimConfig {
    const cut = withoutTheEnd(start.config, start.violation, this.plan.invariants);
    const config = this.firstThatFails(cut) ?? start.config;
    const landed = start.faultReports
      .filter((report) => report.landed > 0)
      .map(({ scheduled }) => scheduled);
    const onlyLanded = this.firstThatFails({ ...config, faults: landed }) ?? config;
    return this.withDeltaDebugging(onlyLanded);
  }

  private withDeltaDebugging(config: SimConfig): SimConfig {
    const faults = deltaDebug(config.faults, (subset) =>
      this.stillFails({ ...config, faults: subset }),
    );
    return { ...config, faults };
  }

  private withoutNeedlessFaults(config: SimConfig): SimConfig {
    const faults = leaveOutOneByOne(config.faults, (subset) =>
      this.stillFails({ ...config, faults: subset }),
    );
    return { ...config, faults };
  }

  private firstThatFails(config: SimConfig): SimConfig | undefined {
    return this.stillFails(config) ? config : undefined;
  }

  private simplifications(): Simplification<SimConfig>[] {
    const { protocol } = this.plan;
    return [
      withoutOneFault,
      withOneFaultChanged(weakerFaults),
      (config) => fewerNodes(config, protocol),
      fewerClients,
      fewerOperations,
      (config) => shorterHorizon(config, this.runner.runOf(config).violation),
      rounderTimes,
      simplerNetwork,
      withOneFaultChanged(concreteFaults),
    ];
  }
}

function* withoutOneFault(config: SimConfig): Generator<SimConfig> {
  for (const index of config.faults.keys()) {
    yield { ...config, faults: config.faults.toSpliced(index, 1) };
  }
}

/** The config with one fault of its schedule changed in one of the ways. */
function withOneFaultChanged(
  ways: (fault: Fault, nodeCount: number) => Iterable<Fault>,
): (config: SimConfig) => Generator<SimConfig> {
  return function* changed(config) {
    for (const [index, { when, fault }] of config.faults.entries()) {
      for (const other of ways(fault, config.nodes)) {
        yield withFault(config, index, { when, fault: other });
      }
    }
  };
}
