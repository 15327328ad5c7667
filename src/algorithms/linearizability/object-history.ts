import { contentText } from './content-text.ts';
import type { Answered, Model } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';

/**
 * The history of one object in the shape that the search walks through.
 *
 * Operations that were answered are numbered in the order of their returns, so that the operation of number r is the
 * one that returns at *level* r. Operations without an answer are numbered apart, those of one kind together, the
 * earliest first.
 */
export interface ObjectHistory<Operation, Value> {
  /** Operations that ask the same and were answered the same do the same: they are of one kind. */
  readonly kinds: readonly Answered<Operation, Value>[];
  /** By kind: such an operation changes no state; it forgets the state it meets. */
  readonly isRead: readonly boolean[];
  readonly overwrites: readonly boolean[];

  /** Of answered operations, by level: which operation of the whole history it is, and its kind. */
  readonly answered: readonly number[];
  readonly answeredKinds: Int32Array;
  /** The first level at which it is pending. */
  readonly invokedLevels: readonly number[];
  /**
   * A small number that no two operations share which are pending at one level; so the set of those that have been
   * placed is a handful of bits instead of one for each operation of the history.
   */
  readonly slots: Int32Array;
  readonly slotCount: number;

  /** Those that are pending when level r returns, r first and then by return: pending[pendingStart[r]] and so on. */
  readonly pending: Int32Array;
  readonly pendingStart: Int32Array;

  /** Of operations without an answer: which of the whole history, its kind, the first level that it may precede. */
  readonly open: readonly number[];
  readonly openKinds: Int32Array;
  readonly openSince: Int32Array;
}

/** Sorts and numbers those of the operations that `members` names. Failed ones never happened, and are left out. */
export function objectHistory<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  operations: readonly TimedOperation<Operation, Value>[],
  members: readonly number[],
): ObjectHistory<Operation, Value> {
  const registry = new KindRegistry<Operation, Value>();
  const answered: number[] = [];
  const unanswered: { readonly index: number; readonly kind: number; readonly since: number }[] =
    [];
  const returnedAt = (index: number) => operations[index]?.returnedAt ?? Number.POSITIVE_INFINITY;
  for (const index of members) {
    const { outcome, operation, invokedAt } = operations[index] as TimedOperation<Operation, Value>;
    if (outcome === 'ok') answered.push(index);
    // A read that nobody knows the answer of constrains nothing, and changes nothing.
    else if (outcome === 'info' && model.isRead?.(operation, undefined) !== true) {
      unanswered.push({ index, kind: registry.kindOf(operation, undefined), since: invokedAt });
    }
  }
  answered.sort((left, right) => returnedAt(left) - returnedAt(right) || left - right);
  unanswered.sort(
    (left, right) => left.kind - right.kind || left.since - right.since || left.index - right.index,
  );
  const returns = answered.map(returnedAt);
  const answeredKinds = new Int32Array(answered.length);
  const invokedLevels = new Array<number>(answered.length);
  answered.forEach((index, level) => {
    const { operation, value, invokedAt } = operations[index] as TimedOperation<Operation, Value>;
    answeredKinds[level] = registry.kindOf(operation, value);
    invokedLevels[level] = firstAtLeast(returns, invokedAt);
  });
  return {
    kinds: registry.kinds,
    isRead: registry.kinds.map((kind) => model.isRead?.(kind.operation, kind.value) === true),
    overwrites: registry.kinds.map(({ operation }) => model.overwrites?.(operation) === true),
    answered,
    answeredKinds,
    invokedLevels,
    ...slotsOf(invokedLevels),
    ...pendingOf(invokedLevels),
    open: unanswered.map(({ index }) => index),
    openKinds: Int32Array.from(unanswered, ({ kind }) => kind),
    openSince: Int32Array.from(unanswered, ({ since }) => firstAtLeast(returns, since)),
  };
}

/** The first index whose instant is not before the given one, in ascending instants. */
function firstAtLeast(instants: readonly number[], instant: number): number {
  let low = 0;
  let high = instants.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((instants[middle] as number) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gives each operation, pending from its invoked level to its own, the smallest slot that is free all that time. */
function slotsOf(
  invokedLevels: readonly number[],
): Pick<ObjectHistory<unknown, unknown>, 'slots' | 'slotCount'> {
  const byInvocation = invokedLevels.map((_, level) => level);
  byInvocation.sort(
    (left, right) =>
      (invokedLevels[left] as number) - (invokedLevels[right] as number) || left - right,
  );
  const slots = new Int32Array(invokedLevels.length);
  /** By slot: the level of the operation that had it last. */
  const lastLevels: number[] = [];
  for (const level of byInvocation) {
    let slot = 0;
    while (
      slot < lastLevels.length &&
      (lastLevels[slot] as number) >= (invokedLevels[level] as number)
    ) {
      slot++;
    }
    lastLevels[slot] = level;
    slots[level] = slot;
  }
  return { slots, slotCount: lastLevels.length };
}

function pendingOf(
  invokedLevels: readonly number[],
): Pick<ObjectHistory<unknown, unknown>, 'pending' | 'pendingStart'> {
  const pendingStart = new Int32Array(invokedLevels.length + 1);
  invokedLevels.forEach((invoked, level) => {
    for (let at = invoked; at <= level; at++)
      pendingStart[at + 1] = (pendingStart[at + 1] ?? 0) + 1;
  });
  for (let level = 0; level < invokedLevels.length; level++) {
    pendingStart[level + 1] = (pendingStart[level + 1] ?? 0) + (pendingStart[level] ?? 0);
  }
  const pending = new Int32Array(pendingStart[invokedLevels.length] ?? 0);
  const filled = pendingStart.slice();
  invokedLevels.forEach((invoked, level) => {
    for (let at = invoked; at <= level; at++) {
      const place = filled[at] ?? 0;
      pending[place] = level;
      filled[at] = place + 1;
    }
  });
  return { pending, pendingStart };
}

/** Finds operations that ask and were answered the same. */
class KindRegistry<Operation, Value> {
  readonly kinds: Answered<Operation, Value>[] = [];
  private readonly byText: Map<string, number> = new Map();

  kindOf(operation: Operation, value: Value | undefined): number {
    const text = quickText(operation) + quickText(value);
    let kind = this.byText.get(text);
    if (kind === undefined) {
      kind = this.kinds.length;
      this.byText.set(text, kind);
      this.kinds.push({ operation, value });
    }
    return kind;
  }
}

/**
 * A text that no two different values share, made more quickly than `contentText`: an object's keys stay in their own
 * order, so that the same content may give two texts, and two kinds that do the same, which is harmless.
 */
function quickText(value: unknown): string {
  if (typeof value === 'string') return `${value.length}"${value}`;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `${contentText(value)};`;
  }
  let text = '{';
  for (const key of Object.keys(value)) {
    text += `${key.length}:${key}${quickText((value as Record<string, unknown>)[key])}`;
  }
  return `${text}}`;
}
