import { hasSameContent } from '../content-text.ts';
import { type Answered, deterministic, type Model } from '../model.ts';
import type { RegisterOperation, RegisterValue } from './register.ts';

export type CasRegisterOperation =
  | RegisterOperation
  /** Writes `value` if the register holds `expected`, and answers whether it did. */
  | { readonly kind: 'cas'; readonly expected: RegisterValue; readonly value: RegisterValue };

/** A register that can also be compared and set. */
export const casRegister: Model<RegisterValue, CasRegisterOperation, RegisterValue> = deterministic<
  RegisterValue,
  CasRegisterOperation,
  RegisterValue
>({
  name: 'cas-register',
  initial: null,
  apply(state, operation) {
    switch (operation.kind) {
      case 'read':
        return { state, answer: state };
      case 'write':
        return { state: operation.value };
      case 'cas':
        return hasSameContent(state, operation.expected)
          ? { state: operation.value, answer: true }
          : { state, answer: false };
    }
  },
  statesAfterAny,
  isRead: ({ kind }, value) => kind === 'read' || (kind === 'cas' && value === false),
  overwrites: ({ kind }) => kind === 'write',
  canAnswer,
});

function statesAfterAny(
  operation: CasRegisterOperation,
  value: RegisterValue,
): readonly RegisterValue[] | undefined {
  if (operation.kind === 'read') return value === undefined ? undefined : [value];
  return operation.kind === 'cas' && value === true ? [operation.value] : undefined;
}

function canAnswer(
  state: RegisterValue,
  { operation, value }: Answered<CasRegisterOperation, RegisterValue>,
  others: readonly Answered<CasRegisterOperation, RegisterValue>[],
): boolean {
  if (operation.kind === 'write' || value === false) return true;
  const needed = operation.kind === 'read' ? value : operation.expected;
  return (
    hasSameContent(state, needed) ||
    others.some(({ operation: other }) => 'value' in other && hasSameContent(other.value, needed))
  );
}
