import { deterministic, type Model } from '../model.ts';

export type CounterOperation =
  /** Adds a whole number, which may be negative. */
  { readonly kind: 'add'; readonly amount: number } | { readonly kind: 'read' };

/** A number that can be added to and read. */
export const counter: Model<number, CounterOperation, number> = deterministic({
  name: 'counter',
  initial: 0,
  apply: (state, operation) =>
    operation.kind === 'read' ? { state, answer: state } : { state: state + operation.amount },
  identity: (state) => state,
  statesAfterAny: ({ kind }, value) =>
    kind === 'read' && value !== undefined ? [value] : undefined,
  isRead: ({ kind }) => kind === 'read',
  commutes: (left, right) => left.kind === right.kind,
  canAnswer(state, { operation, value }, others) {
    if (operation.kind === 'add' || value === undefined) return true;
    const amounts = others.map(({ operation: other }) => (other.kind === 'add' ? other.amount : 0));
    const least = amounts.reduce((sum, amount) => sum + Math.min(0, amount), state);
    const most = amounts.reduce((sum, amount) => sum + Math.max(0, amount), state);
    return least <= value && value <= most;
  },
});
