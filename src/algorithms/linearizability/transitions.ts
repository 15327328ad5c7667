import { type Answered, identityOf, type Model } from './model.ts';

/** The number of the state that nobody knows, of a search that begins in the midst of a history. */
export const ANY_STATE = -1;
const ANY_STATES: readonly number[] = [ANY_STATE];

/** Numbers the states of a model as they are reached, and remembers every step, so that each is taken once. */
export class Transitions<State, Operation, Value> {
  /** By number; 0 is the initial state. */
  readonly states: State[] = [];
  /** What making states has cost so far: large ones cost more. */
  work = 0;
  private readonly model: Model<State, Operation, Value>;
  private readonly kinds: readonly Answered<Operation, Value>[];
  private readonly numbers: Map<string | number, number> = new Map();
  private readonly steps: Map<number, readonly number[]> = new Map();

  constructor(model: Model<State, Operation, Value>, kinds: readonly Answered<Operation, Value>[]) {
    this.model = model;
    this.kinds = kinds;
    this.numberOf(model.initial);
  }

  /** The states after an operation of this kind; none where it is impossible. */
  after(state: number, kind: number): readonly number[] {
    // What nobody knows comes before 0.
    const step = (state + 1) * this.kinds.length + kind;
    let next = this.steps.get(step);
    if (next === undefined) {
      next = state === ANY_STATE ? this.afterAny(kind) : this.afterKnown(state, kind);
      this.steps.set(step, next);
    }
    return next;
  }

  private afterKnown(state: number, kind: number): readonly number[] {
    const { operation, value } = this.kinds[kind] as Answered<Operation, Value>;
    const states = this.model.step(this.states[state] as State, operation, value);
    return states.length === 0 ? NONE : states.map((reached) => this.numberOf(reached));
  }

  private afterAny(kind: number): readonly number[] {
    const { operation, value } = this.kinds[kind] as Answered<Operation, Value>;
    if (this.model.overwrites?.(operation)) return this.afterKnown(0, kind);
    const states = this.model.statesAfterAny?.(operation, value);
    return states === undefined ? ANY_STATES : states.map((reached) => this.numberOf(reached));
  }

  private numberOf(state: State): number {
    const identity = identityOf(this.model, state);
    let number = this.numbers.get(identity);
    if (number === undefined) {
      number = this.states.length;
      this.numbers.set(identity, number);
      this.states.push(state);
      this.work += typeof identity === 'string' ? 4 + (identity.length >>> 4) : 4;
    }
    return number;
  }
}

const NONE: readonly number[] = [];
