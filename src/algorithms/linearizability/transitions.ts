import { type Answered, identityOf, type Model } from './model.ts';

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
    const step = state * this.kinds.length + kind;
    let next = this.steps.get(step);
    if (next === undefined) {
      const { operation, value } = this.kinds[kind] as Answered<Operation, Value>;
      const states = this.model.step(this.states[state] as State, operation, value);
      next = states.length === 0 ? NONE : states.map((reached) => this.numberOf(reached));
      this.steps.set(step, next);
    }
    return next;
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
