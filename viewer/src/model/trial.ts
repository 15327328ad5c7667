import { type UnpackedRecord, unpackTrace } from '../../../src/report/viewer/trace-columns.ts';
import type { ViewedTrial } from '../../../src/report/viewer/viewed-trial.ts';
import { type Flight, flightsOf } from './flights.ts';
import { LaneStates } from './lane-states.ts';
import { StateTimelines } from './state-timelines.ts';
import { type Step, stepsOf } from './steps.ts';
import { topicOf } from './topics.ts';
import { Wording } from './wording.ts';

export type TraceRecord = UnpackedRecord;

/** A trial, unpacked and indexed. Nothing in it changes while it is looked at. */
export class Trial {
  readonly viewed: ViewedTrial;
  readonly records: readonly TraceRecord[];
  readonly steps: readonly Step[];
  /** Messages on their way, in the order of their sendings. */
  readonly flights: readonly Flight[];
  readonly states: StateTimelines;
  readonly lanes: LaneStates;
  readonly words: Wording;
  /** Nodes, then clients. */
  readonly endpointCount: number;
  /** The number under which a record is marked as a fact of the violation. */
  readonly factNumbers: ReadonlyMap<number, number>;
  private readonly stepIndices: Int32Array;
  private readonly topics: readonly string[];
  private readonly effects: ReadonlyMap<number, readonly number[]>;

  constructor(viewed: ViewedTrial) {
    this.viewed = viewed;
    this.records = unpackTrace({ columns: viewed.trace, contents: viewed.contents });
    this.steps = stepsOf(this.records, viewed.nodeCount);
    this.stepIndices = new Int32Array(this.records.length);
    for (const { index, first, last } of this.steps) this.stepIndices.fill(index, first, last + 1);
    this.endpointCount = viewed.nodeCount + viewed.clientCount;
    this.flights = flightsOf(this.records);
    this.states = new StateTimelines(viewed);
    this.lanes = new LaneStates(viewed, this.records, this.steps);
    this.words = new Wording(viewed, this.records);
    const facts = viewed.violations[0]?.facts ?? [];
    this.factNumbers = new Map(facts.map((record, index) => [record, index + 1]));
    this.topics = this.records.map((record) => topicOf(record, this.records));
    this.effects = effectsOf(this.records);
  }

  record(index: number): TraceRecord {
    return this.records[index] as TraceRecord;
  }

  step(index: number): Step {
    return this.steps[index] as Step;
  }

  /** The step that a record belongs to. */
  stepOf(record: number): Step {
    return this.step(this.stepIndices[record] as number);
  }

  recordsOf({ first, last }: Step): readonly TraceRecord[] {
    return this.records.slice(first, last + 1);
  }

  /** The key of the topic that a record is about. */
  topicOf(record: number): string {
    return this.topics[record] as string;
  }

  /** What a record brought about, in order. */
  effectsOf(record: number): readonly number[] {
    return this.effects.get(record) ?? [];
  }

  /** The chain of causes of a record, the nearest first. */
  causesOf(record: number, most = Number.POSITIVE_INFINITY): TraceRecord[] {
    const chain: TraceRecord[] = [];
    let { cause } = this.record(record);
    while (cause >= 0 && chain.length < most) {
      chain.push(this.record(cause));
      cause = this.record(cause).cause;
    }
    return chain;
  }
}

function effectsOf(records: readonly TraceRecord[]): Map<number, number[]> {
  const effects = new Map<number, number[]>();
  for (const { index, cause } of records) {
    if (cause < 0) continue;
    const list = effects.get(cause);
    if (list === undefined) effects.set(cause, [index]);
    else list.push(index);
  }
  return effects;
}
