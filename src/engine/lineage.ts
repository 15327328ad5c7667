import type { NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type { TraceKind } from './trace.ts';

/** Hears what causes what in a trial: the whole trace, or no more than the chains of messages. */
export interface Causality {
  /** How many records there are. */
  readonly length: number;
  /** The record whose consequences are being recorded, or -1. */
  cause: number;
  /** The record of what happened last. */
  readonly latest: number;
  reset(): void;
  /** Adds what happened, and returns its record. */
  add(kind: TraceKind, atUs: Micros, at: NodeId, peer: NodeId, content: unknown): number;
  /** Adds what `cause` brought about, and makes it the cause of what follows. */
  begin(
    kind: TraceKind,
    atUs: Micros,
    at: NodeId,
    peer: NodeId,
    content: unknown,
    cause: number,
  ): void;
  /** Remembers that the present cause set this timer. */
  timerSet(node: NodeId, timer: string, about: number): void;
  /** The record whose consequences set this timer last, or -1. */
  setterOf(node: NodeId, timer: string, about: number): number;
  /** How many messages are on the chain that leads to the present cause, of those recorded when `length` was `since` or more. */
  chainSince(since: number): number;
}

/** The chains of messages of a trial and nothing else: one record a message, which is the cause of all that its delivery leads to. */
export class Lineage implements Causality {
  length = 0;
  cause = -1;
  private causes: Int32Array = new Int32Array(1024);
  /** By timer: by node, for timers about nothing in particular. */
  private readonly setters: Map<string, number[]> = new Map();
  private readonly settersAbout: Map<string, number> = new Map();

  /** What happens in the middle of a handler follows from the message that is handled. */
  get latest(): number {
    return this.cause;
  }

  reset(): void {
    this.length = 0;
    this.cause = -1;
    this.setters.clear();
    this.settersAbout.clear();
  }

  add(kind: TraceKind, _atUs: Micros, at: NodeId, peer: NodeId): number {
    const isMessage = kind === 'sent' || kind === 'requested' || kind === 'responded';
    // What a process tells itself takes no time.
    if (!isMessage || at === peer) return this.cause;
    const index = this.length++;
    if (index === this.causes.length) this.grow();
    this.causes[index] = this.cause;
    return index;
  }

  begin(
    _kind: TraceKind,
    _atUs: Micros,
    _at: NodeId,
    _peer: NodeId,
    _content: unknown,
    cause: number,
  ): void {
    this.cause = cause;
  }

  timerSet(node: NodeId, timer: string, about: number): void {
    if (about !== 0) {
      this.settersAbout.set(`${node} ${about} ${timer}`, this.cause);
      return;
    }
    let setters = this.setters.get(timer);
    if (setters === undefined) {
      setters = [];
      this.setters.set(timer, setters);
    }
    for (let index = setters.length; index < node; index++) setters[index] = -1;
    setters[node] = this.cause;
  }

  setterOf(node: NodeId, timer: string, about: number): number {
    if (about !== 0) return this.settersAbout.get(`${node} ${about} ${timer}`) ?? -1;
    return this.setters.get(timer)?.[node] ?? -1;
  }

  chainSince(since: number): number {
    let count = 0;
    for (let index = this.cause; index >= since; index = this.causes[index] as number) count++;
    return count;
  }

  private grow(): void {
    const { causes } = this;
    this.causes = new Int32Array(causes.length * 2);
    this.causes.set(causes);
  }
}
