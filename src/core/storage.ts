/**
 * A node's disk, as its protocol sees it.
 *
 * Reads are plain. Writes are journalled and take effect in memory at once; a crash loses those that no
 * completed `sync` covers. With a disk that takes time, whatever the node sends or answers after `sync()`
 * leaves only when the disk is done, so "durable before any reply" is one call before the reply.
 */
export interface Storage {
  /** The single value called `name`, `initial` on a fresh disk. Opening it twice gives the same cell. */
  cell<V>(name: string, initial: V): Cell<V>;
  /** The sequence of records called `name`, empty on a fresh disk. */
  log<E>(name: string): Log<E>;
  /** Makes all writes so far durable. */
  sync(): void;
}

/** One durable value. Values are immutable: write a new one, never change the old one in place. */
export interface Cell<V> {
  value: V;
}

/** A durable sequence of immutable records, indexed from 0. */
export interface Log<E> {
  /** The index of the first record that has not been discarded. */
  readonly start: number;
  /** The index after the last record. */
  readonly length: number;
  /** The length that survives a crash now (as far as the disk admits). */
  readonly durableLength: number;
  /** The record at `index`, undefined outside start … length − 1. */
  at(index: number): E | undefined;
  append(record: E): void;
  /** Drops every record from `length` on. */
  truncate(length: number): void;
  /**
   * Drops every record before `start`; those behind keep their indices. A log that does not reach so far goes on,
   * empty, at `start`.
   */
  discardBefore(start: number): void;
  /** A copy of the records from `start` up to, but not including, `end`. */
  slice(start: number, end?: number): E[];
}
