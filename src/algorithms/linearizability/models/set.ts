import { contentText, hasSameContent } from '../content-text.ts';
import { type Answered, deterministic, type Effect, type Model } from '../model.ts';

export type SetOperation =
  | { readonly kind: 'add'; readonly value: unknown }
  | { readonly kind: 'remove'; readonly value: unknown }
  /** Answers whether the value is in the set. */
  | { readonly kind: 'contains'; readonly value: unknown }
  /** Answers all values, in any order. */
  | { readonly kind: 'read' };

/** The values of a set, sorted by their content's text. */
export type SetState = readonly unknown[];

/** A set of values. Adding what is there and removing what is not change nothing. */
export const set: Model<SetState, SetOperation, unknown> = deterministic({
  name: 'set',
  initial: [],
  apply: applyToSet,
  isSameAnswer: (expected, found) =>
    hasSameContent(expected, Array.isArray(found) ? setOf(found) : found),
  statesAfterAny: ({ kind }, value) =>
    kind === 'read' && Array.isArray(value) ? [setOf(value)] : undefined,
  isRead,
  commutes,
  canAnswer,
});

/** The state of a set with these values. */
export function setOf(values: readonly unknown[]): SetState {
  const texts = values.map((value) => ({ value, text: contentText(value) }));
  texts.sort((left, right) => (left.text < right.text ? -1 : left.text > right.text ? 1 : 0));
  return texts.map(({ value }) => value);
}

function applyToSet(state: SetState, operation: SetOperation): Effect<SetState, unknown> {
  if (operation.kind === 'read') return { state, answer: state };
  switch (operation.kind) {
    case 'contains':
      return { state, answer: isIn(state, operation.value) };
    case 'add':
      return { state: isIn(state, operation.value) ? state : inserted(state, operation.value) };
    case 'remove':
      return { state: isIn(state, operation.value) ? removed(state, operation.value) : state };
  }
}

function isIn(state: SetState, value: unknown): boolean {
  const place = placeOf(state, value);
  return place < state.length && hasSameContent(state[place], value);
}

function inserted(state: SetState, value: unknown): SetState {
  return state.toSpliced(placeOf(state, value), 0, value);
}

function removed(state: SetState, value: unknown): SetState {
  return state.toSpliced(placeOf(state, value), 1);
}

/** The first place whose value does not sort before this one. */
function placeOf(state: SetState, value: unknown): number {
  const text = contentText(value);
  let low = 0;
  let high = state.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (contentText(state[middle]) < text) low = middle + 1;
    else high = middle;
  }
  return low;
}

function commutes(left: SetOperation, right: SetOperation): boolean {
  if (left.kind === 'read' || right.kind === 'read') return isRead(left) && isRead(right);
  return left.kind === right.kind || !hasSameContent(left.value, right.value);
}

/** What is in the set and shall not be must be removed by others, and the other way round. */
function canAnswer(
  state: SetState,
  { operation, value }: Answered<SetOperation, unknown>,
  others: readonly Answered<SetOperation, unknown>[],
): boolean {
  const may = (kind: 'add' | 'remove', element: unknown): boolean =>
    others.some(({ operation: o }) => o.kind === kind && hasSameContent(o.value, element));
  if (operation.kind === 'contains') {
    const isThere = isIn(state, operation.value);
    return isThere === value || may(isThere ? 'remove' : 'add', operation.value);
  }
  if (operation.kind !== 'read' || !Array.isArray(value)) return true;
  const wanted = setOf(value);
  return (
    state.every((element) => isIn(wanted, element) || may('remove', element)) &&
    wanted.every((element) => isIn(state, element) || may('add', element))
  );
}

function isRead({ kind }: SetOperation): boolean {
  return kind === 'contains' || kind === 'read';
}
