import type { Answered, Model } from './model.ts';
import type { ObjectHistory } from './object-history.ts';
import { ANY_STATE, type Transitions } from './transitions.ts';

/** Stands for no operation. */
const NONE = -1;

/**
 * Tells when a configuration can lead nowhere, because some operation can no more answer what it did: one that is
 * pending, or the first of those that will be asked only later.
 */
export class Prospects<State, Operation, Value> {
  /** What asking the model has cost so far. */
  work = 0;
  private readonly model: Model<State, Operation, Value>;
  private readonly history: ObjectHistory<Operation, Value>;
  private readonly transitions: Transitions<State, Operation, Value>;
  /** By operation: 1 where its answer depends on the state, as far as is known. */
  private readonly asks: Uint8Array;
  /** By level: the first operation that asks something and is invoked later than that. */
  private readonly nextAsking: Int32Array;
  /** What may come before an operation from a level on. */
  private readonly others: Map<number, readonly Answered<Operation, Value>[]> = new Map();
  private readonly known: Map<number, boolean> = new Map();

  constructor(
    model: Model<State, Operation, Value>,
    history: ObjectHistory<Operation, Value>,
    transitions: Transitions<State, Operation, Value>,
  ) {
    this.model = model;
    this.history = history;
    this.transitions = transitions;
    const { kinds, overwrites, answeredKinds } = history;
    this.asks = Uint8Array.from(answeredKinds, (kind) =>
      kinds[kind]?.value !== undefined && overwrites[kind] !== true ? 1 : 0,
    );
    this.nextAsking = this.findNextAsking();
  }

  /**
   * An operation that can no more answer what it did once the object is in this state at this level; −1 if there is
   * none. `isPlaced` tells which of the pending ones have taken effect already.
   */
  doomed(level: number, state: number, isPlaced: (operation: number) => boolean): number {
    const { history, asks } = this;
    if (this.model.canAnswer === undefined || level === history.answered.length) return NONE;
    const { pending, pendingStart, invokedLevels } = history;
    const end = pendingStart[level + 1] as number;
    for (let at = pendingStart[level] as number; at < end; at++) {
      const operation = pending[at] as number;
      if (asks[operation] === 0 || isPlaced(operation)) continue;
      // As long as it is pending, the same may come before it as when it was invoked, or less.
      if (!this.canAnswer(operation, invokedLevels[operation] as number, state)) return operation;
    }
    const next = this.nextAsking[level] as number;
    return next === NONE || this.canAnswer(next, level, state) ? NONE : next;
  }

  private canAnswer(operation: number, since: number, state: number): boolean {
    const { history, transitions, known } = this;
    const kind = history.answeredKinds[operation] as number;
    if (state === ANY_STATE || transitions.after(state, kind).length > 0) return true;
    // Only the next one is asked about from different levels, and its level then follows from the other.
    const isPending = since === history.invokedLevels[operation];
    const place = isPending ? operation : since;
    const key = (state * history.answered.length + place) * 2 + (isPending ? 0 : 1);
    let can = known.get(key);
    if (can === undefined) {
      const others = this.othersOf(operation, since);
      const content = transitions.states[state] as State;
      this.work += 2 + (others.length >>> 3);
      can = this.model.canAnswer?.(content, this.answered(operation), others) !== false;
      known.set(key, can);
    }
    return can;
  }

  private answered(operation: number): Answered<Operation, Value> {
    return this.history.kinds[this.history.answeredKinds[operation] as number] as Answered<
      Operation,
      Value
    >;
  }

  /** All that is pending at some level from `since` on until the operation returns. */
  private othersOf(operation: number, since: number): readonly Answered<Operation, Value>[] {
    const { pending, pendingStart, openKinds, openSince, kinds } = this.history;
    const key = operation * this.history.answered.length + since;
    let others = this.others.get(key);
    if (others === undefined) {
      const members = new Set(pending.subarray(pendingStart[since], pendingStart[operation + 1]));
      members.delete(operation);
      const open = [...openKinds].filter((_, index) => (openSince[index] as number) <= operation);
      others = [
        ...[...members].map((member) => this.answered(member)),
        ...open.map((kind) => kinds[kind] as Answered<Operation, Value>),
      ];
      this.others.set(key, others);
    }
    return others;
  }

  private findNextAsking(): Int32Array {
    const { answered, invokedLevels } = this.history;
    // First by invocation, then the least of all that are invoked later.
    const next = new Int32Array(answered.length).fill(NONE);
    for (let operation = answered.length - 1; operation >= 0; operation--) {
      const before = (invokedLevels[operation] as number) - 1;
      if (this.asks[operation] === 1 && before >= 0) next[before] = operation;
    }
    for (let level = answered.length - 2; level >= 0; level--) {
      const later = next[level + 1] as number;
      const here = next[level] as number;
      if (later !== NONE && (here === NONE || later < here)) next[level] = later;
    }
    return next;
  }
}
