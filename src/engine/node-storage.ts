import { assert } from '../core/assert.ts';
import type { Cell, Log, Storage } from '../core/storage.ts';
import type { Foldable } from './trace-hash.ts';

/**
 * One node's disk: named cells and logs over a journal of undo records.
 *
 * Positions in the journal count from the start of the trial. A sync marks the present end; when it completes,
 * everything before the mark is durable and forgotten, unless the disk loses writes. A crash undoes the rest,
 * newest first.
 */
export class NodeStorage implements Storage {
  /** True while syncs complete without making anything durable. */
  losesWrites = false;

  private readonly files: Map<string, NodeCell | NodeLog> = new Map();
  private readonly onSync: () => void;
  private journalStart = 0;
  /** What the disk has reported durable: everything before this position. */
  private reported = 0;

  // The journal, one undo record an index. Its arrays keep their memory, since an instant disk empties it all the time.
  private count = 0;
  private readonly written: (NodeCell | NodeLog)[] = [];
  /** A cell: its value before. A log: what a truncation or a discard dropped, or undefined for an append. */
  private readonly before: unknown[] = [];
  /** A log: the length up to which it stayed as it was. */
  private readonly untouched: number[] = [];

  /** `onSync` is called when the node asks for a sync; the owner calls `completeSync` when the disk is done. */
  constructor(onSync: () => void) {
    this.onSync = onSync;
  }

  cell<V>(name: string, initial: V): Cell<V> {
    let file = this.files.get(name);
    if (file === undefined) {
      file = new NodeCell(this, initial);
      this.files.set(name, file);
    }
    assert(file instanceof NodeCell, `'${name}' is a log and was opened as a cell.`);
    return file as unknown as Cell<V>;
  }

  log<E>(name: string): Log<E> {
    let file = this.files.get(name);
    if (file === undefined) {
      file = new NodeLog(this);
      this.files.set(name, file);
    }
    assert(file instanceof NodeLog, `'${name}' is a cell and was opened as a log.`);
    return file as unknown as Log<E>;
  }

  sync(): void {
    if (this.end > this.reported) this.onSync();
  }

  /** The journal's present end, to be handed to `completeSync`. */
  get end(): number {
    return this.journalStart + this.count;
  }

  /** Everything written before `mark` is on the disk, or so the disk says. */
  completeSync(mark: number): void {
    if (mark <= this.reported) return;
    this.reported = mark;
    if (!this.losesWrites) this.forgetBefore(mark);
  }

  /**
   * The node crashed: what was not synced is gone, but for the first `kept` unsynced writes,
   * which a torn write left on the disk.
   */
  crash(kept: number): void {
    for (let index = this.count - 1; index >= kept; index--) {
      (this.written[index] as NodeCell | NodeLog).undo(
        this.before[index],
        this.untouched[index] as number,
      );
    }
    this.count = Math.min(this.count, kept);
    this.forgetBefore(this.end);
    this.reported = this.journalStart;
  }

  /** How many writes a crash would lose now. */
  get unsynced(): number {
    return this.count;
  }

  /** A new, empty disk. */
  wipe(): void {
    this.files.clear();
    this.forgetBefore(this.end);
    this.reported = this.journalStart;
  }

  record(file: NodeCell | NodeLog, before: unknown, untouched: number): void {
    const index = this.count++;
    this.written[index] = file;
    this.before[index] = before;
    this.untouched[index] = untouched;
  }

  /** The length of the log that survives a crash, as far as the disk has reported. */
  durableLengthOf(log: NodeLog): number {
    let durable = log.length;
    for (let index = this.reported - this.journalStart; index < this.count; index++) {
      const untouched = this.untouched[index] as number;
      if (this.written[index] === log && untouched < durable) durable = untouched;
    }
    return durable;
  }

  private forgetBefore(mark: number): void {
    const forgotten = mark - this.journalStart;
    const kept = this.count - forgotten;
    for (let index = 0; index < kept; index++) {
      this.written[index] = this.written[index + forgotten] as NodeCell | NodeLog;
      this.before[index] = this.before[index + forgotten];
      this.untouched[index] = this.untouched[index + forgotten] as number;
    }
    this.count = kept;
    this.journalStart = mark;
  }
}

/** A durable value. */
class NodeCell implements Cell<unknown>, Foldable {
  private present: unknown;
  private readonly storage: NodeStorage;

  constructor(storage: NodeStorage, initial: unknown) {
    this.storage = storage;
    this.present = initial;
  }

  get value(): unknown {
    return this.present;
  }

  set value(next: unknown) {
    this.storage.record(this, this.present, 0);
    this.present = next;
  }

  undo(before: unknown): void {
    this.present = before;
  }

  folded(): unknown {
    return this.present;
  }
}

/** What a log lost at its beginning. */
class Discarded {
  readonly start: number;
  readonly records: unknown[];

  constructor(start: number, records: unknown[]) {
    this.start = start;
    this.records = records;
  }
}

/** A durable sequence. */
class NodeLog implements Log<unknown>, Foldable {
  start = 0;
  length = 0;
  private records: unknown[] = [];
  private readonly storage: NodeStorage;

  constructor(storage: NodeStorage) {
    this.storage = storage;
  }

  get durableLength(): number {
    return this.storage.durableLengthOf(this);
  }

  at(index: number): unknown {
    return this.records[index - this.start];
  }

  append(record: unknown): void {
    this.storage.record(this, undefined, this.length);
    this.records.push(record);
    this.length++;
  }

  truncate(length: number): void {
    const kept = Math.max(length, this.start);
    if (kept >= this.length) return;
    this.storage.record(this, this.records.splice(kept - this.start), kept);
    this.length = kept;
  }

  discardBefore(start: number): void {
    if (start <= this.start) return;
    const dropped = this.records.splice(0, start - this.start);
    this.storage.record(this, new Discarded(this.start, dropped), this.length);
    this.start = start;
    this.length = start + this.records.length;
  }

  slice(start: number, end: number = this.length): unknown[] {
    return this.records.slice(Math.max(0, start - this.start), Math.max(0, end - this.start));
  }

  undo(dropped: unknown, untouched: number): void {
    if (dropped instanceof Discarded) {
      this.start = dropped.start;
      this.records = [...dropped.records, ...this.records];
    } else {
      this.records.length = untouched - this.start;
      if (dropped !== undefined) this.records.push(...(dropped as unknown[]));
    }
    this.length = this.start + this.records.length;
  }

  folded(): unknown {
    return this.start === 0 ? this.records : [this.start, ...this.records];
  }
}
