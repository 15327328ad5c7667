import {
  type Model,
  type ObjectKey,
  perKey,
  withInitial,
} from '../../algorithms/linearizability/model.ts';
import { casRegister } from '../../algorithms/linearizability/models/cas-register.ts';
import { counter } from '../../algorithms/linearizability/models/counter.ts';
import { keyValue } from '../../algorithms/linearizability/models/key-value.ts';
import { multiRegister } from '../../algorithms/linearizability/models/multi-register.ts';
import { mutex } from '../../algorithms/linearizability/models/mutex.ts';
import { queue } from '../../algorithms/linearizability/models/queue.ts';
import { register } from '../../algorithms/linearizability/models/register.ts';
import { set, setOf } from '../../algorithms/linearizability/models/set.ts';
import type { TimedOperation } from '../../algorithms/linearizability/timed-operation.ts';
import { formatPlain, HistoryError, type HistoryOperation, type Plain } from './history.ts';

type AnyModel = Model<unknown, Operation & { readonly key: ObjectKey }, Plain>;
type Operation = Readonly<Record<string, unknown>> & { readonly kind: string };

/** How a history writes one kind of operation. */
interface Verb {
  readonly names: readonly string[];
  /** Behind the name: what is asked, such as `[old new]`; empty where nothing is. */
  readonly argument: string;
  /** The model's operation, or undefined where the argument is not of that form. */
  operation(argument: Plain | undefined): Operation | undefined;
  /** What an operation that succeeded answered, as the model has it; without this it answers nothing. */
  answer?(answer: Plain | undefined): Plain | undefined;
}

/** A model under the names by which histories call its operations. */
export interface HistoryModel {
  readonly name: string;
  readonly sentence: string;
  readonly model: AnyModel;
  /** Every value of its operations is a pair [key value], unless the history has a field for the key. */
  readonly isKeyed: boolean;
  readonly verbs: readonly Verb[];
  /** The initial state from what a user wrote, or undefined where it is none; says what is accepted. */
  readonly initial: { readonly accepted: string; state(value: Plain): unknown };
}

/** Whatever the model, a history may have many such objects. */
function keyed<State, ModelOperation, Value>(model: Model<State, ModelOperation, Value>): AnyModel {
  return perKey(model.name, model) as unknown as AnyModel;
}

const same = (answer: Plain | undefined): Plain | undefined => answer;
/** In Jepsen a compare-and-set that succeeded repeats its argument, and one that did not failed. */
const swapped = (answer: Plain | undefined): Plain => (typeof answer === 'boolean' ? answer : true);
const withValue =
  (kind: string) =>
  (value: Plain | undefined): Operation | undefined =>
    value === undefined ? undefined : { kind, value };
const bare = (kind: string) => (): Operation => ({ kind });
const amountOf =
  (sign: 1 | -1) =>
  (value: Plain | undefined): Operation | undefined => {
    const amount = value ?? 1;
    return Number.isSafeInteger(amount)
      ? { kind: 'add', amount: sign * (amount as number) }
      : undefined;
  };

const read: Verb = {
  names: ['read', 'get', 'r'],
  argument: '',
  operation: bare('read'),
  answer: same,
};
const write: Verb = { names: ['write', 'put', 'w'], argument: 'V', operation: withValue('write') };
const cas: Verb = {
  names: ['cas', 'compare-and-set', 'compare-and-swap'],
  argument: '[OLD NEW]',
  operation: (value) =>
    Array.isArray(value) && value.length === 2
      ? { kind: 'cas', expected: value[0], value: value[1] }
      : undefined,
  answer: swapped,
};

const anyValue = { accepted: 'write any value', state: (value: Plain): unknown => value };
const anyList = (state: (values: readonly Plain[]) => unknown) => ({
  accepted: 'write a list such as [1 2]',
  state: (value: Plain) => (Array.isArray(value) ? state(value) : undefined),
});

/** The models that a history may be checked against. */
export const historyModels: readonly HistoryModel[] = [
  {
    name: 'register',
    sentence: 'a cell that can be written and read',
    model: keyed(register),
    isKeyed: false,
    verbs: [read, write],
    initial: anyValue,
  },
  {
    name: 'cas-register',
    sentence: 'a register that can also be compared and set',
    model: keyed(casRegister),
    isKeyed: false,
    verbs: [read, write, cas],
    initial: anyValue,
  },
  {
    name: 'multi-register',
    sentence: 'many compare-and-set registers, each with a key',
    model: keyed(multiRegister),
    isKeyed: true,
    verbs: [read, write, cas],
    initial: anyValue,
  },
  {
    name: 'key-value',
    sentence: 'a store of keys and values, which can also be appended to',
    model: keyed(keyValue),
    isKeyed: true,
    verbs: [
      { ...read, operation: bare('get') },
      { ...write, operation: withValue('put') },
      cas,
      { names: ['append'], argument: 'V', operation: withValue('append') },
      { names: ['delete'], argument: '', operation: bare('delete') },
    ],
    initial: anyValue,
  },
  {
    name: 'mutex',
    sentence: 'a lock, without knowledge of who holds it',
    model: keyed(mutex),
    isKeyed: false,
    verbs: [
      { names: ['acquire', 'lock'], argument: '', operation: bare('acquire') },
      { names: ['release', 'unlock'], argument: '', operation: bare('release') },
    ],
    initial: {
      accepted: 'write free or held',
      state: (value) => ['free', 'held'].find((state) => value === state || value === `:${state}`),
    },
  },
  {
    name: 'queue',
    sentence: 'first in, first out; a dequeue of nil found it empty',
    model: keyed(queue),
    isKeyed: false,
    verbs: [
      { names: ['enqueue', 'push'], argument: 'V', operation: withValue('enqueue') },
      { names: ['dequeue', 'pop'], argument: '', operation: bare('dequeue'), answer: same },
    ],
    initial: anyList((values) => values),
  },
  {
    name: 'set',
    sentence: 'values that can be added, removed, asked for, and read all at once',
    model: keyed(set),
    isKeyed: false,
    verbs: [
      { names: ['add'], argument: 'V', operation: withValue('add') },
      { names: ['remove'], argument: 'V', operation: withValue('remove') },
      {
        names: ['contains'],
        argument: 'V',
        operation: withValue('contains'),
        answer: (answer) => (typeof answer === 'boolean' ? answer : undefined),
      },
      { names: ['read'], argument: '', operation: bare('read'), answer: same },
    ],
    initial: anyList(setOf),
  },
  {
    name: 'counter',
    sentence: 'a whole number that can be added to and read',
    model: keyed(counter),
    isKeyed: false,
    verbs: [
      { names: ['add', 'inc', 'increment'], argument: '[N]', operation: amountOf(1) },
      { names: ['dec', 'decrement'], argument: '[N]', operation: amountOf(-1) },
      { ...read, names: ['read', 'get'] },
    ],
    initial: {
      accepted: 'write a whole number',
      state: (value) => (Number.isSafeInteger(value) ? value : undefined),
    },
  },
];

/** The same model, beginning with what a user wrote; undefined where that is no state of it. */
export function beginningWith(model: HistoryModel, value: Plain): HistoryModel | undefined {
  const state = model.initial.state(value);
  return state === undefined ? undefined : { ...model, model: withInitial(model.model, state) };
}

/** An operation of a history in the terms of the model, with what there is to print of it. */
export interface ReadOperation {
  readonly timed: TimedOperation<unknown, Plain>;
  /** Such as `cas [0 1]`. */
  readonly asked: string;
  readonly key: string | number | undefined;
}

/** Reads an operation as the model has it. Throws `HistoryError` where the model knows no such operation. */
export function readOperation(model: HistoryModel, written: HistoryOperation): ReadOperation {
  const { f, argument, answer, outcome, invokedPlace } = written;
  const verb = model.verbs.find(({ names }) => names.includes(f));
  if (verb === undefined) {
    throw new HistoryError(
      invokedPlace,
      `the operation ${f}`,
      `a ${model.name} has ${verbsOf(model)}`,
    );
  }
  if (!model.isKeyed && verb.argument === '' && Array.isArray(argument) && argument.length === 2) {
    const accepted = `a ${model.name} is one object: for pairs of key and value add --keyed`;
    throw new HistoryError(invokedPlace, `${f} ${formatPlain(argument)}`, accepted);
  }
  const isTuple = model.isKeyed && written.key === undefined;
  const key = isTuple ? tupleOf(argument, written)[0] : written.key;
  const asked = isTuple ? tupleOf(argument, written)[1] : argument;
  const operation = verb.operation(asked);
  if (operation === undefined) {
    const found = `${f} ${formatPlain(asked)}`;
    throw new HistoryError(invokedPlace, found, `write ${f} ${verb.argument}`);
  }
  const answered = outcome === 'ok' && isTuple && verb.answer !== undefined && answer !== undefined;
  const value = answered ? tupleOf(answer, written)[1] : answer;
  return {
    key,
    asked: verb.argument === '' ? f : `${f} ${formatPlain(asked)}`,
    timed: {
      process: written.process,
      operation: { ...operation, ...(key !== undefined && { key }) },
      outcome,
      value: outcome === 'ok' ? verb.answer?.(value) : undefined,
      invokedAt: written.invokedAt,
      returnedAt: outcome === 'ok' ? written.returnedAt : undefined,
    },
  };
}

/** What a model's operations are called, to tell users: `read, write V, cas [old new]`. */
export function verbsOf({ verbs, isKeyed }: HistoryModel): string {
  const names = verbs.map(({ names: [name], argument }) => `${name} ${argument}`.trim());
  return isKeyed ? `${names.join(', ')}, each of a pair [KEY V]` : names.join(', ');
}

function tupleOf(value: Plain | undefined, written: HistoryOperation): [string | number, Plain] {
  if (Array.isArray(value) && value.length === 2) {
    const [key, inner] = value as [Plain, Plain];
    if (typeof key === 'string' || typeof key === 'number') return [key, inner];
  }
  throw new HistoryError(
    written.invokedPlace,
    `${written.f} ${formatPlain(value)}`,
    'write a pair of a key and a value, such as [7 nil], or give the operation a field key',
  );
}
