import type { NodeId } from '../core/identity.ts';
import type {
  Checker,
  Invariant,
  TrialEnd,
  TrialSetup,
  VerdictReporter,
} from '../core/invariant.ts';
import type { Meter } from '../core/meter.ts';
import type { Metric, Recorder } from '../core/metric.ts';
import type { Micros } from '../core/micros.ts';
import type { EngineObservation, Fact, ObservationBase } from '../core/observation.ts';
import type { ProtocolTypes } from '../core/protocol.ts';
import { assertFields, fieldsOf, type Listener, type Tell, tellLike } from './telling.ts';
import type { TraceHash } from './trace-hash.ts';

/** A broken property, with the facts that show it. */
export interface Violation {
  readonly invariant: Invariant;
  readonly explanation: string;
  readonly facts: readonly Fact[];
  readonly atUs: Micros;
}

/** What one trial found out about one property. */
export class Finding implements VerdictReporter {
  readonly invariant: Invariant;
  /** How often its premise occurred. */
  exercises = 0;
  violation: Violation | undefined = undefined;
  /** Judging it took too many steps. */
  isUndecided = false;
  /** It is judged at the end of a trial, and at no other time. */
  awaitsEnd = false;
  private readonly auditor: Auditor;

  constructor(invariant: Invariant, auditor: Auditor) {
    this.invariant = invariant;
    this.auditor = auditor;
  }

  exercised(): void {
    this.exercises++;
  }

  violated(explanation: string, facts: readonly Fact[]): void {
    if (this.violation !== undefined) return;
    const isAlways = this.invariant.expectation === 'always';
    // What is judged at the end and must hold at all times broke with the last of its facts.
    const isLate = isAlways && this.awaitsEnd && facts.length > 0;
    const atUs = isLate ? Math.max(...facts.map((fact) => fact.atUs)) : this.auditor.nowUs;
    this.violation = { invariant: this.invariant, explanation, facts, atUs };
    if (isAlways) this.auditor.isUnsafe = true;
  }

  undecided(): void {
    this.isUndecided = true;
  }

  /** Forgets the last trial. */
  reset(): void {
    this.exercises = 0;
    this.violation = undefined;
    this.isUndecided = false;
  }
}

/** Everything that must be known about one type of observation: what it has to tell, and who hears it. */
interface Channel {
  readonly fields: readonly string[];
  readonly tell: Tell;
  /** The same with nobody to hear it. */
  readonly fold: Tell;
  /** The places in the auditor's list of those who hear it. */
  readonly places: readonly number[];
  /** Themselves, in the present trial. */
  readonly listeners: Listener[];
}

const NOBODY: readonly Listener[] = [];

/** Hands each observation to the properties and metrics that asked for its type, and to no other. */
export class Auditor {
  readonly findings: readonly Finding[];
  /** True once an `always` property is violated. */
  isUnsafe = false;
  nowUs: Micros = 0;

  private readonly metrics: readonly Metric[];
  private readonly channels: Map<string, Channel> = new Map();
  // Of the present trial: the checkers of all findings, then the recorders of all metrics.
  private readonly listeners: Listener[] = [];

  constructor(invariants: readonly Invariant[], metrics: readonly Metric[]) {
    this.findings = invariants.map((invariant) => new Finding(invariant, this));
    this.metrics = metrics;
  }

  /** Readies all properties and metrics for a trial. */
  start(setup: TrialSetup<ProtocolTypes>, meter: Meter): void {
    this.isUnsafe = false;
    this.nowUs = 0;
    let index = 0;
    for (const finding of this.findings) {
      finding.reset();
      const checker = finding.invariant.start(finding, setup);
      finding.awaitsEnd = checker.judge !== undefined;
      this.listeners[index++] = checker;
    }
    for (const metric of this.metrics) this.listeners[index++] = metric.start(setup, meter);
    for (const channel of this.channels.values()) this.tune(channel);
  }

  /** Folds an observation into the hash, and lets hear it whoever wants to. */
  hear(
    observation: ObservationBase | EngineObservation,
    node: NodeId,
    atUs: Micros,
    hash: TraceHash,
  ): void {
    const channel = this.channels.get(observation.type) ?? this.open(observation);
    this.nowUs = atUs;
    channel.tell(hash, channel.listeners, observation, node, atUs);
  }

  /** Folds an observation into the hash that nobody shall hear. */
  fold(
    observation: ObservationBase | EngineObservation,
    node: NodeId,
    atUs: Micros,
    hash: TraceHash,
  ): void {
    const channel = this.channels.get(observation.type) ?? this.open(observation);
    channel.fold(hash, NOBODY, observation, node, atUs);
  }

  /** Makes sure that all observations of a type have the same fields. */
  inspect(observation: ObservationBase | EngineObservation): void {
    const channel = this.channels.get(observation.type);
    if (channel !== undefined) assertFields(observation, channel.fields);
  }

  private open(observation: ObservationBase | EngineObservation): Channel {
    const { type } = observation;
    const parties = [...this.findings.map((finding) => finding.invariant), ...this.metrics];
    const places = parties.flatMap((party, index) => (party.hears.includes(type) ? [index] : []));
    const tell = tellLike(observation, places.length);
    const fold = tellLike(observation, 0);
    const channel = { fields: fieldsOf(observation), tell, fold, places, listeners: [] };
    this.tune(channel);
    this.channels.set(type, channel);
    return channel;
  }

  private tune({ places, listeners }: Channel): void {
    for (let index = 0; index < places.length; index++) {
      listeners[index] = this.listeners[places[index] as number] as Checker;
    }
  }

  /** Judges the properties that are judged at the end. */
  judge(end: TrialEnd): void {
    this.nowUs = end.endedAtUs;
    this.findings.forEach((_, index) => {
      (this.listeners[index] as Checker).judge?.(end);
    });
  }

  /** The values of all columns of all metrics, in order. */
  measure(end: TrialEnd): (number | undefined)[] {
    return this.metrics.flatMap((_, index) => {
      const recorder = this.listeners[this.findings.length + index] as Recorder;
      return recorder.result(end);
    });
  }
}
