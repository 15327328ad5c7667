import { HistoryError, type HistoryEvent, type HistoryOperation } from './history.ts';

/**
 * Pairs each invocation with its completion, in the order of invocations. What has none is `info`.
 *
 * A process does one thing at a time. After `info` nobody knows whether its operation is over: in Jepsen the process
 * has crashed, and its thread goes on under another number; one that goes on under the same is taken for a new one.
 */
export function pairEvents(events: readonly HistoryEvent[]): HistoryOperation[] {
  const operations: HistoryOperation[] = [];
  /** By process: the index of its operation that is under way. */
  const underWay = new Map<number | string, number>();
  events.forEach((event, at) => {
    const index = underWay.get(event.process);
    if (event.type === 'invoke') {
      if (index !== undefined) throw unfinished(event, operations[index] as HistoryOperation);
      underWay.set(event.process, operations.length);
      operations.push(invoked(event, at));
      return;
    }
    const operation = index === undefined ? undefined : operations[index];
    if (index === undefined || operation?.f !== event.f) throw unexpected(event, operation);
    underWay.delete(event.process);
    operations[index] = completed(operation, event, at);
  });
  return operations;
}

function invoked({ process, f, key, value, place }: HistoryEvent, at: number): HistoryOperation {
  return {
    process,
    f,
    key,
    argument: value,
    outcome: 'info',
    answer: undefined,
    invokedAt: at,
    returnedAt: undefined,
    invokedPlace: place,
    returnedPlace: undefined,
  };
}

function completed(
  operation: HistoryOperation,
  { type, value, place }: HistoryEvent,
  at: number,
): HistoryOperation {
  return {
    ...operation,
    outcome: type === 'invoke' ? 'info' : type,
    answer: value,
    returnedAt: at,
    returnedPlace: place,
  };
}

function unfinished({ place, process, f }: HistoryEvent, open: HistoryOperation): HistoryError {
  return new HistoryError(
    place,
    `process ${process} invoking ${f} while its ${open.f} of line ${open.invokedPlace.line} is under way`,
    'a process does one thing at a time: complete that with ok, fail or info first',
  );
}

function unexpected(
  { place, process, type, f }: HistoryEvent,
  open: HistoryOperation | undefined,
): HistoryError {
  const underWay =
    open === undefined
      ? 'it has nothing under way'
      : `what it has under way is the ${open.f} of line ${open.invokedPlace.line}`;
  return new HistoryError(place, `${type} of ${f} by process ${process}`, underWay);
}
