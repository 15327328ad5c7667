import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { toJsonSchema } from '../../../src/experiment/config/json-schema.ts';
import { CONFIG_KEYS } from '../../../src/experiment/config/schema.ts';
import { registry } from './fake-registry.ts';

/** The keywords of JSON Schema that we look at. */
interface Schema {
  readonly $schema?: string;
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly additionalProperties?: unknown;
  readonly required?: readonly string[];
  readonly properties: Readonly<Record<string, Schema | undefined>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly allOf: readonly { readonly if: Schema; readonly then: Schema }[];
}

const schema = toJsonSchema(registry) as unknown as Schema;

/** Reads our JSON Schema by another road: zod's import of JSON Schema, which knows no `if`. */
function isAccepted(config: object): boolean {
  const { allOf: _conditions, ...unconditional } = toJsonSchema(registry);
  return z.fromJSONSchema(unconditional as z.core.JSONSchema.JSONSchema).safeParse(config).success;
}

const GOOD = { protocol: 'election', nodes: 5, duration: '2s' };

describe('the JSON Schema of configs', () => {
  test('knows every key, says what each is for, and allows no other', () => {
    expect(Object.keys(schema.properties)).toEqual(CONFIG_KEYS);
    for (const property of Object.values(schema.properties)) {
      expect(property?.description).toMatch(/^[A-Z].*\.$/);
    }
    expect(schema.additionalProperties).toBe(false);
    expect(schema.required).toEqual(['protocol', 'nodes', 'duration']);
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  });

  test.each([
    GOOD,
    { ...GOOD, seed: 'dawn', trials: 5, settle: '1.5s', ties: 'shuffled', nemesis: 'chaos' },
    { ...GOOD, network: { latency: { uniform: '1ms..5ms' }, loss: 0.1, egress: '10MB/s' } },
    { ...GOOD, network: { synchrony: { synchronous: '5ms' }, links: [{ from: 0, fifo: true }] } },
    {
      ...GOOD,
      faults: [
        { at: '1s', crash: 'leader' },
        { at: '1s', partition: 'ring' },
      ],
    },
    { ...GOOD, faults: [{ after: { message: 'Vote' }, loss: { probability: 0.1, to: [1, 2] } }] },
    { ...GOOD, clients: { count: 3, rate: '100/s', beside: 'each' } },
  ])('accepts %j', (config) => {
    expect(isAccepted(config)).toBe(true);
  });

  test.each([
    {},
    { ...GOOD, duration: 2 },
    { ...GOOD, duration: '2 seconds' },
    { ...GOOD, setle: '1s' },
    { ...GOOD, nodes: 0 },
    { ...GOOD, protocol: 'paxos' },
    { ...GOOD, nemesis: 'chas' },
    { ...GOOD, network: { latency: 5 } },
    { ...GOOD, network: { latency: { unifrm: '1ms..5ms' } } },
    { ...GOOD, network: { loss: 2 } },
    { ...GOOD, faults: [{ at: '1s', crsh: 0 }] },
    { ...GOOD, faults: [{ at: 1, crash: 0 }] },
    { ...GOOD, faults: [{ at: '1s', crash: [] }] },
    { ...GOOD, clients: { rate: 100 } },
  ])('rejects %j', (config) => {
    expect(isAccepted(config)).toBe(false);
  });

  test('has the params, names and workloads of each protocol under a condition', () => {
    const [auction, election] = schema.allOf;
    expect(election?.if).toEqual({
      properties: { protocol: { const: 'election' } },
      required: ['protocol'],
    });
    expect(election?.then.properties).toMatchObject({
      params: {
        properties: { electionTimeout: { type: 'string', default: '150ms..300ms' } },
        additionalProperties: false,
      },
      variant: { enum: ['quorum-of-half'] },
      policy: { not: {} },
      invariants: { items: { enum: ['Election Safety', 'Log Matching'] } },
      clients: {
        properties: { workload: { enum: ['kv', 'counting'] } },
        allOf: [
          { if: { properties: { workload: { const: 'kv' } } } },
          { if: { properties: { workload: { const: 'counting' } }, required: ['workload'] } },
        ],
      },
    });
    expect(auction?.then.properties).toMatchObject({
      policy: { enum: ['truthful', 'shaded'], default: 'truthful' },
      clients: { not: {} },
    });
  });
});
