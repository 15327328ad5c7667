import type { Micros } from '../../core/micros.ts';
import { type EngineObservation, type Fact, NO_NODE } from '../../core/observation.ts';
import type { TimedOperation } from './timed-operation.ts';

export type ClientEvent = Extract<
  EngineObservation,
  { type: 'client:invoked' } | { type: 'client:completed' }
>;

/** An operation whose end is filled in once it is known. */
type Growing<Operation, Value> = {
  -readonly [Field in keyof TimedOperation<Operation, Value>]: TimedOperation<
    Operation,
    Value
  >[Field];
};

/**
 * What the clients of one trial did. An event's place in it is its instant: what matters is what came before what.
 * To keep an event costs next to nothing; what the operations were is made out when somebody asks.
 */
export class ClientHistory<Operation, Value> {
  private readonly events: ClientEvent[] = [];
  private readonly timesUs: Micros[] = [];

  add(event: ClientEvent, atUs: Micros): void {
    this.events.push(event);
    this.timesUs.push(atUs);
  }

  /**
   * The operations on the object, each with what became of it, in the order of their invocations; and for each event in
   * order the index of the operation that began with it, or one more than that, negated, of the one that was answered.
   */
  read(toModelOperation: (operation: unknown) => Operation | undefined): {
    readonly operations: readonly TimedOperation<Operation, Value>[];
    readonly ends: readonly number[];
  } {
    const operations: Growing<Operation, Value>[] = [];
    const ends: number[] = [];
    const sequences = new Sequences();
    this.events.forEach((event, instant) => {
      if (event.type === 'client:invoked') {
        const operation = toModelOperation(event.operation);
        if (operation === undefined) return;
        sequences.put(event, operations.length);
        ends.push(operations.length);
        operations.push(begun(event.client, operation, instant));
        return;
      }
      const index = sequences.at(event);
      if (index === undefined) return;
      const operation = operations[index] as Growing<Operation, Value>;
      operation.outcome = event.outcome;
      operation.returnedAt = instant;
      if (event.outcome !== 'ok') return;
      operation.value = event.value as Value;
      ends.push(-1 - index);
    });
    return { operations, ends };
  }

  /** True when some operation was done and its answer passes a test. */
  someAnswer(test: (operation: unknown, value: unknown) => boolean): boolean {
    return this.events.some(
      (event) =>
        event.type === 'client:completed' &&
        event.outcome === 'ok' &&
        test(event.operation, event.value),
    );
  }

  /** The event at an instant, as a fact. */
  factAt(instant: number): Fact {
    const observation = this.events[instant] as ClientEvent;
    return { atUs: this.timesUs[instant] as Micros, node: NO_NODE, observation };
  }
}

/** By client and sequence: the index of an operation. */
class Sequences {
  private readonly byClient: (number | undefined)[][] = [];

  at({ client, sequence }: ClientEvent): number | undefined {
    return this.byClient[client]?.[sequence];
  }

  put({ client, sequence }: ClientEvent, index: number): void {
    while (this.byClient.length <= client) this.byClient.push([]);
    const row = this.byClient[client] as (number | undefined)[];
    while (row.length < sequence) row.push(undefined);
    row[sequence] = index;
  }
}

function begun<Operation, Value>(
  process: number,
  operation: Operation,
  invokedAt: number,
): Growing<Operation, Value> {
  return {
    process,
    operation,
    outcome: 'info',
    value: undefined,
    invokedAt,
    returnedAt: undefined,
  };
}
