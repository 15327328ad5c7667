import { type ZodType, z } from 'zod';
import type { Rng } from '../../../core/rng.ts';
import { count, quantity } from '../../../core/schema.ts';
import type { KeyValueOperation } from './key-value.ts';

/** What a config says about the operations of the key-value workload. */
export interface KeyValueMix {
  /** How many keys there are. Few keys make clients meet. */
  readonly keys: number;
  /** How many different values are written. Few values make compare-and-swap succeed now and then. */
  readonly values: number;
  /** How often each operation is asked for, as weights. */
  readonly get: number;
  readonly put: number;
  readonly cas: number;
  readonly append: number;
}

function weight(): ZodType<number, number> {
  return quantity('a weight of at least 0', { min: 0 });
}

/** The options of the workload, as a config writes them. */
export const keyValueFields: Readonly<Record<keyof KeyValueMix, ZodType<number>>> = {
  keys: count(1).prefault(3),
  values: count(1).prefault(5),
  get: weight().prefault(4),
  put: weight().prefault(3),
  cas: weight().prefault(2),
  append: weight().prefault(1),
};

/** Refuses options under which no operation would ever be drawn. */
export function hasWeight({ get, put, cas, append }: KeyValueMix): boolean {
  return get + put + cas + append > 0;
}

export const NO_WEIGHT = 'every weight is 0; write a weight above 0 for get, put, cas or append';

export const keyValueMix: ZodType<KeyValueMix> = z
  .strictObject(keyValueFields)
  .refine(hasWeight, { error: NO_WEIGHT });

/** Draws an operation with the weights of the mix. */
export function drawOperation(rng: Rng, mix: KeyValueMix): KeyValueOperation {
  const key = rng.integer(0, mix.keys - 1);
  let point = rng.next() * (mix.get + mix.put + mix.cas + mix.append);
  point -= mix.get;
  if (point < 0) return { kind: 'get', key };
  const value = String(rng.integer(0, mix.values - 1));
  point -= mix.put;
  if (point < 0) return { kind: 'put', key, value };
  point -= mix.cas;
  if (point < 0) {
    return { kind: 'cas', key, expected: String(rng.integer(0, mix.values - 1)), value };
  }
  return { kind: 'append', key, value };
}
