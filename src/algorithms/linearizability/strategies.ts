import type { Answered, Model } from './model.ts';
import type { ObjectHistory } from './object-history.ts';
import { Search } from './search.ts';
import type { Step } from './search-order.ts';
import type { SearchOptions, SearchResult } from './search-terms.ts';
import type { StepBudget } from './step-budget.ts';

/** The share of the budget that going straight ahead may cost where operations are open. */
const QUICK_SHARE = 20;

/** The steps, for each return, of the first attempts: most histories take fewer. Each further one gets twice as many. */
const FIRST_ATTEMPT = 40;

/** What refining gets in each round, as a multiple of what being frugal gets. */
const REFINING_WEIGHT = 2;

/** So many returns before what stopped a search another one begins, and then so many times more. */
const NEAREST = 4;
const FARTHER = 4;

/**
 * Searches for an order within a budget, in several ways by turns, because operations without an answer make many
 * histories hard for one of them and easy for another. Each turn is twice as long as the one before.
 *
 * 1. Going straight ahead finds an order soon where there are many.
 * 2. As if open operations could happen over and over: if even that allows no order, there is none, and there are far
 *    fewer configurations to go through. An order in which one happens twice says which of them to count, and so it is
 *    refined until there is no order or a real one [Clarke 2000].
 * 3. With as few open operations as possible first, so that as many as possible can be told to be superfluous.
 *
 * Where one of them stops, another asks whether the few returns up to there are impossible whatever came before: what
 * is wrong shows most often in what happened just then, and to turn back to the beginning would prove nothing more.
 */
export function searchForOrder<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  history: ObjectHistory<Operation, Value>,
  budget: StepBudget,
): SearchResult<State> {
  return new Strategies(model, history, budget).search();
}

/** A search that goes on by turns, and one that begins near what stopped it. */
interface Attempt<State, Operation, Value> {
  readonly options: SearchOptions;
  readonly search: Search<State, Operation, Value>;
  result?: SearchResult<State>;
  /** What stopped it when it was asked last, and from how far before that. */
  stoppedAt: number;
  width: number;
  near?: Search<State, Operation, Value> | undefined;
}

class Strategies<State, Operation, Value> {
  private readonly model: Model<State, Operation, Value>;
  private readonly history: ObjectHistory<Operation, Value>;
  private readonly budget: StepBudget;

  constructor(
    model: Model<State, Operation, Value>,
    history: ObjectHistory<Operation, Value>,
    budget: StepBudget,
  ) {
    this.model = model;
    this.history = history;
    this.budget = budget;
  }

  search(): SearchResult<State> {
    const { budget, history } = this;
    const hasOpen = history.open.length > 0;
    const quick = hasOpen ? Math.ceil(budget.left / QUICK_SHARE) : budget.left;
    const straight = this.attempt({});
    let turn = Math.min(quick, FIRST_ATTEMPT * history.answered.length);
    let result = this.goOn(straight, turn);
    if (result.outcome !== 'unknown') return result;
    const impossible = this.impossibleInItself();
    if (impossible >= 0) return { ...result, outcome: 'notLinearizable', blockedAt: impossible };
    const refining = new Refining(this.attempt({ recurBut: new Set() }), history);
    const frugal = this.attempt({ order: 'frugal' });
    for (; result.outcome === 'unknown' && budget.left > 0; turn *= 2) {
      const { level } = result;
      if (hasOpen) result = this.refine(refining, turn * REFINING_WEIGHT);
      if (hasOpen && result.outcome === 'unknown') result = this.goOn(frugal, turn);
      if (result.outcome === 'unknown') {
        result = this.goOn(straight, Math.min(turn, quick - straight.search.steps));
      } else if (result.outcome === 'notLinearizable') result = { ...result, level };
    }
    return result;
  }

  /** The first operation that could never answer what it did, whatever happened before; −1 if there is none. */
  private impossibleInItself(): number {
    const { model, history } = this;
    const { kinds, answeredKinds, openKinds } = history;
    const all = [...answeredKinds, ...openKinds].map(
      (kind) => kinds[kind] as Answered<Operation, Value>,
    );
    const impossible = kinds.map(
      (kind) => kind.value !== undefined && model.canAnswer?.(model.initial, kind, all) === false,
    );
    return answeredKinds.findIndex((kind) => impossible[kind] === true);
  }

  private attempt(options: SearchOptions): Attempt<State, Operation, Value> {
    const search = new Search(this.model, this.history, options);
    return { options, search, stoppedAt: 0, width: NEAREST };
  }

  /** Lets open operations recur, but those of kinds that did so in an order that was found before. */
  private refine(refining: Refining<State, Operation, Value>, steps: number): SearchResult<State> {
    const { budget } = this;
    const least = budget.left - steps;
    for (;;) {
      const result = this.goOn(refining.attempt, budget.left - least);
      if (result.outcome !== 'linearizable' || !refining.counts(result.order())) return result;
      refining.attempt = this.attempt({ recurBut: new Set(refining.counted) });
    }
  }

  /** Gives an attempt so many more steps; where they do not suffice, also the search near what stopped it. */
  private goOn(attempt: Attempt<State, Operation, Value>, steps: number): SearchResult<State> {
    if (steps <= 0 && attempt.result !== undefined) return attempt.result;
    const result = this.budget.spendOn(attempt.search, Math.max(0, steps));
    attempt.result = result;
    return result.outcome === 'unknown' ? this.searchNear(attempt, result, steps) : result;
  }

  /** Asks whether what happened just before an attempt was stopped is impossible, whatever came before that. */
  private searchNear(
    attempt: Attempt<State, Operation, Value>,
    stopped: SearchResult<State>,
    steps: number,
  ): SearchResult<State> {
    const { level } = stopped;
    if (level > attempt.stoppedAt)
      Object.assign(attempt, { stoppedAt: level, width: NEAREST, near: undefined });
    for (; attempt.width < level; attempt.width *= FARTHER) {
      const near = { ...attempt.options, from: level - attempt.width, to: level + 1 };
      attempt.near ??= new Search(this.model, this.history, near);
      const result = this.budget.spendOn(attempt.near, Math.max(0, steps));
      if (result.outcome === 'unknown') break;
      const blockedAt = Math.max(stopped.blockedAt, result.blockedAt);
      if (result.outcome === 'notLinearizable')
        return { ...stopped, outcome: 'notLinearizable', blockedAt };
      attempt.near = undefined;
    }
    return stopped;
  }
}

/** Which kinds of open operations are counted so far, and the attempt that counts them. */
class Refining<State, Operation, Value> {
  readonly counted: Set<number> = new Set();
  attempt: Attempt<State, Operation, Value>;
  private readonly history: ObjectHistory<Operation, Value>;

  constructor(attempt: Attempt<State, Operation, Value>, history: ObjectHistory<Operation, Value>) {
    this.attempt = attempt;
    this.history = history;
  }

  /** Counts the kinds of the open operations that an order has more than once. False where it has none. */
  counts(order: readonly Step[]): boolean {
    const { open, openKinds } = this.history;
    const seen = new Set<number>();
    const before = this.counted.size;
    for (const { operation } of order) {
      if (seen.has(operation)) this.counted.add(openKinds[open.indexOf(operation)] as number);
      seen.add(operation);
    }
    return this.counted.size > before;
  }
}
