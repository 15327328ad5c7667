import { explainImpossibility, type Impossibility } from './impossibility.ts';
import type { Model, ObjectKey } from './model.ts';
import { objectHistory } from './object-history.ts';
import type { Step } from './search-order.ts';
import { StepBudget } from './step-budget.ts';
import { searchForOrder } from './strategies.ts';
import type { TimedOperation } from './timed-operation.ts';

/** How many steps a check may take where nothing else is said: about a second's worth. */
export const DEFAULT_BUDGET = 3_000_000;

/** The part of the budget that each question about an impossible operation may cost. */
const EXPLAINING_SHARE = 32;

export interface CheckOptions {
  /** How many steps it may take before it gives up. */
  readonly budget?: number;
  /** False leaves the order of a linearizable history empty, for those who only want the verdict. */
  readonly wantsOrder?: boolean;
}

/** What a check found out, and at what cost. */
export type Linearizability<State, Value> = {
  /** What it cost: operations tried, states reached, configurations compared, answers found possible. */
  readonly steps: number;
  /** How many independent objects the history is about. */
  readonly objects: number;
} & (
  | {
      readonly verdict: 'linearizable';
      /** An order of all operations that happened. */
      readonly order: readonly Step[];
    }
  | { readonly verdict: 'not linearizable'; readonly impossibility: Impossibility<State, Value> }
  /** The budget is spent. So many objects' histories are neither ordered nor known to be impossible. */
  | { readonly verdict: 'unknown'; readonly undecided: number }
);

/**
 * Asks whether a history is linearizable: whether all its operations could have taken effect one after another, each
 * at an instant between its invocation and its return, and answered what they did [Herlihy 1990].
 *
 * A history of several objects is linearizable exactly when that of each object is, so each is judged apart.
 */
export function checkLinearizability<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  operations: readonly TimedOperation<Operation, Value>[],
  { budget: limit = DEFAULT_BUDGET, wantsOrder = true }: CheckOptions = {},
): Linearizability<State, Value> {
  const budget = new StepBudget(limit);
  let explaining = 0;
  const objects = [...membersByKey(model, operations)];
  // The small ones first, so that a large one does not spend what they need.
  objects.sort(([, left], [, right]) => left.length - right.length);
  const orders: (readonly Step[])[] = [];
  let first: Impossibility<State, Value> | undefined;
  let undecided = 0;
  for (const [key, members] of objects) {
    const history = objectHistory(model, operations, members);
    const result = searchForOrder(model, history, budget);
    if (result.outcome === 'linearizable') {
      if (wantsOrder) orders.push(result.order());
    } else if (result.outcome === 'unknown') undecided++;
    else {
      // The verdict stands; to explain it, each of a few questions may cost a part of what it did.
      const share = Math.ceil(limit / EXPLAINING_SHARE);
      const impossible = explainImpossibility(model, operations, key, history, result, share);
      const { steps, ...impossibility } = impossible;
      explaining += steps;
      first = earlier(first, impossibility, operations);
    }
  }
  const cost = { steps: budget.spent + explaining, objects: objects.length };
  if (first !== undefined) return { ...cost, verdict: 'not linearizable', impossibility: first };
  if (undecided > 0) return { ...cost, verdict: 'unknown', undecided };
  return { ...cost, verdict: 'linearizable', order: mergedOrder(orders, operations) };
}

function membersByKey<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  operations: readonly TimedOperation<Operation, Value>[],
): Map<ObjectKey | undefined, number[]> {
  const members = new Map<ObjectKey | undefined, number[]>();
  operations.forEach(({ operation, outcome }, index) => {
    if (outcome === 'fail') return;
    const key = model.key?.(operation);
    const ofKey = members.get(key);
    if (ofKey === undefined) members.set(key, [index]);
    else ofKey.push(index);
  });
  return members;
}

type Operations = readonly TimedOperation<unknown, unknown>[];

function earlier<State, Value>(
  left: Impossibility<State, Value> | undefined,
  right: Impossibility<State, Value>,
  operations: Operations,
): Impossibility<State, Value> {
  if (left === undefined) return right;
  return returnOf(operations, left.operation) <= returnOf(operations, right.operation)
    ? left
    : right;
}

/**
 * One order for all objects: by the returns before which operations take effect. It respects real time, because each
 * takes effect between its own invocation and return.
 */
function mergedOrder(orders: readonly (readonly Step[])[], operations: Operations): Step[] {
  const merged = orders.flat();
  return merged.sort(
    (left, right) =>
      returnOf(operations, left.beforeReturnOf) - returnOf(operations, right.beforeReturnOf),
  );
}

function returnOf(operations: Operations, operation: number): number {
  return operations[operation]?.returnedAt ?? Number.POSITIVE_INFINITY;
}
