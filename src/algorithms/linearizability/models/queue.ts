import { hasSameContent } from '../content-text.ts';
import { type Answered, deterministic, type Model } from '../model.ts';

export type QueueOperation =
  | { readonly kind: 'enqueue'; readonly value: unknown }
  /** Answers the value that waited longest, or null where none did. */
  | { readonly kind: 'dequeue' };

/** The values that wait, the one that waited longest first. */
export type QueueState = readonly unknown[];

/** A queue that gives values in the order in which they came. */
export const queue: Model<QueueState, QueueOperation, unknown> = deterministic<
  QueueState,
  QueueOperation,
  unknown
>({
  name: 'queue',
  initial: [],
  apply(state, operation) {
    if (operation.kind === 'enqueue') return { state: [...state, operation.value] };
    return state.length === 0
      ? { state, answer: null }
      : { state: state.slice(1), answer: state[0] };
  },
  canAnswer,
});

/** Whatever waits before the needed value must be taken out by others. */
function canAnswer(
  state: QueueState,
  { operation, value: needed }: Answered<QueueOperation, unknown>,
  others: readonly Answered<QueueOperation, unknown>[],
): boolean {
  if (operation.kind === 'enqueue') return true;
  const place = state.findIndex((value) => hasSameContent(value, needed));
  const comesLater = others.some(
    ({ operation: other }) => other.kind === 'enqueue' && hasSameContent(other.value, needed),
  );
  if (place === -1 && needed !== null && !comesLater) return false;
  const before = place === -1 ? state : state.slice(0, place);
  return before.every((value) =>
    others.some(
      (other) =>
        other.operation.kind === 'dequeue' &&
        (other.value === undefined || hasSameContent(other.value, value)),
    ),
  );
}
