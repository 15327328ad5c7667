/**
 * Which configuration goes on first. `furthest`: the one that waits for the latest return, and of those the one that
 * took the fewest open operations. `frugal`: the other way round.
 */
export type AgendaOrder = 'furthest' | 'frugal';

/** What a search has still to look at, in its order; of equals the last comes first. */
export class Agenda<Item> {
  private readonly order: AgendaOrder;
  /** By number of open operations, then by level. */
  private readonly frugal: Item[][][] = [];
  private readonly deepest: number[] = [];
  /** By level, then by number of open operations. */
  private readonly furthest: Item[][][] = [];

  constructor(order: AgendaOrder) {
    this.order = order;
  }

  put(item: Item, level: number, openCount: number): void {
    if (this.order === 'furthest') {
      stackAt(this.furthest, level, openCount).push(item);
      return;
    }
    stackAt(this.frugal, openCount, level).push(item);
    this.deepest[openCount] = Math.max(this.deepest[openCount] ?? 0, level);
  }

  take(): Item | undefined {
    return this.order === 'furthest' ? this.takeFurthest() : this.takeFrugal();
  }

  private takeFurthest(): Item | undefined {
    const { furthest } = this;
    for (; furthest.length > 0; furthest.pop()) {
      for (const stack of furthest[furthest.length - 1] as Item[][]) {
        const item = stack.pop();
        if (item !== undefined) return item;
      }
    }
    return undefined;
  }

  private takeFrugal(): Item | undefined {
    const { frugal, deepest } = this;
    for (let openCount = 0; openCount < frugal.length; openCount++) {
      for (let level = deepest[openCount] ?? -1; level >= 0; level--) {
        deepest[openCount] = level;
        const item = frugal[openCount]?.[level]?.pop();
        if (item !== undefined) return item;
      }
      deepest[openCount] = -1;
    }
    return undefined;
  }
}

function stackAt<Item>(stacks: Item[][][], outer: number, inner: number): Item[] {
  while (stacks.length <= outer) stacks.push([]);
  const row = stacks[outer] as Item[][];
  while (row.length <= inner) row.push([]);
  return row[inner] as Item[];
}
