import type { Micros } from '../core/micros.ts';
import type { ProtocolTypes } from '../core/protocol.ts';
import type { Answer } from './clients.ts';
import { DISK, MESSAGE } from './event-kinds.ts';
import { NodeStorage } from './node-storage.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Simulation } from './simulation.ts';

/** A sync that the disk has not finished. */
interface PendingSync {
  readonly requestedAtUs: Micros;
  readonly durationUs: Micros;
  /** Its event in the queue. */
  readonly slot: number;
  /** The record in the trace whose handler asked for it, or -1. */
  readonly cause: number;
  isDone: boolean;
}

/** Something that a node sent while a sync was under way; it leaves when that sync is done. */
interface Held {
  readonly after: PendingSync;
  readonly kind: number;
  readonly to: number;
  readonly content: unknown;
  /** The record in the trace whose handler sent it, or -1. */
  readonly cause: number;
}

/** The time that a node's disk takes: syncs queue behind each other, and what is sent after one waits for it. */
export class NodeDisk {
  /** A crash keeps a random part of what was not synced. */
  tearsWrites = false;
  /** True while something waits for a sync: then all that is sent waits behind it. */
  isBusy = false;

  private readonly simulation: Simulation;
  private readonly owner: SimulatedNode;
  private storage: NodeStorage;
  private stalledUntilUs: Micros = 0;
  private readonly pending: PendingSync[] = [];
  private readonly outbox: Held[] = [];

  constructor(simulation: Simulation, owner: SimulatedNode) {
    this.simulation = simulation;
    this.owner = owner;
    this.storage = this.reset();
  }

  /** A fresh, empty disk. */
  reset(): NodeStorage {
    this.tearsWrites = false;
    this.stalledUntilUs = 0;
    this.pending.length = 0;
    this.outbox.length = 0;
    this.noteBusy();
    this.storage = new NodeStorage(() => this.beginSync());
    return this.storage;
  }

  private noteBusy(): void {
    this.isBusy = this.pending.length > 0 || this.outbox.length > 0;
  }

  /** Keeps a message (to a node) or an answer (to a client) until the sync that was asked for last is done. */
  hold(kind: number, to: number, content: unknown): void {
    const after = this.pending.at(-1) ?? (this.outbox.at(-1) as Held).after;
    this.outbox.push({ after, kind, to, content, cause: this.presentCause });
  }

  /** The record in the trace whose handler asked for the first pending sync, or -1. */
  get causeOfSync(): number {
    return this.pending[0]?.cause ?? -1;
  }

  private get presentCause(): number {
    return this.simulation.trace?.cause ?? -1;
  }

  /** The first pending sync is done: its writes are durable. */
  finishSync(mark: number): void {
    const done = this.pending.shift() as PendingSync;
    done.isDone = true;
    this.storage.completeSync(mark);
    this.noteBusy();
  }

  /** Lets go what waited for syncs that are done. */
  release(): void {
    const { outbox, presentCause } = this;
    const { trace } = this.simulation;
    let released = 0;
    while (released < outbox.length && (outbox[released] as Held).after.isDone) {
      const held = outbox[released++] as Held;
      if (trace !== undefined) trace.cause = held.cause;
      if (held.kind === MESSAGE) {
        this.owner.emit(held.to, held.content as ProtocolTypes['Message']);
      } else this.owner.emitAnswer(held.to, held.content as Answer);
    }
    if (trace !== undefined) trace.cause = presentCause;
    outbox.splice(0, released);
    this.noteBusy();
  }

  /** The disk does nothing before `untilUs`; the present instant ends a stall. Syncs under way are planned anew. */
  stall(untilUs: Micros): void {
    this.stalledUntilUs = untilUs;
    const { queue, nowUs } = this.simulation;
    let freeAtUs = Math.max(nowUs, untilUs);
    for (const { requestedAtUs, durationUs, slot } of this.pending) {
      freeAtUs = Math.max(nowUs, Math.max(requestedAtUs, freeAtUs) + durationUs);
      queue.move(slot, freeAtUs);
    }
  }

  crash(): void {
    for (const sync of this.pending) this.simulation.queue.remove(sync.slot);
    this.pending.length = 0;
    this.outbox.length = 0;
    this.noteBusy();
    const { unsynced } = this.storage;
    const kept =
      this.tearsWrites && unsynced > 0 ? this.simulation.diskRng.integer(0, unsynced) : 0;
    this.storage.crash(kept);
  }

  private beginSync(): void {
    const { simulation, storage } = this;
    const { nowUs, queue } = simulation;
    const durationUs = simulation.drawSyncUs();
    const last = this.pending.at(-1);
    const freeAtUs = Math.max(
      nowUs,
      this.stalledUntilUs,
      last === undefined ? 0 : queue.timeOf(last.slot),
    );
    if (freeAtUs + durationUs === nowUs) {
      storage.completeSync(storage.end);
      return;
    }
    const slot = queue.push(freeAtUs + durationUs, DISK, this.owner.place, 0, 0, storage.end);
    this.pending.push({
      requestedAtUs: nowUs,
      durationUs,
      slot,
      cause: this.presentCause,
      isDone: false,
    });
    this.noteBusy();
  }
}
