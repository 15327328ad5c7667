import type { Answered, Model } from './model.ts';
import type { ObjectHistory } from './object-history.ts';

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
  private readonly isAsking: readonly boolean[];
  /** By level: the first operation that asks something and is invoked later than that. */
  private readonly nextAsking: Int32Array;
  /** By level: the operations that are pending and ask something. */
  private readonly asking: (readonly number[] | undefined)[] = [];
  /** What may come before an operation from a level on. */
  private readonly others: Map<number, readonly Answered<Operation, Value>[]> = new Map();
  private readonly known: Map<number, boolean> = new Map();

  constructor(model: Model<State, Operation, Value>, history: ObjectHistory<Operation, Value>) {
    this.model = model;
    this.history = history;
    this.isAsking = history.kinds.map(
      ({ value }, kind) => value !== undefined && history.overwrites[kind] !== true,
    );
    this.nextAsking = this.findNextAsking();
  }

  /**
   * An operation that can no more answer what it did once the object is in this state at this level; −1 if there is
   * none. `isPlaced` tells which of the pending ones have taken effect already.
   */
  doomed(
    level: number,
    stateNumber: number,
    state: State,
    isPlaced: (operation: number) => boolean,
  ): number {
    const { history } = this;
    if (this.model.canAnswer === undefined || level === history.answered.length) return NONE;
    for (const operation of this.askingAt(level)) {
      // As long as it is pending, the same may come before it as when it was invoked, or less.
      const since = history.invokedLevels[operation] as number;
      if (!this.canAnswer(operation, since, stateNumber, state) && !isPlaced(operation)) {
        return operation;
      }
    }
    const next = this.nextAsking[level] as number;
    return next === NONE || this.canAnswer(next, level, stateNumber, state) ? NONE : next;
  }

  private canAnswer(operation: number, since: number, stateNumber: number, state: State): boolean {
    const count = this.history.answered.length;
    // Only the next one is asked about from different levels, and its level then follows from the other.
    const isPending = since === this.history.invokedLevels[operation];
    const key = (stateNumber * count + (isPending ? operation : since)) * 2 + (isPending ? 0 : 1);
    let can = this.known.get(key);
    if (can === undefined) {
      const others = this.othersOf(operation, since);
      this.work += 2 + (others.length >>> 3);
      can = this.model.canAnswer?.(state, this.answered(operation), others);
      this.known.set(key, can !== false);
    }
    return can !== false;
  }

  private askingAt(level: number): readonly number[] {
    let asking = this.asking[level];
    if (asking === undefined) {
      const { pending, pendingStart } = this.history;
      const all = pending.subarray(pendingStart[level], pendingStart[level + 1]);
      asking = [...all].filter((operation) => this.asks(operation));
      this.asking[level] = asking;
    }
    return asking;
  }

  private asks(operation: number): boolean {
    return this.isAsking[this.history.answeredKinds[operation] as number] === true;
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
    const next = new Int32Array(answered.length).fill(NONE);
    for (let operation = answered.length - 1; operation >= 0; operation--) {
      if (this.asks(operation)) next.fill(operation, 0, invokedLevels[operation]);
    }
    return next;
  }
}
