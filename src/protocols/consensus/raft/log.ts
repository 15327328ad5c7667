import type { Log } from '../../../core/storage.ts';
import type { Entry } from './types.ts';

/** The log as the paper counts it: the first entry has index 1, and before it stands term 0. */

export function entryAt(log: Log<Entry>, index: number): Entry | undefined {
  return log.at(index - 1);
}

/** The term of the entry at `index`; 0 before the first and beyond the last. */
export function termAt(log: Log<Entry>, index: number): number {
  const entry = log.at(index - 1);
  return entry === undefined ? 0 : entry.term;
}

export function lastTermOf(log: Log<Entry>): number {
  return termAt(log, log.length);
}

/** The first index that has the same term as the entry at `index`. */
export function firstIndexOfTerm(log: Log<Entry>, index: number): number {
  const term = termAt(log, index);
  let first = index;
  while (first > 1 && termAt(log, first - 1) === term) first--;
  return first;
}
