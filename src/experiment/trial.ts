import { compileDistribution } from '../core/distribution.ts';
import type { FaultFamily, FaultReport, ScheduledFault } from '../core/fault.ts';
import { createRng, trialSeed } from '../core/rng.ts';
import type { ClientOptions } from '../core/sim-config.ts';
import type { Finding } from '../engine/auditor.ts';
import type { Proof } from '../engine/forensics.ts';
import { type RunEnd, Simulation } from '../engine/simulation.ts';
import type { Trace } from '../engine/trace.ts';
import { beyond, familyOf } from '../faults/families.ts';
import { FaultInjector } from '../faults/injector.ts';
import { Network } from '../network/network.ts';
import { TracedWorld } from './traced-world.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { Outcome, RecordedViolation, TrialRecord, Verdict } from './trial-record.ts';

export type { Trace, TraceRecord } from '../engine/trace.ts';

/** What a trial may be asked to do besides running. */
export interface TrialOptions {
  /** Records what happens, to be read afterwards. */
  readonly trace?: Trace;
  /** Runs this schedule instead of the config's faults and its nemesis. */
  readonly schedule?: readonly ScheduledFault[];
}

/** For which purpose the world is built. */
export interface RunnerOptions {
  /** Folds the content of messages and states into the hash, and keeps the hash after each event. */
  readonly verify?: boolean;
  /** Freezes every message, so that a handler that writes to one throws. */
  readonly freezeMessages?: boolean;
}

/**
 * Runs trials of one plan, one after another, in one world that is made as new for each. A record depends on the
 * plan and on the trial's number alone: not on the trials before, nor on their order.
 */
export class TrialRunner {
  readonly plan: TrialPlan;
  readonly simulation: Simulation;
  private readonly world: TracedWorld;
  private readonly network: Network;
  /** What became of each fault of the last trial, in the order of its schedule. */
  faultReports: readonly FaultReport[] = [];

  constructor(plan: TrialPlan, options: RunnerOptions = {}) {
    const { config, protocol, rules, policy, workload, invariants, metrics } = plan;
    this.plan = plan;
    const placement = { nodeCount: config.nodes, clientsBeside: placements(config.clients) };
    this.network = new Network(config.network, placement, config.ties);
    this.simulation = new Simulation({
      protocol,
      params: config.params,
      rules,
      policy,
      nodeCount: config.nodes,
      network: this.network,
      ...(config.clients && workload && { clients: { options: config.clients, workload } }),
      ...(config.signatures && { signatures: config.signatures }),
      ...(config.disk.sync && { syncUs: compileDistribution(config.disk.sync) }),
      invariants,
      metrics,
      maxEvents: config.maxEvents,
      shuffleTies: config.ties === 'shuffled',
      ...options,
    });
    this.world = new TracedWorld(this.simulation);
  }

  /** The faults that strike in a trial: those of the config, then those that its nemesis draws. */
  scheduleOf(trial: number): readonly ScheduledFault[] {
    const { config, protocol, nemesis } = this.plan;
    const drawn = nemesis.draw({
      rng: createRng(trialSeed(config.seed, trial), 'nemesis'),
      nodeCount: config.nodes,
      horizonUs: config.durationUs,
      tolerates: protocol.tolerates(config.params, config.nodes),
      duties: Object.keys(protocol.duties ?? {}),
      lies: (protocol.lies ?? []).map(({ name }) => name),
      hasRounds: protocol.roundOf !== undefined,
      hasLeaders: protocol.hasLeaders ?? false,
      typicalLatencyUs: this.network.typicalLatencyUs,
    });
    return [...config.faults, ...drawn];
  }

  run(trial: number, options: TrialOptions = {}): TrialRecord {
    const { config } = this.plan;
    const { simulation, world } = this;
    const injector = new FaultInjector(options.schedule ?? this.scheduleOf(trial));
    this.faultReports = injector.reports;
    const seed = trialSeed(config.seed, trial);
    simulation.begin(seed, options.trace, () => injector.begin(world, config.adversary));
    let end = simulation.run(config.durationUs);
    if (end === 'reached') {
      injector.heal(world);
      world.announceHeal();
      end = simulation.run(config.durationUs + config.settleUs);
    }
    const trialEnd = simulation.end();
    if (end === 'reached') simulation.auditor.judge(trialEnd);
    return this.record(trial, seed, end, injector);
  }

  /** Every property that the last trial broke. Its record keeps the first. */
  get violations(): readonly RecordedViolation[] {
    const broken = this.simulation.auditor.findings.filter(
      (finding) => finding.violation !== undefined,
    );
    return broken.map((finding) => recordViolation(finding));
  }

  /** Who provably lied in the last trial, each with the two messages that prove it. */
  get convictions(): readonly Proof[] {
    return this.simulation.forensics?.proofs ?? [];
  }

  private record(trial: number, seed: string, end: RunEnd, injector: FaultInjector): TrialRecord {
    const { simulation } = this;
    const { auditor } = simulation;
    const trialEnd = simulation.end();
    const landed = injector.reports.filter((report) => report.landed > 0);
    const broken = auditor.findings.filter((finding) => finding.violation !== undefined);
    const first = broken.find((finding) => finding.invariant.expectation === 'always') ?? broken[0];
    const isOutside = first !== undefined && this.isBeyondTolerance(landed);
    return {
      trial,
      seed,
      outcome: isOutside ? 'outside' : outcomeOf(end, broken),
      verdicts: auditor.findings.map((finding) => verdictOf(finding, end, isOutside)),
      exercises: auditor.findings.map((finding) => finding.exercises),
      metrics: auditor.measure(trialEnd),
      faultsPlanned: injector.reports.length,
      faultsLanded: landed.length,
      familiesPlanned: sortedFamilies(injector.reports),
      families: sortedFamilies(landed),
      linesLanded: injector.reports
        .slice(0, this.plan.config.faults.length)
        .map((report) => report.landed),
      messagesSent: simulation.wire.messagesSent,
      messagesDelivered: simulation.messagesDelivered,
      bytesSent: simulation.wire.bytesSent,
      events: simulation.events,
      endedAtUs: trialEnd.endedAtUs,
      traceHash: simulation.hash.digest(),
      ...(first && !isOutside && { violation: recordViolation(first) }),
    };
  }

  /** Whether some fault that took effect is none of those that the protocol promises to survive. */
  private isBeyondTolerance(landed: readonly FaultReport[]): boolean {
    const { config, protocol } = this.plan;
    if (config.beyondTolerance) return false;
    const schedule = landed.map((report) => report.scheduled);
    const liars = this.simulation.nodes.filter((node) => node.isCorrupt).length;
    return beyond(schedule, protocol.tolerates(config.params, config.nodes), liars).length > 0;
  }
}

/** Runs one trial of a plan. To run many, make one `TrialRunner` and use it for all. */
export function runTrial(plan: TrialPlan, trial = 0, options: TrialOptions = {}): TrialRecord {
  return new TrialRunner(plan).run(trial, options);
}

function placements(clients: ClientOptions | undefined): (number | undefined)[] {
  if (clients === undefined) return [];
  const { count, beside } = clients;
  return Array.from({ length: count }, (_, client) => beside[client % Math.max(1, beside.length)]);
}

function outcomeOf(end: RunEnd, broken: readonly Finding[]): Outcome {
  if (end === 'unsafe' || broken.some((finding) => finding.invariant.expectation === 'always'))
    return 'unsafe';
  if (broken.length > 0) return 'stuck';
  return end === 'exhausted' ? 'exhausted' : 'passed';
}

function verdictOf(finding: Finding, end: RunEnd, isOutside: boolean): Verdict {
  if (finding.violation !== undefined) return isOutside ? 'assumption broken' : 'violated';
  const { expectation } = finding.invariant;
  const awaitsEnd = expectation !== 'sometimes' && finding.awaitsEnd;
  if (finding.isUndecided || (awaitsEnd && end !== 'reached')) return 'unknown';
  return finding.exercises > 0 ? 'holds' : 'not exercised';
}

function sortedFamilies(reports: readonly FaultReport[]): FaultFamily[] {
  const families = reports.map((report) => familyOf(report.scheduled.fault));
  return [...new Set(families)].sort((left, right) => (left < right ? -1 : 1));
}

function recordViolation(finding: Finding): RecordedViolation {
  const { invariant, violation } = finding;
  const { name, expectation, sentence, citation } = invariant;
  return {
    invariant: name,
    expectation,
    sentence,
    ...(citation !== undefined && { citation }),
    explanation: violation?.explanation ?? '',
    facts: (violation?.facts ?? []).map(({ atUs, node, observation }) => ({
      atUs,
      node,
      observation: { ...observation },
    })),
    atUs: violation?.atUs ?? 0,
  };
}
