import type { ObjectHistory } from './object-history.ts';
import type { SearchNodes } from './search-nodes.ts';

/** An operation of an order, and where in the history it takes effect. */
export interface Step {
  /** Which operation of the whole history. */
  readonly operation: number;
  /** It takes effect right before this operation of the history returns. */
  readonly beforeReturnOf: number;
}

/** The order of operations along a path of nodes. Hidden ones go right before the overwrite that hid them. */
export function orderOf(
  path: readonly number[],
  nodes: SearchNodes,
  history: ObjectHistory<unknown, unknown>,
): Step[] {
  const { answered, open, invokedLevels } = history;
  const order: (Step & { readonly level: number; readonly isOverwrite: boolean })[] = [];
  for (const node of path) {
    const placed = nodes.placedLast(node);
    const level = nodes.level(nodes.parent(node));
    const beforeReturnOf = answered[level] as number;
    if (placed >= answered.length) {
      const hidden = placed - answered.length;
      const since = invokedLevels[hidden] as number;
      const place = order.findLastIndex((step) => step.isOverwrite && step.level >= since);
      const { beforeReturnOf: hider, level: hiderLevel } = order[place] as (typeof order)[number];
      const step = { operation: answered[hidden] as number, beforeReturnOf: hider };
      order.splice(place, 0, { ...step, level: hiderLevel, isOverwrite: false });
    } else {
      const operation = placed < 0 ? open[-1 - placed] : answered[placed];
      const kind = placed < 0 ? history.openKinds[-1 - placed] : history.answeredKinds[placed];
      const isOverwrite = history.overwrites[kind as number] === true;
      order.push({ operation: operation as number, beforeReturnOf, level, isOverwrite });
    }
  }
  return order.map(({ operation, beforeReturnOf }) => ({ operation, beforeReturnOf }));
}
