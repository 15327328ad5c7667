import { Agenda } from './agenda.ts';
import { Commutation } from './commutation.ts';
import type { Model } from './model.ts';
import type { ObjectHistory } from './object-history.ts';
import { Prospects } from './prospects.ts';
import { NO_NODE, SearchNodes } from './search-nodes.ts';
import { orderOf, type Step } from './search-order.ts';
import type { SearchOptions, SearchOutcome, SearchResult } from './search-terms.ts';
import { ANY_STATE, Transitions } from './transitions.ts';

/** What of a configuration's successors has been looked at. */
type Phase = 'required' | 'pending' | 'open';

interface Waiting {
  readonly node: number;
  readonly phase: Phase;
}

/** What a node's `fresh` says: nothing, or −1 for an open operation, or one more than the slot of a pending one. */
const NOTHING = 0;
const OPEN = -1;

/**
 * Searches for an order of the operations of one object that the model allows and real time does [Wing 1993].
 *
 * It goes through the returns in order and places operations just in time [Lowe 2017]: an operation takes effect when
 * it returns, unless it must take effect before another that returns earlier; and one without an answer only where
 * that helps. Configurations are remembered and visited once. As a rule the furthest goes on first, so an order is found
 * by going straight through, and the search turns back only as far as it must.
 *
 * What the model says of its operations cuts the search short, without losing an order:
 * - A pending read that fits the state is placed at once: whatever else would follow can follow all the same.
 * - An overwrite right before another one leaves no trace. So while one is pending and another is placed, it becomes
 *   *hideable*: when it returns, it may be taken to have happened right before the other. Nor is an overwrite placed
 *   right after one that might have hidden before it.
 * - A configuration in which some pending operation can no more answer what it did leads nowhere.
 *
 * Departs from [Lowe 2017]: numbered returns and slots stand in for the linked list of events that is cut and mended.
 */
export class Search<State, Operation, Value> {
  private readonly options: SearchOptions;
  private readonly history: ObjectHistory<Operation, Value>;
  /** From here on no state is passed over. */
  private readonly allStatesFrom: number;
  private readonly findsAllStates: boolean;
  private readonly without: number;
  private readonly transitions: Transitions<State, Operation, Value>;
  private readonly commutation: Commutation<State, Operation, Value>;
  private readonly prospects: Prospects<State, Operation, Value>;
  private readonly nodes: SearchNodes;
  private readonly agenda: Agenda<Waiting>;
  private readonly onOrders: Set<number> = new Set();
  private readonly from: number;
  private readonly goal: number;
  private furthest = 0;
  private blockedAt = 0;
  private tries = 0;
  private readonly isPlacedInProposed = (operation: number): boolean =>
    this.isPlaced(this.nodes.count, operation) ||
    this.nodes.canHide(this.nodes.count, this.history.slots[operation] as number);

  constructor(
    model: Model<State, Operation, Value>,
    history: ObjectHistory<Operation, Value>,
    options: SearchOptions = {},
  ) {
    const { order = 'furthest', from = 0, to, allStatesFrom, without } = options;
    this.history = history;
    this.agenda = new Agenda(order);
    this.options = options;
    this.from = from;
    this.furthest = from;
    this.goal = to ?? history.answered.length;
    this.findsAllStates = allStatesFrom !== undefined;
    this.without = without === undefined ? -1 : history.open.indexOf(without);
    this.allStatesFrom = allStatesFrom ?? history.answered.length;
    this.transitions = new Transitions(model, history.kinds);
    this.commutation = new Commutation(model, history);
    this.prospects = new Prospects(model, history, this.transitions);
    this.nodes = new SearchNodes(history.slotCount, history.open.length);
  }

  /** Begins, or goes on, until it has taken so many steps in all. */
  run(budget: number): SearchResult<State> {
    const { goal, nodes } = this;
    if (nodes.count === 0) this.begin();
    for (let next = this.agenda.take(); next !== undefined; next = this.agenda.take()) {
      const isAtGoal = nodes.level(next.node) >= goal;
      if (isAtGoal && !this.findsAllStates) break;
      if (isAtGoal) nodes.noteStates(next.node, this.allStatesFrom, this.onOrders);
      if (this.steps >= budget) {
        this.wait(next, next.phase === 'open' ? 1 : 0);
        return this.result('unknown');
      }
      this.expand(isAtGoal ? { node: next.node, phase: 'open' } : next);
    }
    return this.result(this.furthest >= goal ? 'linearizable' : 'notLinearizable');
  }

  private begin(): void {
    const { history, nodes, from } = this;
    nodes.propose(NO_NODE, 0, from === 0 ? 0 : ANY_STATE, from, NOTHING);
    this.somePending(from, (operation) => {
      const isOld = (history.invokedLevels[operation] as number) < from;
      if (isOld) nodes.hideableInProposed(history.slots[operation] as number);
      return false;
    });
    this.keepProposed();
    this.follow(this.options.along ?? []);
  }

  /** Places operations in the order given, as far as that is one way to go. */
  private follow(order: readonly Step[]): void {
    const { history, nodes } = this;
    for (const { operation } of order) {
      const node = nodes.count - 1;
      const open = history.open.indexOf(operation);
      if (open === -1) this.placeAnyway(node, history.answered.indexOf(operation));
      else this.placeOpenAnyway(node, open, false);
      if (nodes.count !== node + 2) return;
    }
  }

  get steps(): number {
    const { tries, nodes, transitions, prospects } = this;
    return tries + (nodes.comparisons >>> 4) + transitions.work + prospects.work;
  }

  private expand({ node, phase }: Waiting): void {
    switch (phase) {
      case 'required':
        if (this.placeRead(node) || this.placeRequired(node)) return;
        this.wait({ node, phase: 'pending' }, 0);
        return;
      case 'pending':
        this.placePending(node);
        if (this.history.open.length > 0) this.wait({ node, phase: 'open' }, 1);
        return;
      case 'open':
        this.placeOpens(node);
    }
  }

  /** Places a pending read that fits the present state, if there is one. */
  private placeRead(node: number): boolean {
    const { history } = this;
    const { pending, pendingStart } = history;
    const level = this.nodes.level(node);
    if (this.nodes.state(node) === ANY_STATE) return false;
    const end = pendingStart[level + 1] as number;
    for (let at = pendingStart[level] as number; at < end; at++) {
      const read = pending[at] as number;
      const isRead = history.isRead[history.answeredKinds[read] as number] === true;
      if (isRead && !this.isPlaced(node, read) && this.place(node, read)) return true;
    }
    return false;
  }

  /** Places the operation that returns next. True when nothing else is worth a try before it. */
  private placeRequired(node: number): boolean {
    const { history, nodes } = this;
    const level = nodes.level(node);
    if (nodes.canHide(node, history.slots[level] as number)) this.passHidden(node, level);
    return this.place(node, level) && this.commutesWithAll(node, level);
  }

  /** Goes on as if the operation that returns next had happened right before an overwrite that is placed already. */
  private passHidden(node: number, level: number): void {
    const { history, nodes } = this;
    this.tries++;
    const hidden = history.answered.length + level;
    nodes.propose(node, hidden, nodes.state(node), level, nodes.fresh(node));
    nodes.placeInProposed(history.slots[level] as number);
    this.passReturns(level);
    this.keepProposed();
  }

  private commutesWithAll(node: number, level: number): boolean {
    if (level >= this.allStatesFrom) return false;
    return this.commutation.holdsAt(level, (operation) => this.isPlaced(node, operation));
  }

  /** Places each of the others that are pending, so that it comes before the one that returns next. */
  private placePending(node: number): void {
    const { history } = this;
    const level = this.nodes.level(node);
    const isUnknown = this.nodes.state(node) === ANY_STATE;
    this.somePending(level, (other) => {
      const isRead = !isUnknown && history.isRead[history.answeredKinds[other] as number] === true;
      if (other !== level && !isRead && !this.isPlaced(node, other)) this.place(node, other);
      return false;
    });
  }

  /** Places each open operation that may have happened by now; of those that do the same, only the earliest left. */
  private placeOpens(node: number): void {
    const { openKinds, openSince } = this.history;
    const level = this.nodes.level(node);
    let triedKind = -1;
    for (let open = 0; open < openKinds.length; open++) {
      const kind = openKinds[open] as number;
      if (kind === triedKind || (openSince[open] as number) > level) continue;
      if (this.nodes.hasOpen(node, open)) continue;
      triedKind = kind;
      this.placeOpen(node, open, kind);
    }
  }

  private placeOpen(node: number, open: number, kind: number): void {
    const { history, nodes } = this;
    if (history.overwrites[kind] === true && this.hidesFresh(node)) return;
    this.placeOpenAnyway(node, open, nodes.level(node) < this.allStatesFrom);
  }

  private placeOpenAnyway(node: number, open: number, mustBeMet: boolean): void {
    const { history, nodes } = this;
    const kind = history.openKinds[open] as number;
    const isOverwrite = history.overwrites[kind] === true;
    this.tries++;
    const level = nodes.level(node);
    const { recurBut } = this.options;
    const recurs = recurBut !== undefined && !recurBut.has(kind);
    for (const state of this.transitions.after(nodes.state(node), kind)) {
      if (mustBeMet && !this.isMet(node, open, state)) continue;
      nodes.propose(node, -1 - open, state, level, isOverwrite ? OPEN : NOTHING);
      nodes.openInProposed(open, recurs);
      if (isOverwrite) this.hideOthers(level);
      this.keepProposed();
    }
  }

  /**
   * True when something may happen next that depends on the state that an open operation leads to. Otherwise it may as
   * well wait: it is pending for ever, and before the next return nobody would be the wiser.
   */
  private isMet(node: number, open: number, state: number): boolean {
    const { history, nodes, transitions } = this;
    const { answeredKinds, overwrites, openKinds, openSince } = history;
    const level = nodes.level(node);
    const meets = (kind: number): boolean =>
      overwrites[kind] !== true && transitions.after(state, kind).length > 0;
    const isAnswerMet = this.somePending(
      level,
      (other) => meets(answeredKinds[other] as number) && !this.isPlaced(node, other),
    );
    if (isAnswerMet) return true;
    for (let other = 0; other < openKinds.length; other++) {
      if (other === open || (openSince[other] as number) > level) continue;
      if (meets(openKinds[other] as number) && !nodes.hasOpen(node, other)) return true;
    }
    return false;
  }

  /** Places an answered operation in every way that the model allows. True when there is one. */
  private place(node: number, operation: number): boolean {
    const { answeredKinds, overwrites } = this.history;
    const isOverwrite = overwrites[answeredKinds[operation] as number] === true;
    if (isOverwrite && this.hidesFresh(node)) return false;
    return this.placeAnyway(node, operation);
  }

  private placeAnyway(node: number, operation: number): boolean {
    const { history, nodes } = this;
    const kind = history.answeredKinds[operation] as number;
    const isOverwrite = history.overwrites[kind] === true;
    this.tries++;
    const slot = history.slots[operation] as number;
    const level = nodes.level(node);
    const states = this.transitions.after(nodes.state(node), kind);
    for (const state of states) {
      nodes.propose(node, operation, state, level, isOverwrite ? slot + 1 : NOTHING);
      nodes.placeInProposed(slot);
      if (isOverwrite) this.hideOthers(level);
      if (operation === level) this.passReturns(level);
      this.keepProposed();
    }
    return states.length > 0;
  }

  /** True when an overwrite would come right after one that could rather hide before it. */
  private hidesFresh(node: number): boolean {
    return this.nodes.fresh(node) !== NOTHING && this.nodes.level(node) < this.allStatesFrom;
  }

  /** An overwrite was placed: the others that are pending may have happened right before. */
  private hideOthers(level: number): void {
    const { history, nodes } = this;
    if (level >= this.allStatesFrom) return;
    const { pending, pendingStart } = history;
    const end = pendingStart[level + 1] as number;
    for (let at = pendingStart[level] as number; at < end; at++) {
      const other = pending[at] as number;
      const isOverwrite = history.overwrites[history.answeredKinds[other] as number] === true;
      if (isOverwrite && !this.isPlaced(nodes.count, other)) {
        nodes.hideableInProposed(history.slots[other] as number);
      }
    }
  }

  /** Moves the proposed node on to the first return of an operation that it has not placed. */
  private passReturns(from: number): void {
    const { history, nodes } = this;
    let level = from;
    while (level < history.answered.length && this.isPlaced(nodes.count, level)) {
      const slot = history.slots[level] as number;
      nodes.clearSlot(slot);
      if (nodes.fresh(nodes.count) === slot + 1) nodes.setProposedFresh(NOTHING);
      level++;
    }
    nodes.setProposedLevel(level);
  }

  private isPlaced(node: number, operation: number): boolean {
    return this.nodes.hasPlaced(node, this.history.slots[operation] as number);
  }

  /** Asks of the operations that are pending at a level, the one that returns first before the others. */
  private somePending(level: number, test: (operation: number) => boolean): boolean {
    const { pending, pendingStart } = this.history;
    const end = pendingStart[level + 1] as number;
    for (let at = pendingStart[level] as number; at < end; at++) {
      if (test(pending[at] as number)) return true;
    }
    return false;
  }

  private keepProposed(): void {
    const { nodes } = this;
    const level = nodes.level(nodes.count);
    if (this.isChanged(level)) {
      const state = nodes.state(nodes.count);
      const doomed = this.prospects.doomed(level, state, this.isPlacedInProposed);
      this.blockedAt = Math.max(this.blockedAt, doomed);
      if (doomed >= 0) return;
    }
    const node = nodes.keep();
    if (node === NO_NODE) return;
    this.furthest = Math.max(this.furthest, level);
    this.wait({ node, phase: 'required' }, 0);
  }

  /** The proposed node has another state than its parent, or other operations are pending. */
  private isChanged(level: number): boolean {
    const { nodes } = this;
    const parent = nodes.parent(nodes.count);
    return (
      parent === NO_NODE ||
      nodes.level(parent) !== level ||
      nodes.state(parent) !== nodes.state(nodes.count)
    );
  }

  /** Lets a node wait for its turn among those that took so many more open operations. */
  private wait(waiting: Waiting, more: number): void {
    const { nodes, agenda } = this;
    const openCount = nodes.openCount(waiting.node) + more;
    agenda.put(waiting, nodes.level(waiting.node), openCount);
  }

  private result(outcome: SearchOutcome): SearchResult<State> {
    const { nodes, steps, furthest, without } = this;
    let first = 0;
    while (nodes.level(first) !== furthest) first++;
    const statesWithout = without === -1 ? [] : this.statesFrom(furthest, without);
    return {
      outcome,
      steps,
      order: () => this.orderTo(first),
      level: furthest,
      blockedAt: Math.max(furthest, this.blockedAt),
      states: statesWithout.length > 0 ? statesWithout : this.statesFrom(furthest),
      statesOnOrders: [...this.onOrders].map((state) => this.transitions.states[state] as State),
      statesOnTheWay: this.statesFrom(Math.min(furthest, this.allStatesFrom)),
    };
  }

  private statesFrom(level: number, without?: number): State[] {
    const { nodes, transitions } = this;
    if (!this.findsAllStates) return [];
    const states = new Set<number>();
    for (let node = nodes.count - 1; node >= 0; node--) {
      const isMeant = without === undefined || !nodes.hasOpen(node, without);
      if (isMeant && nodes.level(node) >= level) states.add(nodes.state(node));
    }
    return [...states].map((state) => transitions.states[state] as State);
  }

  private orderTo(node: number): Step[] {
    const path: number[] = [];
    for (let at = node; this.nodes.parent(at) !== NO_NODE; at = this.nodes.parent(at))
      path.push(at);
    return orderOf(path.reverse(), this.nodes, this.history);
  }
}
