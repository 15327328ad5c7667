import { contentText } from './content-text.ts';
import type { Model, ObjectKey } from './model.ts';
import { type ObjectHistory, objectHistory } from './object-history.ts';
import { Search } from './search.ts';
import type { Step } from './search-order.ts';
import type { SearchResult } from './search-terms.ts';
import { StepBudget } from './step-budget.ts';
import { searchForOrder } from './strategies.ts';
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
  /** The states that the object may have been in when the operation returned, before it took effect if it could. */
  readonly states: readonly State[];
  /** What the operation could have answered instead, as far as the model can tell. */
  readonly instead: readonly Value[];
}

/** More answers than this are not tried one by one. */
const MOST_ANSWERS = 24;

/** So many times more than the others may cost the question which operation is impossible. */
const NAMING_WEIGHT = 4;

/** The part of what a question may cost that is spent on finding states. */
const STATES_SHARE = 4;

/**
 * Finds the first return at which the history of one object ceases to be linearizable, and what was possible instead.
 *
 * The search that failed knew what operations under way and later ones would answer, so it may have stopped at an
 * earlier return than that; and never at a later one. Each question may cost as many steps as `budget` says, or a few times as many. Where
 * that does not suffice, the operation is the one that the search stopped at, and the rest may be less than all.
 */
export function explainImpossibility<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  operations: readonly TimedOperation<Operation, Value>[],
  key: ObjectKey | undefined,
  history: ObjectHistory<Operation, Value>,
  found: SearchResult<State>,
  budget: number,
): Impossibility<State, Value> & { readonly steps: number } {
  const members = [...history.answered, ...history.open].sort((left, right) => left - right);
  const probe = new ObjectProbe(model, operations, members, budget);
  const { level, before } = firstImpossible(probe, history, found);
  const operation = history.answered[level] as number;
  const prefix = before.order();
  const met = probe.allStates(operation, prefix);
  const instead = probe.possibleAnswers(operation, met);
  return { key, operation, prefix, states: met.states, instead, steps: probe.steps };
}

/** The first level whose return makes the history impossible, and the search for an order of what came before. */
function firstImpossible<State, Operation, Value>(
  probe: ObjectProbe<State, Operation, Value>,
  { answered }: ObjectHistory<Operation, Value>,
  { level, blockedAt }: SearchResult<State>,
): { readonly level: number; readonly before: SearchResult<State> } {
  // Which operation it is matters more than what it could have answered.
  const budget = probe.newBudget(NAMING_WEIGHT);
  const outcomeAt = (at: number) =>
    probe.search(answered[at] as number, 'answered', budget).outcome;
  const beforeReturn = (at: number) =>
    probe.search(answered[at] as number, 'open', probe.newBudget(NAMING_WEIGHT));
  // Most often it is what the search could not get past.
  const before = beforeReturn(blockedAt);
  if (before.outcome === 'unknown') return { level: blockedAt, before };
  const isPossibleBefore = blockedAt === level || before.outcome === 'linearizable';
  if (isPossibleBefore && outcomeAt(blockedAt) === 'notLinearizable') {
    return { level: blockedAt, before };
  }
  let low = isPossibleBefore ? blockedAt + 1 : level;
  let high = isPossibleBefore ? answered.length - 1 : blockedAt;
  while (low < high && budget.left > 0) {
    const middle = (low + high) >>> 1;
    if (outcomeAt(middle) === 'notLinearizable') high = middle;
    else low = middle + 1;
  }
  if (budget.left === 0 || low === blockedAt) return { level: blockedAt, before };
  return { level: low, before: beforeReturn(low) };
}

/** Asks what was possible up to an instant of the history of one object. */
class ObjectProbe<State, Operation, Value> {
  private readonly model: Model<State, Operation, Value>;
  private readonly operations: readonly TimedOperation<Operation, Value>[];
  private readonly members: readonly number[];
  private readonly budget: number;
  private readonly budgets: StepBudget[] = [];

  constructor(
    model: Model<State, Operation, Value>,
    operations: readonly TimedOperation<Operation, Value>[],
    members: readonly number[],
    budget: number,
  ) {
    this.model = model;
    this.operations = operations;
    this.members = members;
    this.budget = budget;
  }

  /** What all questions have cost so far. */
  get steps(): number {
    return this.budgets.reduce((sum, { spent }) => sum + spent, 0);
  }

  newBudget(weight = 1): StepBudget {
    const budget = new StepBudget(this.budget * weight);
    this.budgets.push(budget);
    return budget;
  }

  /** Searches for an order of the history up to the return of an operation. */
  search(operation: number, itself: Itself<Value>, budget: StepBudget): SearchResult<State> {
    return searchForOrder(this.model, this.historyUntil(operation, itself), budget);
  }

  /** Finds the states that an operation may have met. */
  allStates(operation: number, along: readonly Step[]): SearchResult<State> {
    const { invokedAt } = this.at(operation);
    const history = this.historyUntil(operation, 'open');
    const earlier = history.answered.filter(
      (index) => (this.at(index).returnedAt ?? 0) < invokedAt,
    );
    const budget = this.newBudget();
    const search = new Search(this.model, history, {
      along,
      allStatesFrom: earlier.length,
      without: operation,
    });
    return budget.spendOn(search, Math.ceil(budget.left / STATES_SHARE));
  }

  /** Of what the operation would answer in these states: the answers with which it would not have been impossible. */
  possibleAnswers(
    operation: number,
    { statesOnTheWay, statesOnOrders }: SearchResult<State>,
  ): Value[] {
    const { operation: asked } = this.at(operation);
    const answers = new Map<string, Value>();
    const known = new Set<Value>();
    for (const state of statesOnTheWay) {
      const answer = this.model.answer?.(state, asked);
      if (answer === undefined) continue;
      const isRead = this.model.isRead?.(asked, undefined) === true;
      if (isRead && statesOnOrders.includes(state)) known.add(answer);
      answers.set(contentText(answer), answers.get(contentText(answer)) ?? answer);
      if (answers.size === MOST_ANSWERS) break;
    }
    const budget = this.newBudget();
    return [...answers.values()].filter(
      (answer) =>
        known.has(answer) || this.search(operation, { answer }, budget).outcome === 'linearizable',
    );
  }

  /** The history as it was when an operation returned: what returned later is still open. */
  private historyUntil(operation: number, itself: Itself<Value>): ObjectHistory<Operation, Value> {
    const { returnedAt = Number.POSITIVE_INFINITY } = this.at(operation);
    const present = this.members.filter((index) => this.at(index).invokedAt <= returnedAt);
    const known = this.operations.slice();
    for (const index of present) {
      const timed = this.at(index);
      const isLater = timed.outcome === 'ok' && (timed.returnedAt ?? 0) > returnedAt;
      if (isLater || (index === operation && itself === 'open')) {
        known[index] = { ...timed, outcome: 'info', value: undefined };
      } else if (index === operation && typeof itself === 'object') {
        known[index] = { ...timed, value: itself.answer };
      }
    }
    return objectHistory(this.model, known, present);
  }

  private at(index: number): TimedOperation<Operation, Value> {
    return this.operations[index] as TimedOperation<Operation, Value>;
  }
}

/** Whether the operation itself counts with its answer, with another one, or as one that nobody knows of. */
type Itself<Value> = 'answered' | 'open' | { readonly answer: Value };
