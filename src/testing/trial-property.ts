import fc from 'fast-check';
import type { ScheduledFault } from '../core/fault.ts';
import type { NetworkOptions } from '../core/network-options.ts';
import type { ClientOptions, SimConfig } from '../core/sim-config.ts';
import { TrialRunner } from '../experiment/trial.ts';
import { planTrials, type TrialPlan } from '../experiment/trial-plan.ts';
import type { TrialRecord } from '../experiment/trial-record.ts';
import { describeScheduledFault } from '../faults/describe.ts';
import { findProtocol } from '../protocols/index.ts';
import { scheduleOf } from './fault-schedule.ts';

/** One drawn trial. What is absent is as the plan has it. */
export interface DrawnTrial {
  readonly schedule: readonly ScheduledFault[];
  readonly clients: ClientOptions | undefined;
  readonly network: NetworkOptions | undefined;
  /** Its number, which decides its seed. It is not shrunk: another number is another trial. */
  readonly trial: number;
}

/** What a trial property draws. */
export interface TrialPropertyOptions {
  /** Faults beside those of the config; where absent, whatever the protocol says that it survives. */
  readonly schedule?: fc.Arbitrary<readonly ScheduledFault[]>;
  /** In place of the config's clients. */
  readonly clients?: fc.Arbitrary<ClientOptions>;
  /** In place of the config's network. */
  readonly network?: fc.Arbitrary<NetworkOptions>;
  /** How many faults the default schedule has at most; 8 where absent. */
  readonly maxFaults?: number;
}

const MOST_TRIALS = 1_000_000;

/**
 * A fast-check property over seeds and schedules of faults: it fails when a trial is unsafe or stuck, and says which
 * property broke and how. A counterexample shrinks to fewer faults first, then weaker ones, then fewer clients, then a
 * simpler network. The plan's nemesis draws nothing here: the schedule takes its place.
 *
 * `fc.assert(trialProperty(plan), { numRuns: 500 })` is a whole test, in any test runner.
 */
export function trialProperty(
  planOrConfig: TrialPlan | SimConfig,
  options: TrialPropertyOptions = {},
): fc.IPropertyWithHooks<[DrawnTrial]> {
  const plan = asPlan(planOrConfig);
  const runner = new TrialRunner(plan);
  const drawn = fc.record<DrawnTrial>({
    schedule: options.schedule ?? toleratedSchedule(plan, options.maxFaults ?? 8),
    clients: options.clients ?? fc.constant(undefined),
    network: options.network ?? fc.constant(undefined),
    trial: fc.noShrink(fc.nat({ max: MOST_TRIALS })),
  });
  return fc.property(drawn, (example) => {
    const { clients, network } = example;
    const isAsPlanned = clients === undefined && network === undefined;
    const run = isAsPlanned ? runner : new TrialRunner(changedPlan(plan, example));
    const schedule = [...plan.config.faults, ...example.schedule];
    const record = run.run(example.trial, { schedule });
    if (record.outcome === 'unsafe' || record.outcome === 'stuck') {
      throw new Error(explanationOf(record, schedule));
    }
  });
}

function asPlan(planOrConfig: TrialPlan | SimConfig): TrialPlan {
  return 'config' in planOrConfig
    ? planOrConfig
    : planTrials(planOrConfig, findProtocol(planOrConfig.protocol));
}

/** Any faults of the families, and as many liars, as the protocol promises to survive. */
function toleratedSchedule(
  { config, protocol }: TrialPlan,
  maxFaults: number,
): fc.Arbitrary<readonly ScheduledFault[]> {
  const { safeUnder, byzantine } = protocol.tolerates(config.params, config.nodes);
  return scheduleOf({
    nodes: config.nodes,
    durationUs: config.durationUs,
    families: safeUnder,
    duties: Object.keys(protocol.duties ?? {}),
    liars: Math.min(byzantine, config.nodes - 1),
    lies: (protocol.lies ?? []).map(({ name }) => name),
    maxFaults,
  });
}

function changedPlan(plan: TrialPlan, { clients, network }: DrawnTrial): TrialPlan {
  const workloads = plan.protocol.workloads;
  const name = clients?.workload;
  return {
    ...plan,
    config: { ...plan.config, ...(clients && { clients }), ...(network && { network }) },
    workload: name === undefined ? plan.workload : workloads.find((one) => one.name === name),
  };
}

function explanationOf(record: TrialRecord, schedule: readonly ScheduledFault[]): string {
  const { violation, outcome, trial, seed } = record;
  const faults = schedule.map((line) => describeScheduledFault(line));
  return [
    `trial ${trial} (seed ${seed}) is ${outcome}: ${violation?.invariant} is violated`,
    `  promised  ${violation?.sentence}`,
    `  found     ${violation?.explanation}`,
    ...(faults.length === 0 ? ['none'] : faults).map(
      (line, index) => `  ${(index === 0 ? 'faults' : '').padEnd(10)}${line}`,
    ),
  ].join('\n');
}
