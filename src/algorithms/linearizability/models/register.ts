import { hasSameContent } from '../content-text.ts';
import { deterministic, type Model } from '../model.ts';

/** What a register holds: any plain value, null where nothing was ever written. */
export type RegisterValue = unknown;

export type RegisterOperation =
  | { readonly kind: 'read' }
  | { readonly kind: 'write'; readonly value: RegisterValue };

/** A cell that can be written and read. */
export const register: Model<RegisterValue, RegisterOperation, RegisterValue> = deterministic<
  RegisterValue,
  RegisterOperation,
  RegisterValue
>({
  name: 'register',
  initial: null,
  apply: (state, operation) =>
    operation.kind === 'read' ? { state, answer: state } : { state: operation.value },
  statesAfterAny: ({ kind }, value) =>
    kind === 'read' && value !== undefined ? [value] : undefined,
  isRead: ({ kind }) => kind === 'read',
  overwrites: ({ kind }) => kind === 'write',
  canAnswer: (state, { operation, value }, others) =>
    operation.kind === 'write' ||
    hasSameContent(state, value) ||
    others.some(({ operation: other }) => 'value' in other && hasSameContent(other.value, value)),
});
