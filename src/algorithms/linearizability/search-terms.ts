import type { AgendaOrder } from './agenda.ts';
import type { Step } from './search-order.ts';

export type SearchOutcome = 'linearizable' | 'notLinearizable' | 'unknown';

export interface SearchResult<State> {
  readonly outcome: SearchOutcome;
  /** What it cost: operations tried, states reached, configurations compared, answers found possible. */
  readonly steps: number;
  /** An order of all operations, or of the most that could be placed. */
  order(): readonly Step[];
  /** Which operation, in the order of returns, could not be placed by any order; the number of returns if all could. */
  readonly level: number;
  /** The operation, likewise, that was the last to bring an order to its end. */
  readonly blockedAt: number;
  /** With `allStatesFrom`: the states that orders lead to when they have come that far. */
  readonly states: readonly State[];
  /** With `allStatesFrom`: the same from that level on, dead ends included. */
  readonly statesOnTheWay: readonly State[];
  /** Of these, some that are no dead ends: those on the orders that were found. */
  readonly statesOnOrders: readonly State[];
}

export interface SearchOptions {
  readonly order?: AgendaOrder;
  /**
   * Open operations may happen over and over, but those of these kinds. What is impossible even so is impossible.
   * Where absent, each may happen once.
   */
  readonly recurBut?: ReadonlySet<number>;
  /**
   * Begins at this level, as if whatever came before could have left any state behind, and operations that were pending
   * then could have happened or not. What is impossible even so is impossible.
   */
  readonly from?: number;
  /** It is enough to come this far; as a rule to the last return. */
  readonly to?: number;
  /** Goes on after the first order, until all states are known that orders may lead to from this level on. */
  readonly allStatesFrom?: number;
  /**
   * An order of the operations that is known to be possible. The search begins with what it leads to, and departs from
   * it as late as it can.
   */
  readonly along?: readonly Step[];
  /** An open operation that the states at the end shall rather be without: its index in the history. */
  readonly without?: number;
}
