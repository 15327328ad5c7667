import type { Model } from '../../../src/algorithms/linearizability/model.ts';
import {
  type CasRegisterOperation,
  casRegister,
} from '../../../src/algorithms/linearizability/models/cas-register.ts';
import {
  type CounterOperation,
  counter,
} from '../../../src/algorithms/linearizability/models/counter.ts';
import {
  type KeyValueModelOperation,
  keyValue,
} from '../../../src/algorithms/linearizability/models/key-value.ts';
import { multiRegister } from '../../../src/algorithms/linearizability/models/multi-register.ts';
import { mutex } from '../../../src/algorithms/linearizability/models/mutex.ts';
import {
  type QueueOperation,
  queue,
} from '../../../src/algorithms/linearizability/models/queue.ts';
import {
  type RegisterOperation,
  register,
} from '../../../src/algorithms/linearizability/models/register.ts';
import { type SetOperation, set } from '../../../src/algorithms/linearizability/models/set.ts';
import type { Rng } from '../../../src/core/rng.ts';
import type { Drawing } from './random-history.ts';

/** A model with a way to draw operations on it. */
export interface Subject {
  readonly model: Model<unknown, unknown, unknown>;
  readonly drawing: Drawing<unknown, unknown>;
}

function subject<State, Operation extends { readonly kind: string }, Value>(
  model: Model<State, Operation, Value>,
  operation: (rng: Rng) => Operation,
  /** By kind of operation: what it may answer. What those without an entry answer says nothing of the object. */
  values: Readonly<Record<string, (rng: Rng) => Value>>,
): Subject {
  const value = ({ kind }: Operation, rng: Rng) => {
    if (rng.next() < 0.1) return undefined;
    return values[kind] === undefined
      ? oneOf(rng, [() => 'OK', () => undefined])
      : values[kind](rng);
  };
  return { model, drawing: { operation, value } } as Subject;
}

const bit = (rng: Rng): number => rng.integer(0, 1);
const digit = (rng: Rng): number => rng.integer(0, 2);
const coin = (rng: Rng): boolean => rng.next() < 0.5;
const nothingOr = <V>(rng: Rng, draw: (rng: Rng) => V): V | null =>
  rng.next() < 0.2 ? null : draw(rng);
const oneOf = <V>(rng: Rng, options: readonly (() => V)[]): V =>
  (options[rng.integer(0, options.length - 1)] as () => V)();

const registerOperation = (rng: Rng): RegisterOperation =>
  coin(rng) ? { kind: 'read' } : { kind: 'write', value: digit(rng) };
const cellOperation = (rng: Rng): CasRegisterOperation =>
  oneOf<CasRegisterOperation>(rng, [
    () => ({ kind: 'read' }),
    () => ({ kind: 'write', value: digit(rng) }),
    () => ({ kind: 'cas', expected: digit(rng), value: digit(rng) }),
  ]);
const cellValues = { read: (rng: Rng) => nothingOr(rng, digit), cas: coin };

/** Every model, with operations over so few values that they meet. */
export const subjects: readonly Subject[] = [
  subject(register, registerOperation, { read: (rng) => nothingOr(rng, digit) }),
  subject(casRegister, cellOperation, cellValues),
  subject(multiRegister, (rng) => ({ ...cellOperation(rng), key: bit(rng) }), cellValues),
  subject(
    keyValue,
    (rng) => {
      const key = bit(rng);
      return oneOf<KeyValueModelOperation>(rng, [
        () => ({ kind: 'get', key }),
        () => ({ kind: 'put', key, value: String(bit(rng)) }),
        () => ({ kind: 'cas', key, expected: String(bit(rng)), value: String(bit(rng)) }),
        () => ({ kind: 'append', key, value: String(bit(rng)) }),
        () => ({ kind: 'delete', key }),
      ]);
    },
    {
      get: (rng) => nothingOr(rng, () => String(bit(rng)) + (coin(rng) ? String(bit(rng)) : '')),
      cas: coin,
    },
  ),
  subject(mutex, (rng) => ({ kind: coin(rng) ? 'acquire' : 'release' }), {}),
  subject(
    queue,
    (rng): QueueOperation =>
      coin(rng) ? { kind: 'dequeue' } : { kind: 'enqueue', value: digit(rng) },
    { dequeue: (rng) => nothingOr(rng, digit) },
  ),
  subject(
    set,
    (rng) =>
      oneOf<SetOperation>(rng, [
        () => ({ kind: 'add', value: bit(rng) }),
        () => ({ kind: 'remove', value: bit(rng) }),
        () => ({ kind: 'contains', value: bit(rng) }),
        () => ({ kind: 'read' }),
      ]),
    { contains: coin, read: (rng) => (coin(rng) ? [bit(rng)] : coin(rng) ? [] : [1, 0]) },
  ),
  subject(
    counter,
    (rng): CounterOperation =>
      coin(rng) ? { kind: 'read' } : { kind: 'add', amount: rng.integer(-1, 2) },
    { read: (rng) => rng.integer(0, 3) },
  ),
];
