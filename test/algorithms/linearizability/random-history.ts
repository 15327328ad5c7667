import type { TimedOperation } from '../../../src/algorithms/linearizability/timed-operation.ts';
import type { Rng } from '../../../src/core/rng.ts';
import { open } from './histories.ts';

/** What a random history is made of: how operations and their answers are drawn. */
export interface Drawing<Operation, Value> {
  readonly operation: (rng: Rng) => Operation;
  readonly value: (operation: Operation, rng: Rng) => Value | undefined;
}

/** A small history of some processes, whose answers are drawn blindly: some histories are linearizable, some are not. */
export function randomHistory<Operation, Value>(
  rng: Rng,
  drawing: Drawing<Operation, Value>,
  mostOperations: number,
): TimedOperation<Operation, Value>[] {
  const operations: TimedOperation<Operation, Value>[] = [];
  /** By process: the index of its operation that is under way. */
  const underWay: (number | undefined)[] = new Array(rng.integer(2, 4)).fill(undefined);
  const eventCount = 2 * rng.integer(1, mostOperations);
  for (let now = 0; now < eventCount || underWay.some((index) => index !== undefined); now++) {
    const process = rng.integer(0, underWay.length - 1);
    const index = underWay[process];
    if (index !== undefined) {
      operations[index] = completed(operations[index] as never, now, rng, drawing);
      underWay[process] = undefined;
    } else if (operations.length < eventCount / 2) {
      underWay[process] = operations.length;
      operations.push(open(process, drawing.operation(rng), now));
    }
  }
  return operations;
}

function completed<Operation, Value>(
  begun: TimedOperation<Operation, Value>,
  returnedAt: number,
  rng: Rng,
  { value }: Drawing<Operation, Value>,
): TimedOperation<Operation, Value> {
  const luck = rng.next();
  if (luck < 0.2) return begun;
  if (luck < 0.3) return { ...begun, outcome: 'fail', returnedAt };
  return { ...begun, outcome: 'ok', value: value(begun.operation, rng), returnedAt };
}
