import type { TimedOperation } from '../../../src/algorithms/linearizability/timed-operation.ts';

/** An operation of process `process` that was answered `value` between two instants. */
export function ok<Operation, Value>(
  process: number,
  operation: Operation,
  [invokedAt, returnedAt]: readonly [number, number],
  value?: Value,
): TimedOperation<Operation, Value> {
  return { process, operation, outcome: 'ok', value, invokedAt, returnedAt };
}

/** An operation that began and of which nothing was heard again. */
export function open<Operation>(
  process: number,
  operation: Operation,
  invokedAt: number,
): TimedOperation<Operation, never> {
  return {
    process,
    operation,
    outcome: 'info',
    value: undefined,
    invokedAt,
    returnedAt: undefined,
  };
}

export const read = { kind: 'read' } as const;
export const write = (value: unknown) => ({ kind: 'write', value }) as const;
