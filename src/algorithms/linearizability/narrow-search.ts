import type { Model, ObjectKey } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';

/** How many configurations of an object are kept. */
const WIDTH = 32;

/** How many pending operations are tried together before one that does not fit otherwise. */
const MOST_BEFORE = 3;

/** How many operations are tried in all for one that returns. */
const MOST_TRIES = 100;

/** What may have become of an object: one way in which its past may have gone. */
interface Configuration<State> {
  readonly state: State;
  /** Since when it has been in this state, and what it was before. */
  readonly sinceAt: number;
  readonly earlier: Configuration<State> | undefined;
  /** Those of the pending operations that have taken effect, in ascending order. */
  readonly placed: readonly number[];
  /** When an overwrite last took effect. */
  readonly overwrittenAt: number;
}

/** One object on the way through its history. */
interface Cell<State> {
  /** None once an answer did not fit. */
  configurations: readonly Configuration<State>[];
  /** The operations that have been invoked and not returned, but for reads; those that return sooner come first. */
  readonly pending: number[];
  /** The reads that wait for their answers, the earliest first. */
  readonly reads: number[];
}

/**
 * Goes through a history once, event by event, and keeps only a few of the ways in which it may have gone. Where one is
 * left at the end, the history is linearizable, at a small part of what a search would cost. Where none is, nothing is
 * known.
 *
 * An operation takes effect when it returns, or right before another that returns earlier [Lowe 2017]. A read is placed
 * afterwards, into any state that the object was in while the read was pending; an overwrite, if that helps, right before
 * another overwrite, where it leaves no trace.
 */
export class NarrowSearch<State, Operation, Value> {
  private readonly model: Model<State, Operation, Value>;
  private readonly operations: readonly TimedOperation<Operation, Value>[];
  private readonly cells: Map<ObjectKey | undefined, Cell<State>> = new Map();
  /** By operation. */
  private readonly cellOf: Cell<State>[] = [];
  /** How many answers told something of the state, and so could have been wrong. */
  telling = 0;
  private tries = 0;

  /** `operations` are whole: each with what became of it in the end. */
  constructor(
    model: Model<State, Operation, Value>,
    operations: readonly TimedOperation<Operation, Value>[],
  ) {
    this.model = model;
    this.operations = operations;
  }

  /** Goes on to the next event: the next operation was invoked. */
  invoked(): void {
    const index = this.cellOf.length;
    const { operation, outcome } = this.at(index);
    const cell = this.cellAbout(operation);
    this.cellOf.push(cell);
    if (this.isRead(index)) {
      if (outcome === 'ok') cell.reads.push(index);
    } else if (outcome !== 'fail') this.insert(cell.pending, index);
  }

  /** Goes on to the next event: an operation was answered. */
  returned(index: number): void {
    const cell = this.cellOf[index] as Cell<State>;
    if (this.tells(index)) this.telling++;
    const { configurations, pending, reads } = cell;
    if (configurations.length === 0) return;
    const list = this.isRead(index) ? reads : pending;
    list.splice(list.indexOf(index), 1);
    this.tries = 0;
    cell.configurations = this.distinct(
      configurations.flatMap((configuration) => this.successors(cell, configuration, index)),
      reads,
    );
  }

  /** True where some way was found in which the operation's object may have answered all that it did so far. */
  isOrdered(index: number): boolean {
    return (this.cellOf[index]?.configurations.length ?? 0) > 0;
  }

  /** The ways to go on when an operation returns. */
  private successors(
    cell: Cell<State>,
    configuration: Configuration<State>,
    index: number,
  ): readonly Configuration<State>[] {
    if (this.isRead(index)) {
      if (this.wasSeen(configuration, index)) return [configuration];
      return this.after(cell, configuration, index, 1, MOST_BEFORE);
    }
    if (configuration.placed.includes(index)) {
      return [{ ...configuration, placed: configuration.placed.filter((one) => one !== index) }];
    }
    const { operation, invokedAt } = this.at(index);
    const isOverwrite = this.model.overwrites?.(operation) === true;
    const ways = this.after(cell, configuration, index, 0, 0);
    if (isOverwrite && configuration.overwrittenAt > invokedAt) return [...ways, configuration];
    if (cell.pending.length === 0) return ways;
    const more = this.after(cell, configuration, index, 1, ways.length > 0 ? 1 : MOST_BEFORE);
    return [...ways, ...more];
  }

  /** Lets an operation that returns take effect after as few others as it takes, in a range. */
  private after(
    cell: Cell<State>,
    configuration: Configuration<State>,
    index: number,
    fewest: number,
    most: number,
  ): readonly Configuration<State>[] {
    const { returnedAt = Number.NaN } = this.at(index);
    for (let count = fewest; count <= most; count++) {
      const ways = this.preceded(cell, configuration, index, returnedAt, count);
      if (ways.length > 0) return ways;
    }
    return [];
  }

  private preceded(
    cell: Cell<State>,
    configuration: Configuration<State>,
    index: number,
    nowAt: number,
    count: number,
  ): readonly Configuration<State>[] {
    if (count === 0) return this.place(configuration, index, nowAt, false);
    const ways: Configuration<State>[] = [];
    /** Of those that lead to one state, that which returns soonest is the one to place now. */
    const reached = new Set<State>();
    for (const other of cell.pending) {
      if (this.tries >= MOST_TRIES) break;
      if (configuration.placed.includes(other) || this.hides(other, index)) continue;
      this.tries++;
      for (const next of this.place(configuration, other, nowAt, true)) {
        if (reached.has(next.state)) continue;
        reached.add(next.state);
        ways.push(...this.preceded(cell, next, index, nowAt, count - 1));
      }
    }
    return ways;
  }

  private place(
    configuration: Configuration<State>,
    index: number,
    nowAt: number,
    isPending: boolean,
  ): readonly Configuration<State>[] {
    const { operation, value } = this.at(index);
    const states = this.model.step(configuration.state, operation, value);
    if (states.length === 0 || this.isRead(index))
      return states.length === 0 ? [] : [configuration];
    const { placed } = configuration;
    const overwrittenAt =
      this.model.overwrites?.(operation) === true ? nowAt : configuration.overwrittenAt;
    return states.map((state) => ({
      state,
      sinceAt: nowAt,
      earlier: configuration,
      placed: isPending ? [...placed, index].sort((left, right) => left - right) : placed,
      overwrittenAt,
    }));
  }

  /** Both overwrite: the one that returns first may hide the other later on. */
  private hides(other: number, index: number): boolean {
    const { model } = this;
    const overwrites = (operation: number): boolean =>
      model.overwrites?.(this.at(operation).operation) === true;
    return overwrites(other) && overwrites(index);
  }

  /** True when the object was in a state, while a read was pending, in which it would have been answered as it was. */
  private wasSeen(configuration: Configuration<State>, index: number): boolean {
    const { operation, value, invokedAt } = this.at(index);
    let past: Configuration<State> | undefined = configuration;
    while (past !== undefined) {
      if (this.model.step(past.state, operation, value).length > 0) return true;
      past = past.sinceAt > invokedAt ? past.earlier : undefined;
    }
    return false;
  }

  /** As many as are kept, each once. */
  private distinct(
    configurations: readonly Configuration<State>[],
    reads: readonly number[],
  ): readonly Configuration<State>[] {
    if (configurations.length < 2) return configurations;
    const [earliest] = reads;
    const readSinceAt =
      earliest === undefined ? Number.POSITIVE_INFINITY : this.at(earliest).invokedAt;
    const kept: Configuration<State>[] = [];
    for (const configuration of configurations) {
      if (kept.length === WIDTH) break;
      if (!kept.some((other) => isSame(other, configuration, readSinceAt)))
        kept.push(configuration);
    }
    return kept;
  }

  private insert(pending: number[], index: number): void {
    const endOf = (operation: number): number =>
      this.at(operation).outcome === 'ok'
        ? (this.at(operation).returnedAt ?? Number.NaN)
        : Number.POSITIVE_INFINITY;
    let place = pending.length;
    while (place > 0 && endOf(pending[place - 1] as number) > endOf(index)) place--;
    pending.splice(place, 0, index);
  }

  private isRead(index: number): boolean {
    const { operation, value } = this.at(index);
    return this.model.isRead?.(operation, value) === true;
  }

  private tells(index: number): boolean {
    const { model } = this;
    const { operation, value } = this.at(index);
    if (value === undefined || model.overwrites?.(operation) === true) return false;
    return model.answer === undefined || model.answer(model.initial, operation) !== undefined;
  }

  private cellAbout(operation: Operation): Cell<State> {
    const { model, cells } = this;
    const key = model.key?.(operation);
    let cell = cells.get(key);
    if (cell === undefined) {
      const sinceAt = Number.NEGATIVE_INFINITY;
      const initial = { state: model.initial, sinceAt, placed: [], overwrittenAt: sinceAt };
      cell = { configurations: [{ ...initial, earlier: undefined }], pending: [], reads: [] };
      cells.set(key, cell);
    }
    return cell;
  }

  private at(index: number): TimedOperation<Operation, Value> {
    return this.operations[index] as TimedOperation<Operation, Value>;
  }
}

/** True where two configurations allow the same to go on, as far as can be told quickly. */
function isSame<State>(
  left: Configuration<State>,
  right: Configuration<State>,
  readSinceAt: number,
): boolean {
  if (left.overwrittenAt !== right.overwrittenAt || !hasSameElements(left.placed, right.placed)) {
    return false;
  }
  let [one, other]: (Configuration<State> | undefined)[] = [left, right];
  while (one !== other) {
    if (one === undefined || other === undefined || one.state !== other.state) return false;
    if (one.sinceAt <= readSinceAt && other.sinceAt <= readSinceAt) return true;
    one = one.earlier;
    other = other.earlier;
  }
  return true;
}

function hasSameElements(left: readonly number[], right: readonly number[]): boolean {
  return left.length === right.length && left.every((element, index) => element === right[index]);
}
