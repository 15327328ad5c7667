import { contentText } from './content-text.ts';
import type { Model, ObjectKey } from './model.ts';
import { type ObjectHistory, objectHistory } from './object-history.ts';
import { Search, type SearchResult } from './search.ts';
import type { Step } from './search-order.ts';
import type { StepBudget } from './step-budget.ts';
import type { TimedOperation } from './timed-operation.ts';

/** Why a history has no order: where it ceases to have one. */
export interface Impossibility<State, Value> {
  /** The object that it happened to; undefined where the model knows but one. */
  readonly key: ObjectKey | undefined;
  /**
   * The operation that cannot be placed: its index in the history. Up to its return the history of the object is
   * linearizable, and with it no more.
   */
  readonly operation: number;
  /** An order of what had returned before, and of what else must have happened by then. */
  readonly prefix: readonly Step[];
  /** The states that the object may have been in when the operation returned. */
  readonly states: readonly State[];
  /** What the operation could have answered instead, as far as the model can tell. */
  readonly instead: readonly Value[];
}

/** More answers than this are not tried one by one. */
const MOST_ANSWERS = 24;

/**
 * Finds the first return at which the history of one object ceases to be linearizable, and what was possible instead.
 *
 * The search that failed knew what operations under way and later ones would answer, so it may have stopped at an
 * earlier return than that; and never at a later one.
 */
export function explainImpossibility<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  operations: readonly TimedOperation<Operation, Value>[],
  key: ObjectKey | undefined,
  history: ObjectHistory<Operation, Value>,
  found: SearchResult<State>,
  budget: StepBudget,
): Impossibility<State, Value> {
  const members = [...history.answered, ...history.open].sort((left, right) => left - right);
  const object = new ObjectProbe(model, operations, members, budget);
  const operation = history.answered[firstImpossible(object, history, found)] as number;
  const { order, states, statesOnTheWay } = object.searchUntil(operation, 'open');
  const instead = object.possibleAnswers(operation, statesOnTheWay);
  return { key, operation, prefix: order, states, instead };
}

/** The first level whose return makes the history impossible; where the budget is spent, what the search stopped at. */
function firstImpossible<State, Operation, Value>(
  object: ObjectProbe<State, Operation, Value>,
  { answered }: ObjectHistory<Operation, Value>,
  { level, blockedAt }: SearchResult<State>,
): number {
  const outcomeAt = (at: number) => object.searchUntil(answered[at] as number, 'answered').outcome;
  // Most often it is what the search could not get past.
  const isPossibleBefore = blockedAt === level || outcomeAt(blockedAt - 1) === 'linearizable';
  if (isPossibleBefore && outcomeAt(blockedAt) === 'notLinearizable') return blockedAt;
  if (!object.hasBudget) return blockedAt;
  let low = isPossibleBefore ? blockedAt + 1 : level;
  let high = isPossibleBefore ? answered.length - 1 : blockedAt;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (outcomeAt(middle) === 'notLinearizable') high = middle;
    else low = middle + 1;
  }
  return object.hasBudget ? low : blockedAt;
}

/** Asks what was possible up to an instant of the history of one object. */
class ObjectProbe<State, Operation, Value> {
  private readonly model: Model<State, Operation, Value>;
  private readonly operations: readonly TimedOperation<Operation, Value>[];
  private readonly members: readonly number[];
  private readonly budget: StepBudget;

  constructor(
    model: Model<State, Operation, Value>,
    operations: readonly TimedOperation<Operation, Value>[],
    members: readonly number[],
    budget: StepBudget,
  ) {
    this.model = model;
    this.operations = operations;
    this.members = members;
    this.budget = budget;
  }

  get hasBudget(): boolean {
    return this.budget.left > 0;
  }

  /**
   * Searches the history as it was when an operation returned: what returned later is still open. The operation itself
   * counts with its answer, or with another one, or is open, too; then all states are found that it may have met.
   */
  searchUntil(
    operation: number,
    itself: 'answered' | 'open' | { readonly answer: Value },
  ): SearchResult<State> {
    const { model, operations, members, budget } = this;
    const { invokedAt, returnedAt = Number.POSITIVE_INFINITY } = this.at(operation);
    const present = members.filter((index) => this.at(index).invokedAt <= returnedAt);
    const known = operations.slice();
    for (const index of present) {
      const timed = this.at(index);
      const isLater = timed.outcome === 'ok' && (timed.returnedAt ?? 0) > returnedAt;
      if (isLater || (index === operation && itself === 'open')) {
        known[index] = { ...timed, outcome: 'info', value: undefined };
      } else if (index === operation && typeof itself === 'object') {
        known[index] = { ...timed, value: itself.answer };
      }
    }
    const history = objectHistory(model, known, present);
    const earlier = history.answered.filter(
      (index) => (this.at(index).returnedAt ?? 0) < invokedAt,
    );
    const options = {
      budget: budget.left,
      ...(itself === 'open' && { allStatesFrom: earlier.length }),
    };
    return budget.spendOn(new Search(model, history, options));
  }

  /** Of what the operation would answer in these states: the answers with which it would not have been impossible. */
  possibleAnswers(operation: number, states: readonly State[]): Value[] {
    const { operation: asked } = this.at(operation);
    const answers = new Map<string, Value>();
    for (const state of states) {
      const answer = this.model.answer?.(state, asked);
      if (answer !== undefined) answers.set(contentText(answer), answer);
      if (answers.size === MOST_ANSWERS) break;
    }
    return [...answers.values()].filter(
      (answer) => this.searchUntil(operation, { answer }).outcome === 'linearizable',
    );
  }

  private at(index: number): TimedOperation<Operation, Value> {
    return this.operations[index] as TimedOperation<Operation, Value>;
  }
}
