import type { LinkEffect } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import { isSameContent } from '../../engine/structural-equality.ts';
import type { Trace, TraceRecord } from '../../engine/trace.ts';
import { isSending } from './happened-before.ts';
import { TraceIndex } from './trace-index.ts';

/** A fact to explain: what was observed, where and when. `node` is -1 for the engine and the clients. */
export interface SlicedFact {
  readonly atUs: Micros;
  readonly node: NodeId;
  readonly observation: object;
}

/** The part of a trace that explains some facts, as indices of its records, in their order. */
export interface CausalSlice {
  readonly records: readonly number[];
  /** The records of the facts themselves, in the order in which the facts were given. */
  readonly facts: readonly number[];
  /** True where the chains were cut: what led to their first messages and timers is left out. */
  readonly isCut: boolean;
}

/** As many observations of one type in one handler are told; of more, those that matter for a reason of their own. */
const LONGEST_LIST = 3;

/** A slice that is more of the trace than this, and more than can be read, is told without its surroundings. */
const LARGEST_SHARE = 0.2;
const READABLE = 60;
/** More than this is no story, however small a part of the trace it is. */
const LONGEST_STORY = 180;
/** Chains are never cut to fewer records than this. */
const LEAST_STORY = 40;

/** What the engine observes of a node that faults strike. */
const NODE_FAULTS: readonly string[] = [
  'node:crashed',
  'node:restarted',
  'node:paused',
  'node:resumed',
  'node:corrupted',
];

/** What began before the slice and lasts into it. */
const LASTING_FAULTS: readonly string[] = ['linksFaulty', 'node:corrupted'];

/**
 * What brought some facts about, and no more: a slice of the trace in the sense of [Weiser 1984] and [Lamport 1978].
 *
 * Going back from each fact it keeps
 * - what caused a record: the sending of what arrived, the arrival or timer whose handler acted, what set the timer.
 *   A timer that set itself again and again is followed back to what set it first, and the rounds between are left out;
 * - what else was observed in the handling of what is kept;
 * - the other answers of the same kind to the same question, which is how quorums come together;
 * - what the process had observed about the same subject before;
 * - what was lost of what is kept, and the faults that struck there and then.
 *
 * Where that is too much to read, surroundings are left out: what else was observed, what was lost, and what other
 * records than the facts are about. Where each round builds on the one before, as in a chain of blocks, even that goes
 * back to the first: then the chains are cut, all at the same number of messages before the facts.
 *
 * But for that, whatever is kept, its cause is kept: no chain has a gap but for a timer's rounds, and none goes back to
 * the start of a process that only set a timer then. What is left out happened before the facts too, or not, and left no
 * trace in them.
 */
export function causalSlice(
  trace: Trace,
  nodeCount: number,
  facts: readonly SlicedFact[],
): CausalSlice {
  const found = facts.map((fact) => recordOf(trace, fact)).filter((index) => index >= 0);
  const index = new TraceIndex(trace, nodeCount);
  const most = LARGEST_SHARE * trace.length;
  const isTooMuch = ({ length }: readonly number[]): boolean =>
    (length > most && length > READABLE) || length > LONGEST_STORY;
  const whole = new Slicer(index, found, false).slice();
  if (!isTooMuch(whole)) return { records: whole, facts: found, isCut: false };
  const cutTo = Math.min(LONGEST_STORY, Math.max(LEAST_STORY, most));
  const lean = new Slicer(index, found, true).slice();
  if (!isTooMuch(lean)) return { records: lean, facts: found, isCut: false };
  return {
    records: cutSlice(index, found, cutTo),
    facts: found,
    isCut: true,
  };
}

/** The lean slice, back to the messages whose causes would make it too large. */
function cutSlice(index: TraceIndex, facts: readonly number[], most: number): readonly number[] {
  let records: readonly number[] = facts;
  for (let hops = 0; ; hops++) {
    const longer = new Slicer(index, facts, true, hops).slice();
    if (hops > 0 && (longer.length > most || longer.length === records.length)) return records;
    records = longer;
  }
}

/** The record of a fact: the last one that tells it. */
function recordOf(trace: Trace, { atUs, node, observation }: SlicedFact): number {
  for (let index = trace.length - 1; index >= 0; index--) {
    const { kind, at, content, ...record } = trace.at(index);
    if (kind !== 'observed' || record.atUs !== atUs || at !== node) continue;
    if (isSameContent(content, observation)) return index;
  }
  return -1;
}

class Slicer {
  private readonly index: TraceIndex;
  private readonly trace: Trace;
  private readonly kept: Set<number> = new Set();
  private readonly pending: number[] = [];
  /** What happened one message or timer further back than what is pending. */
  private readonly later: number[] = [];
  private readonly facts: readonly number[];
  /** Without surroundings. */
  private readonly isLean: boolean;
  /** So many messages and timers it still goes back. */
  private hops: number;

  constructor(
    index: TraceIndex,
    facts: readonly number[],
    isLean: boolean,
    hops: number = Number.POSITIVE_INFINITY,
  ) {
    this.index = index;
    this.trace = index.trace;
    this.facts = facts;
    this.isLean = isLean;
    this.hops = hops;
  }

  slice(): number[] {
    for (const index of this.facts) this.keep(index);
    this.followBack();
    this.addFaults();
    this.followBack();
    this.leaveOutStarts();
    return this.records;
  }

  /** That every process started is no news, unless it said something to others then, or a fact came of it. */
  private leaveOutStarts(): void {
    for (const root of this.records) {
      const { kind, atUs } = this.trace.at(root);
      if (kind !== 'booted' || atUs > 0) continue;
      const effects = this.index.effectsOf(root).filter((effect) => this.kept.has(effect));
      const isNews = effects.some(
        (effect) => this.facts.includes(effect) || isSending(this.trace.at(effect)),
      );
      if (isNews) continue;
      for (const index of [root, ...effects]) this.kept.delete(index);
    }
  }

  private get records(): number[] {
    return [...this.kept].sort((left, right) => left - right);
  }

  private keep(index: number): void {
    if (index < 0 || this.kept.has(index)) return;
    this.kept.add(index);
    this.pending.push(index);
  }

  /** Keeps what brought about all that is kept. */
  private followBack(): void {
    this.followHandlers();
    while (this.hops > 0 && this.later.length > 0) {
      this.hops--;
      for (const index of this.later.splice(0)) this.keep(index);
      this.followHandlers();
    }
  }

  /** The same within handlers, and back to the messages and timers that they handled. */
  private followHandlers(): void {
    for (let index = this.pending.pop(); index !== undefined; index = this.pending.pop()) {
      const record = this.trace.at(index);
      if (record.kind === 'timerFired') this.later.push(this.setterOf(record));
      else if (isSending(record)) this.later.push(record.cause);
      else this.keep(record.cause);
      if (!this.isLean) this.tellOf(index);
      if (record.kind === 'delivered') this.keepOtherAnswers(record);
      if (this.isLean && !this.facts.includes(index)) continue;
      for (const earlier of this.about(record)) this.keep(earlier);
    }
  }

  /**
   * Keeps what struck the processes of the slice during it: crashes, pauses, faulty links between them, and messages
   * of kept handlers that were lost.
   */
  private addFaults(): void {
    const processes = new Set([...this.kept].map((at) => this.index.processOf(this.trace.at(at))));
    const [first = 0] = this.records;
    const last = this.records.at(-1) ?? -1;
    for (let at = 0; at < last; at++) {
      const record = this.trace.at(at);
      if (record.kind === 'dropped') this.keepLoss(record);
      else if (isFaultAmong(record, processes) && (at > first || isLasting(record, first))) {
        this.keep(at);
      }
    }
    function isLasting(record: TraceRecord, until: number): boolean {
      const { type = '' } = record.content as { readonly type?: string };
      return record.index < until && LASTING_FAULTS.includes(type);
    }
  }

  /** A fact that a timer brought about follows from what was found out before it, in whatever round. */
  private about(record: TraceRecord): number[] {
    const same = this.index.aboutTheSame(record);
    const isOfTimer = record.cause >= 0 && this.trace.at(record.cause).kind === 'timerFired';
    if (same.length > 0 || !isOfTimer || !this.facts.includes(record.index)) return same;
    return this.index.aboutOneOfIts(record);
  }

  /** Keeps what a handler observed, without following it back; a long list of one type says little. */
  private tellOf(root: number): void {
    const observed = this.index
      .effectsOf(root)
      .map((effect) => this.trace.at(effect))
      .filter(({ kind }) => kind === 'observed');
    for (const record of observed) {
      const alike = observed.filter((other) => typeOf(other) === typeOf(record));
      if (alike.length <= LONGEST_LIST) this.kept.add(record.index);
    }
  }

  private keepLoss({ index, cause }: TraceRecord): void {
    if (!this.isLean && cause >= 0 && this.kept.has(this.trace.at(cause).cause)) this.keep(index);
  }

  /** What set a timer, beyond the rounds in which it did nothing worth telling but set itself again. */
  private setterOf(fired: TraceRecord): number {
    let { cause } = fired;
    while (cause >= 0) {
      const setter = this.trace.at(cause);
      const isRound = setter.kind === 'timerFired' && setter.content === fired.content;
      if (!isRound || this.index.isTelling(cause)) break;
      cause = setter.cause;
    }
    return cause;
  }

  /** Keeps the earlier arrivals of the same type that stem from the same question. */
  private keepOtherAnswers(arrival: TraceRecord): void {
    const question = this.questionOf(arrival);
    for (let at = question + 1; at < arrival.index; at++) {
      const other = this.trace.at(at);
      if (other.kind !== 'delivered' || other.at !== arrival.at || this.kept.has(at)) continue;
      if (typeOf(other) === typeOf(arrival) && this.stemsFrom(at, question)) this.keep(at);
    }
  }

  /** What the process did that this arrival answers, or else the beginning of the chain that led to it. */
  private questionOf(arrival: TraceRecord): number {
    let record = arrival;
    while (record.cause >= 0 && record.kind !== 'timerFired') {
      record = this.trace.at(record.cause);
      if (record.at === arrival.at && !isSending(record)) break;
    }
    return record.index;
  }

  private stemsFrom(index: number, origin: number): boolean {
    let at = index;
    while (at > origin) at = this.trace.at(at).cause;
    return at === origin;
  }
}

function typeOf({ content }: TraceRecord): unknown {
  return (content as { readonly type?: unknown } | undefined)?.type;
}

/** True for a fault that strikes one of these processes, or links between two of them. */
function isFaultAmong({ kind, at, content }: TraceRecord, processes: ReadonlySet<number>): boolean {
  if (kind === 'observed') {
    return processes.has(at) && NODE_FAULTS.includes((content as { readonly type: string }).type);
  }
  if (kind !== 'fault') return false;
  if (at >= 0) return processes.has(at);
  const { links } = content as LinkEffect;
  return links.some(([from, to]) => processes.has(from) && processes.has(to));
}
