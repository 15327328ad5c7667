import { createHash } from 'node:crypto';
import { assert } from '../../core/assert.ts';
import type { SimConfig } from '../../core/sim-config.ts';

/**
 * Names a config by its content: the SHA-256, in hexadecimal, of its canonical JSON.
 *
 * The config's own name is left out, so that a file may be moved and is still the same experiment.
 */
export function configHash({ name: _name, ...content }: SimConfig): string {
  return createHash('sha256').update(canonicalJson(content)).digest('hex');
}

/**
 * Prints plain data so that equal data give equal text (RFC 8785): keys in the order of their UTF-16 code units,
 * no spaces, numbers as JavaScript prints them. Keys without a value are left out.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'number') assert(Number.isFinite(value), 'a config holds finite numbers');
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const members = entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join()}}`;
}
