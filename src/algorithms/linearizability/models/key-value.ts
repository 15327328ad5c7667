import { hasSameContent } from '../content-text.ts';
import {
  type Answered,
  deterministic,
  type Effect,
  type Model,
  type ObjectKey,
  perKey,
} from '../model.ts';

/** What a key holds: any plain value, null where there is none. */
export type KeyValueState = unknown;

/** What one key of a store is asked. */
type CellOperation =
  | { readonly kind: 'get' }
  | { readonly kind: 'put'; readonly value: unknown }
  /** Writes `value` if the key holds `expected`, and answers whether it did. */
  | { readonly kind: 'cas'; readonly expected: unknown; readonly value: unknown }
  /** Puts a text behind a text, anything else at the end of a list; begins either where there is nothing. */
  | { readonly kind: 'append'; readonly value: unknown }
  | { readonly kind: 'delete' };

export type KeyValueModelOperation = CellOperation & { readonly key: ObjectKey };

/** A store of keys and values. Only a get and a compare-and-set tell their caller anything. */
export const keyValue: Model<KeyValueState, KeyValueModelOperation, unknown> = perKey(
  'key-value',
  deterministic<KeyValueState, CellOperation, unknown>({
    name: 'key-value cell',
    initial: null,
    apply: applyToCell,
    statesAfterAny,
    isRead: ({ kind }, value) => kind === 'get' || (kind === 'cas' && value === false),
    overwrites: ({ kind }) => kind === 'put' || kind === 'delete',
    canAnswer,
  }),
);

function applyToCell(
  state: KeyValueState,
  operation: CellOperation,
): Effect<KeyValueState, unknown> | undefined {
  switch (operation.kind) {
    case 'get':
      return { state, answer: state };
    case 'put':
      return { state: operation.value };
    case 'delete':
      return { state: null };
    case 'cas':
      return hasSameContent(state, operation.expected)
        ? { state: operation.value, answer: true }
        : { state, answer: false };
    case 'append':
      return appended(state, operation.value);
  }
}

function statesAfterAny(
  operation: CellOperation,
  value: unknown,
): readonly KeyValueState[] | undefined {
  if (operation.kind === 'get') return value === undefined ? undefined : [value];
  return operation.kind === 'cas' && value === true ? [operation.value] : undefined;
}

function appended(
  state: KeyValueState,
  value: unknown,
): Effect<KeyValueState, unknown> | undefined {
  if (typeof value === 'string') {
    if (state === null) return { state: value };
    return typeof state === 'string' ? { state: state + value } : undefined;
  }
  if (state === null) return { state: [value] };
  return Array.isArray(state) ? { state: [...state, value] } : undefined;
}

function canAnswer(
  state: KeyValueState,
  { operation, value }: Answered<CellOperation, unknown>,
  others: readonly Answered<CellOperation, unknown>[],
): boolean {
  if (operation.kind === 'get') return canBecome(state, value, others);
  if (operation.kind === 'cas' && value === true)
    return canBecome(state, operation.expected, others);
  return true;
}

/** The cell must begin with what it holds or with what another operation puts there, and go on by appending. */
function canBecome(
  state: KeyValueState,
  needed: unknown,
  others: readonly Answered<CellOperation, unknown>[],
): boolean {
  if (hasSameContent(state, needed)) return true;
  const isAppended = others.some(({ operation }) => operation.kind === 'append');
  const canGrowFrom = (start: unknown): boolean =>
    hasSameContent(start, needed) || (isAppended && beginsWith(needed, start));
  return (
    canGrowFrom(state) ||
    others.some(({ operation: other }) => {
      if (other.kind === 'delete') return canGrowFrom(null);
      return (other.kind === 'put' || other.kind === 'cas') && canGrowFrom(other.value);
    })
  );
}

function beginsWith(whole: unknown, start: unknown): boolean {
  if (start === null) return true;
  if (typeof whole === 'string') return typeof start === 'string' && whole.startsWith(start);
  return (
    Array.isArray(whole) &&
    Array.isArray(start) &&
    start.every((value, index) => index < whole.length && hasSameContent(value, whole[index]))
  );
}
