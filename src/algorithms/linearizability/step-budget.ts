import type { Search } from './search.ts';
import type { SearchResult } from './search-terms.ts';

/** The steps that a check may take in all its searches together. */
export class StepBudget {
  spent = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  get left(): number {
    return Math.max(0, this.limit - this.spent);
  }

  /** Lets a search begin or go on with so many steps, if there are as many, and pays for it. */
  spendOn<State, Operation, Value>(
    search: Search<State, Operation, Value>,
    steps: number = this.left,
  ): SearchResult<State> {
    const before = search.steps;
    const result = search.run(before + Math.min(steps, this.left));
    this.spent += search.steps - before;
    return result;
  }
}
