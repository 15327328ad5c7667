import type { Model, ObjectKey } from './model.ts';
import type { TimedOperation } from './timed-operation.ts';

/** How many pending operations are tried together before one that does not fit by itself. */
const MOST_BEFORE = 3;

/** One object on the way through its history. */
interface Cell<State> {
  state: State;
  /** Those that were invoked and have not taken effect. */
  readonly pending: number[];
  /** False once an answer did not fit. */
  isOrdered: boolean;
}

/**
 * Tries one order, without ever turning back: an operation takes effect when it returns, unless another that returns
 * earlier was answered as if it had happened; a read as soon as it fits. Where that order fits, the history is
 * linearizable, at a small part of what a search would cost. Where it does not, nothing is known.
 */
export class GreedyOrder<State, Operation, Value> {
  private readonly model: Model<State, Operation, Value>;
  private readonly operations: readonly TimedOperation<Operation, Value>[];
  private readonly cells: Map<ObjectKey | undefined, Cell<State>> = new Map();
  /** By operation. */
  private readonly cellOf: Cell<State>[] = [];
  /** How many answers told something of the state, and so could have been wrong. */
  telling = 0;

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
    const key = this.model.key?.(operation);
    let cell = this.cells.get(key);
    if (cell === undefined) {
      cell = { state: this.model.initial, pending: [], isOrdered: true };
      this.cells.set(key, cell);
    }
    this.cellOf.push(cell);
    if (outcome !== 'fail') cell.pending.push(index);
  }

  /** Goes on to the next event: an operation was answered. */
  returned(index: number): void {
    const cell = this.cellOf[index] as Cell<State>;
    if (this.tells(cell.state, index)) this.telling++;
    if (!cell.isOrdered || !cell.pending.includes(index)) return;
    const reached = this.after(cell.state, index);
    if (reached === undefined) cell.isOrdered = this.placeLate(cell, index);
    else this.takeEffect(cell, index, reached);
  }

  /** True where the order fits the operation's object so far. */
  isOrdered(index: number): boolean {
    return this.cellOf[index]?.isOrdered === true;
  }

  /** Places an operation that does not fit by itself after as few others as it takes. False where that is too many. */
  private placeLate(cell: Cell<State>, index: number): boolean {
    for (let count = 1; count <= MOST_BEFORE; count++) {
      const before = this.enabling(cell, cell.state, index, count);
      if (before === undefined) continue;
      for (const operation of [...before, index]) {
        this.takeEffect(cell, operation, this.after(cell.state, operation) as State);
      }
      return true;
    }
    return false;
  }

  /** So many of the pending operations that make this one possible when they happen first, in their order. */
  private enabling(
    cell: Cell<State>,
    state: State,
    index: number,
    count: number,
  ): readonly number[] | undefined {
    if (count === 0) return this.after(state, index) === undefined ? undefined : [];
    for (const other of cell.pending) {
      if (other === index || this.isRead(other)) continue;
      const next = this.after(state, other);
      if (next === undefined) continue;
      const rest = this.enabling(cell, next, index, count - 1);
      if (rest !== undefined && !rest.includes(other)) return [other, ...rest];
    }
    return undefined;
  }

  private takeEffect(cell: Cell<State>, index: number, reached: State): void {
    const { pending } = cell;
    if (pending.length === 1) pending.pop();
    else {
      pending.splice(pending.indexOf(index), 1);
      if (!this.isRead(index)) this.placeReads(cell);
    }
    cell.state = reached;
  }

  /** The state is about to change: whoever read it has read it by now. */
  private placeReads({ state, pending }: Cell<State>): void {
    for (let at = pending.length - 1; at >= 0; at--) {
      const other = pending[at] as number;
      if (this.isRead(other) && this.after(state, other) !== undefined) pending.splice(at, 1);
    }
  }

  private after(state: State, index: number): State | undefined {
    const { operation, value } = this.at(index);
    return this.model.step(state, operation, value)[0];
  }

  private isRead(index: number): boolean {
    const { operation, value } = this.at(index);
    return this.model.isRead?.(operation, value) === true;
  }

  private tells(state: State, index: number): boolean {
    const { model } = this;
    const { operation, value } = this.at(index);
    if (value === undefined || model.overwrites?.(operation) === true) return false;
    return model.answer === undefined || model.answer(state, operation) !== undefined;
  }

  private at(index: number): TimedOperation<Operation, Value> {
    return this.operations[index] as TimedOperation<Operation, Value>;
  }
}
