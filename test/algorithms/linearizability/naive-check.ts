import type { Model, ObjectKey } from '../../../src/algorithms/linearizability/model.ts';
import type { TimedOperation } from '../../../src/algorithms/linearizability/timed-operation.ts';

/**
 * The definition, word for word: tries every order of the operations that respects real time, with and without those
 * that nobody knows of, on all objects at once. For a handful of operations only.
 */
export function isLinearizableNaively<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  operations: readonly TimedOperation<Operation, Value>[],
): boolean {
  const happened = operations.filter(({ outcome }) => outcome !== 'fail');
  return canFinish(model, happened, new Map());
}

type States<State> = ReadonlyMap<ObjectKey | undefined, State>;

function canFinish<State, Operation, Value>(
  model: Model<State, Operation, Value>,
  left: readonly TimedOperation<Operation, Value>[],
  states: States<State>,
): boolean {
  if (left.every(({ outcome }) => outcome === 'info')) return true;
  const firstReturn = Math.min(
    ...left.map(({ outcome, returnedAt = 0 }) => (outcome === 'ok' ? returnedAt : Infinity)),
  );
  return left.some((next, index) => {
    if (next.invokedAt > firstReturn) return false;
    const rest = left.toSpliced(index, 1);
    const key = model.key?.(next.operation);
    const state = states.has(key) ? (states.get(key) as State) : model.initial;
    const value = next.outcome === 'ok' ? next.value : undefined;
    return model
      .step(state, next.operation, value)
      .some((reached) => canFinish(model, rest, new Map(states).set(key, reached)));
  });
}
