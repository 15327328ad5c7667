import type { Model } from './model.ts';
import type { ObjectHistory } from './object-history.ts';
import { Search, type SearchResult } from './search.ts';
import type { StepBudget } from './step-budget.ts';

/** The share of the budget that is spent on each quick attempt before the thorough one. */
const QUICK_SHARE = 20;

/**
 * Searches for an order within a budget, in up to three ways, because operations without an answer make many histories
 * hard for one of them and easy for another.
 *
 * 1. Going straight ahead finds an order soon where there are many.
 * 2. As if open operations could happen over and over: if even that allows no order, there is none, and there are far
 *    fewer configurations to go through.
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
  const relaxed = budget.spendOn(new Search(model, history, { budget: quick, opensRecur: true }));
  if (relaxed.outcome === 'notLinearizable') return { ...relaxed, level: straight.level };
  return budget.spendOn(new Search(model, history, { budget: budget.left, order: 'frugal' }));
}
