import { assert } from '../core/assert.ts';
import { hashString } from '../core/hash.ts';
import type { NodeId } from '../core/identity.ts';
import type { Checker } from '../core/invariant.ts';
import type { Recorder } from '../core/metric.ts';
import type { Micros } from '../core/micros.ts';
import type { EngineObservation, ObservationBase } from '../core/observation.ts';
import { type TraceHash, wordAsCode } from './trace-hash.ts';

export type Listener = Checker | Recorder;

/** Folds an observation into the hash, its type, its node and each of its fields in order, and then tells all listeners. */
export type Tell = (
  hash: TraceHash,
  listeners: readonly Listener[],
  observation: ObservationBase | EngineObservation,
  node: NodeId,
  atUs: Micros,
) => void;

/**
 * How observations like this one are told to so many listeners.
 *
 * A loop over fields and listeners of all types is too general for a compiler to make quick: what it saw of one type it
 * has to doubt at the next. So each type gets a function of its own, written out field by field and listener by
 * listener, in which every access meets one shape and every call one function. That takes a third of the time, and a
 * loaded trial makes an observation at nearly every event.
 */
export function tellLike(
  observation: ObservationBase | EngineObservation,
  listenerCount: number,
): Tell {
  const { type } = observation;
  const fields = fieldsOf(observation);
  const name = `${type} ${listenerCount} ${fields.join(' ')}`;
  let tell = written.get(name);
  if (tell === undefined) {
    tell = canWriteCode()
      ? writeTell(hashString(type), fields, listenerCount)
      : plainTell(hashString(type));
    written.set(name, tell);
  }
  return tell;
}

// Worlds that are built one after another share what was written, and what the compiler learnt about it.
const written: Map<string, Tell> = new Map();

/** What is written out, as it would be without. */
export function plainTell(typeHash: number): Tell {
  return (hash, listeners, observation, node, atUs) => {
    hash.word(typeHash);
    hash.word(node);
    for (const field of fieldsOf(observation)) {
      hash.value(observation[field as keyof typeof observation]);
    }
    for (const listener of listeners) listener.hear(observation, node, atUs);
  };
}

export function writeTell(
  typeHash: number,
  fields: readonly string[],
  listenerCount: number,
): Tell {
  const lines = ['let { low, high } = hash;', wordAsCode(String(typeHash)), wordAsCode('node')];
  for (const field of fields) lines.push(foldAsCode(`observation[${JSON.stringify(field)}]`));
  lines.push('hash.low = low; hash.high = high;');
  for (let index = 0; index < listenerCount; index++) {
    lines.push(`listeners[${index}].hear(observation, node, atUs);`);
  }
  const parameters = ['hash', 'listeners', 'observation', 'node', 'atUs'];
  return new Function(...parameters, lines.join('\n')) as Tell;
}

/** Nearly all fields are whole numbers of 32 bits, and folded on the spot. */
function foldAsCode(field: string): string {
  return `{ const value = ${field};
  if (typeof value === 'number' && (value | 0) === value) {
    ${wordAsCode('value')}
  } else {
    hash.low = low; hash.high = high;
    hash.value(value);
    ({ low, high } = hash);
  } }`;
}

/** Some hosts forbid it, such as Node with `--disallow-code-generation-from-strings`. */
function canWriteCode(): boolean {
  try {
    return typeof new Function() === 'function';
  } catch {
    return false;
  }
}

/** The names of an observation's fields but its type, in the order in which its literal wrote them, on every runtime. */
export function fieldsOf(observation: object): readonly string[] {
  return Object.keys(observation).filter((field) => field !== 'type');
}

/** What is written for one observation of a type serves for all: they must have the same fields, in the same order. */
export function assertFields(observation: ObservationBase, fields: readonly string[]): void {
  const found = fieldsOf(observation);
  const isSame = found.length === fields.length && found.every((field, at) => field === fields[at]);
  assert(
    isSame,
    `Every '${observation.type}' has the fields (${fields.join(', ')}), and one has (${found.join(', ')}).`,
  );
}
