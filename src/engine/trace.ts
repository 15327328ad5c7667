import type { NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type { Causality } from './lineage.ts';

/** What a trace record says happened. */
export type TraceKind =
  | 'booted'
  | 'sent'
  | 'delivered'
  | 'dropped'
  | 'timerFired'
  | 'synced'
  | 'requested'
  | 'requestDelivered'
  | 'responded'
  | 'responseDelivered'
  | 'observed'
  | 'fault';

const KINDS: readonly TraceKind[] = [
  'booted',
  'sent',
  'delivered',
  'dropped',
  'timerFired',
  'synced',
  'requested',
  'requestDelivered',
  'responded',
  'responseDelivered',
  'observed',
  'fault',
];

/** One record, as a reader sees it. */
export interface TraceRecord {
  readonly index: number;
  readonly kind: TraceKind;
  readonly atUs: Micros;
  /** Where it happened: an endpoint, or -1. */
  readonly at: NodeId;
  /** The other end of a message, or -1. */
  readonly peer: NodeId;
  /**
   * The record that brought this one about: a sending for a delivery, a delivery for what its handler did, what set
   * the timer for its firing, what asked for the sync for its end; or -1.
   */
  readonly cause: number;
  /** The message, the timer's name, the observation, … by kind. */
  readonly content: unknown;
}

/**
 * What happened in a trial, in order. Off unless a trial is given one.
 *
 * Records are columns of typed arrays that keep their memory from trial to trial; contents are references to
 * messages and observations, which are immutable. Nothing is formatted before somebody reads it.
 */
export class Trace implements Causality {
  length = 0;
  cause = -1;

  private kinds: Uint8Array = new Uint8Array(1024);
  private times: Float64Array = new Float64Array(1024);
  private places: Int32Array = new Int32Array(1024);
  private peers: Int32Array = new Int32Array(1024);
  private causes: Int32Array = new Int32Array(1024);
  private readonly contents: unknown[] = [];
  // What set each running timer.
  private readonly setters: Map<string, number> = new Map();

  get latest(): number {
    return this.length - 1;
  }

  reset(): void {
    this.length = 0;
    this.cause = -1;
    this.contents.length = 0;
    this.setters.clear();
  }

  add(kind: TraceKind, atUs: Micros, at: NodeId, peer: NodeId, content: unknown): number {
    const index = this.length++;
    if (index === this.kinds.length) this.grow();
    this.kinds[index] = KINDS.indexOf(kind);
    this.times[index] = atUs;
    this.places[index] = at;
    this.peers[index] = peer;
    this.causes[index] = this.cause;
    this.contents[index] = content;
    return index;
  }

  begin(
    kind: TraceKind,
    atUs: Micros,
    at: NodeId,
    peer: NodeId,
    content: unknown,
    cause: number,
  ): void {
    this.cause = cause;
    this.cause = this.add(kind, atUs, at, peer, content);
  }

  timerSet(node: NodeId, timer: string, about: number): void {
    this.setters.set(`${node} ${about} ${timer}`, this.cause);
  }

  setterOf(node: NodeId, timer: string, about: number): number {
    return this.setters.get(`${node} ${about} ${timer}`) ?? -1;
  }

  chainSince(since: number): number {
    let count = 0;
    for (let index = this.cause; index >= since; index = this.causes[index] as number) {
      if (this.isSending(index)) count++;
    }
    return count;
  }

  /** Whether the record is of a message that goes to someone else. */
  private isSending(index: number): boolean {
    const kind = KINDS[this.kinds[index] as number];
    if (kind !== 'sent' && kind !== 'requested' && kind !== 'responded') return false;
    return this.places[index] !== this.peers[index];
  }

  at(index: number): TraceRecord {
    return {
      index,
      kind: KINDS[this.kinds[index] as number] as TraceKind,
      atUs: this.times[index] as number,
      at: this.places[index] as number,
      peer: this.peers[index] as number,
      cause: this.causes[index] as number,
      content: this.contents[index],
    };
  }

  *[Symbol.iterator](): Generator<TraceRecord> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  private grow(): void {
    const capacity = this.kinds.length * 2;
    const { kinds, times, places, peers, causes } = this;
    this.kinds = new Uint8Array(capacity);
    this.times = new Float64Array(capacity);
    this.places = new Int32Array(capacity);
    this.peers = new Int32Array(capacity);
    this.causes = new Int32Array(capacity);
    this.kinds.set(kinds);
    this.times.set(times);
    this.places.set(places);
    this.peers.set(peers);
    this.causes.set(causes);
  }
}
