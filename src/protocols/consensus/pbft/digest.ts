import { hashString } from '../../../core/hash.ts';
import type { KeyValueMachine } from '../shared/key-value.ts';
import type { Batch } from './messages.ts';

/**
 * Digests, computed from the content wherever they are needed and never believed. They are 32 bits, since nobody in
 * the simulated world searches for collisions.
 */

/** The digest of the null request [PBFT §4.4]. */
export const NULL_DIGEST = 0;

export function digestOf(batch: Batch): number {
  if (batch.length === 0) return NULL_DIGEST;
  const contents = batch.map(({ client, sequence, doneBelow, operation }) => [
    client,
    sequence,
    doneBelow,
    operation,
  ]);
  return hashString(JSON.stringify(contents));
}

/** States with equal digests have equal content: a text is told from an absent element. */
export function stateDigest({ values, sessions }: KeyValueMachine): number {
  return hashString(JSON.stringify([values, sessions], tagged));
}

function tagged(_key: string, value: unknown): unknown {
  if (value === undefined) return 'absent';
  return typeof value === 'string' ? `text ${value}` : value;
}
