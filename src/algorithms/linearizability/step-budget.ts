import type { Search, SearchResult } from './search.ts';

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

  /** Runs a search and pays for it. */
  spendOn<State, Operation, Value>(search: Search<State, Operation, Value>): SearchResult<State> {
    const result = search.run();
    this.spent += result.steps;
    return result;
  }
}
