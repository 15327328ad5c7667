import { type ZodType, z } from 'zod';
import type { Micros } from '../../../core/micros.ts';
import type { Context, ProtocolTypes } from '../../../core/protocol.ts';
import { count, duration } from '../../../core/schema.ts';
import type { Value } from './types.ts';

/** How many may lie. */
export interface MaxFaulty {
  /** The f of the papers: as many as the number of nodes allows where absent. */
  readonly maxFaulty?: number | undefined;
}

/** With what the nodes begin. */
export interface Inputs {
  /** The value of each node, repeated where there are more nodes; drawn where absent. */
  readonly inputs?: readonly Value[] | undefined;
}

export function maxFaultySchema(): ZodType<number | undefined, number | undefined> {
  return count().optional();
}

export function inputsSchema(
  highest = 1,
): ZodType<readonly Value[] | undefined, readonly Value[] | undefined> {
  return z.array(count(0, highest)).min(1).optional();
}

/** f, for a protocol that needs more than `factor` times as many nodes. */
export function maxFaultyOf({ maxFaulty }: MaxFaulty, nodeCount: number, factor: number): number {
  return maxFaulty ?? Math.max(0, Math.floor((nodeCount - 1) / factor));
}

/** Says why so many nodes are too few, for a protocol that needs n > factor · f. */
export function tooFew(
  name: string,
  params: MaxFaulty,
  nodeCount: number,
  factor: number,
): string | undefined {
  const faulty = maxFaultyOf(params, nodeCount, factor);
  if (nodeCount > factor * faulty) return undefined;
  return `${name} needs more than ${factor} times as many nodes as may lie: more than ${factor * faulty} for ${faulty}`;
}

/** The params of a protocol without rounds by the clock: whoever waits for long asks again. */
export interface AsynchronousParams extends MaxFaulty, Inputs {
  /** After how long a node asks again for what it waits for. */
  readonly repeatAfter: Micros;
}

export const asynchronousParams: ZodType<AsynchronousParams> = z.strictObject({
  repeatAfter: duration({ minUs: 1 }).prefault('100ms'),
  maxFaulty: maxFaultySchema(),
  inputs: inputsSchema(),
});

/** The value with which this node begins, from 0 to the highest. */
export function inputOf<T extends ProtocolTypes & { Params: Inputs }>(
  { params, self, rng }: Context<T>,
  highest = 1,
): Value {
  const { inputs } = params;
  return inputs?.[self % inputs.length] ?? rng.integer(0, highest);
}

/** Whether a value that a message carries is one of those that nodes may begin with. */
export function isValue(value: unknown, highest = 1): value is Value {
  return Number.isInteger(value) && (value as Value) >= 0 && (value as Value) <= highest;
}
