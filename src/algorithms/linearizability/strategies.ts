import type { Model } from './model.ts';
import type { ObjectHistory } from './object-history.ts';
import { Search, type SearchResult } from './search.ts';
import type { Step } from './search-order.ts';
import type { StepBudget } from './step-budget.ts';

/** The share of the budget that is spent on each quick attempt before the thorough one. */
const QUICK_SHARE = 20;

/** The share of what is left then that all refinements together may spend. */
const REFINING_SHARE = 2;

/**
 * Searches for an order within a budget, in up to three ways, because operations without an answer make many histories
 * hard for one of them and easy for another.
 *
 * 1. Going straight ahead finds an order soon where there are many.
 * 2. As if open operations could happen over and over: if even that allows no order, there is none, and there are far
 *    fewer configurations to go through. An order in which one happens twice says which of them to count, and so it is
 *    refined until there is no order or a real one [Clarke 2000].
 * 3. With as few open operations as possible first, so that as many as possible can be told to be superfluous.
 */
export function searchForOrder<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  history: ObjectHistory<Operation, Value>,
  budget: StepBudget,
): SearchResult<State> {
  const hasOpen = history.open.length > 0;
  const quick = hasOpen ? Math.ceil(budget.left / QUICK_SHARE) : budget.left;
  const straight = budget.spendOn(new Search(model, history, { budget: quick }));
  if (straight.outcome !== 'unknown' || !hasOpen) return straight;
  const refined = searchByRefining(model, history, budget);
  if (refined.outcome === 'notLinearizable') return { ...refined, level: straight.level };
  if (refined.outcome === 'linearizable') return refined;
  return budget.spendOn(new Search(model, history, { budget: budget.left, order: 'frugal' }));
}

/** Lets open operations recur, but those of kinds that did so in an order that was found before. */
function searchByRefining<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  history: ObjectHistory<Operation, Value>,
  budget: StepBudget,
): SearchResult<State> {
  const counted = new Set<number>();
  const least = budget.left - Math.ceil(budget.left / REFINING_SHARE);
  for (;;) {
    const steps = Math.max(0, budget.left - least);
    const result = budget.spendOn(new Search(model, history, { budget: steps, recurBut: counted }));
    if (result.outcome !== 'linearizable') return result;
    const recurring = kindsThatRecur(result.order(), history);
    if (recurring.length === 0) return result;
    for (const kind of recurring) counted.add(kind);
  }
}

/** The kinds of the open operations that an order has more than once. */
function kindsThatRecur(
  order: readonly Step[],
  { open, openKinds }: ObjectHistory<unknown, unknown>,
): number[] {
  const seen = new Set<number>();
  const recurring = new Set<number>();
  for (const { operation } of order) {
    if (seen.has(operation)) recurring.add(operation);
    seen.add(operation);
  }
  return open.flatMap((operation, index) =>
    recurring.has(operation) ? [openKinds[index] as number] : [],
  );
}
