import { contentText, hasSameContent } from './content-text.ts';

/** What tells apart the independent objects of a history, such as the key of a register. */
export type ObjectKey = string | number;

/**
 * A sequential specification: what an object does when its operations happen one after another.
 *
 * States, operations and values are plain and immutable.
 */
export interface Model<State, Operation, Value> {
  readonly name: string;
  readonly initial: State;
  /**
   * The states that the object may be in after an operation that answered `value`; none where it cannot have
   * answered that. An undefined value is unknown: every answer is possible.
   */
  step(state: State, operation: Operation, value: Value | undefined): readonly State[];
  /**
   * Which object the operation is about, where the model describes one of many that know nothing of each other.
   * The histories of different objects are judged apart [Horn 2015].
   */
  key?(operation: Operation): ObjectKey;
  /** Equal for equal states and for no others. By default the state's content as text. */
  identity?(state: State): string | number;
  /** What the operation would answer in this state, to tell people what was possible instead. */
  answer?(state: State, operation: Operation): Value | undefined;

  // What follows makes the search faster where it says so, and is never needed.

  /**
   * The states that the object may be in after an operation that answered `value`, whatever it was before; undefined
   * where that could be too many.
   */
  statesAfterAny?(operation: Operation, value: Value | undefined): readonly State[] | undefined;
  /** True of an operation that changes no state when it answers this. */
  isRead?(operation: Operation, value: Value | undefined): boolean;
  /** True of an operation that is possible in every state, answers nothing and always leads to the same state. */
  overwrites?(operation: Operation): boolean;
  /**
   * True of two operations whose order never matters: from every state both orders are possible or neither, and lead
   * to the same states.
   */
  commutes?(left: Operation, right: Operation): boolean;
  /**
   * False where the operation can never answer `value`, whichever of the others happen before it, in whatever order.
   * May say true where that is hard to tell.
   */
  canAnswer?(
    state: State,
    asked: Answered<Operation, Value>,
    others: readonly Answered<Operation, Value>[],
  ): boolean;
}

/** An operation with its answer, which is undefined where it is unknown. */
export interface Answered<Operation, Value> {
  readonly operation: Operation;
  readonly value: Value | undefined;
}

/** What an operation does to an object in a given state. */
export interface Effect<State, Value> {
  readonly state: State;
  /** Undefined where the operation tells its caller nothing: then any value fits. */
  readonly answer?: Value;
}

/** A model in which every operation has one effect in every state, or is impossible there. */
export interface DeterministicModel<State, Operation, Value>
  extends Omit<Model<State, Operation, Value>, 'step' | 'answer'> {
  /** Undefined where the operation cannot happen. */
  apply(state: State, operation: Operation): Effect<State, Value> | undefined;
  /** Whether two answers are the same; by default when their content is. */
  isSameAnswer?(expected: Value, found: Value): boolean;
}

/** Makes a model of what each operation does and answers. */
export function deterministic<State, Operation, Value>(
  description: DeterministicModel<State, Operation, Value>,
): Model<State, Operation, Value> {
  const { apply, isSameAnswer = hasSameContent, ...rest } = description;
  return {
    ...rest,
    step(state, operation, value) {
      const effect = apply(state, operation);
      if (effect === undefined) return [];
      const isKnown = value !== undefined && effect.answer !== undefined;
      return isKnown && !isSameAnswer(effect.answer, value) ? [] : [effect.state];
    },
    answer: (state, operation) => apply(state, operation)?.answer,
  };
}

/** Many independent objects of one model, each with a key that its operations name. */
export function perKey<State, Operation, Value>(
  name: string,
  model: Model<State, Operation, Value>,
): Model<State, Operation & { readonly key: ObjectKey }, Value> {
  return { ...model, name, key: ({ key }) => key };
}

/** The same model with another state to begin with. */
export function withInitial<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  initial: State,
): Model<State, Operation, Value> {
  return { ...model, initial };
}

/** What tells this state from all others. */
export function identityOf<State>(
  model: Pick<Model<State, never, never>, 'identity'>,
  state: State,
): string | number {
  return model.identity === undefined ? contentText(state) : model.identity(state);
}
