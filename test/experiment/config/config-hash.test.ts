import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, configHash } from '../../../src/experiment/config/config-hash.ts';
import { parseConfig } from '../../../src/experiment/config/parse.ts';
import { registry, source } from './fake-registry.ts';

function hashOf(text: string, file = 'x.yaml'): string {
  return configHash(parseConfig(text, source(file), registry));
}

test('the hash is of the content, not of how it is written, nor of where the file lies', () => {
  const hash = hashOf('protocol: election\nnodes: 5\nduration: 2s\n');
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(hashOf('duration: 2000ms\nprotocol: election\nnodes: 5\ntrials: 1000\n')).toBe(hash);
  expect(hashOf('protocol: election\nnodes: 5\nduration: 2s\n', 'y.yaml')).toBe(hash);
});

test('every part of the content counts', () => {
  const text = 'protocol: election\nnodes: 5\nduration: 2s\n';
  const others = ['seed: 2\n', 'settle: 1us\n', 'network: {fifo: true}\n', 'params: {batch: 9}\n'];
  const hashes = new Set(['', ...others].map((other) => hashOf(text + other)));
  expect(hashes.size).toBe(others.length + 1);
});

test('canonical JSON is JSON, and does not depend on the order of keys', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, member]) => [key, reversed(member)]);
    return Object.fromEntries(entries.reverse());
  };
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      expect(canonicalJson(reversed(value))).toBe(text);
    }),
  );
});

test('canonical JSON is as RFC 8785 has it', () => {
  const value = { b: [1e21, -0, 0.1, '\u20ac\n'], a: { z: null, y: true, none: undefined } };
  expect(canonicalJson(value)).toBe('{"a":{"y":true,"z":null},"b":[1e+21,0,0.1,"\u20ac\\n"]}');
});
