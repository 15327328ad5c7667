import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { ConfigError } from '../../../src/experiment/config/config-error.ts';
import { parseConfig } from '../../../src/experiment/config/parse.ts';
import { CONFIG_KEYS } from '../../../src/experiment/config/schema.ts';
import { registry, source } from './fake-registry.ts';

/** What a config might hold, where it belongs or where it does not. */
const scalar = fc.oneof(
  fc.constantFrom('5ms', '1s', '150ms..300ms', '100/s', '10MB/s', 'leader', 'all', 'zone:eu'),
  fc.constantFrom('election', 'auction', 'ring', 'kv', 'none', 'each', 'latencies.csv', 'rtt.csv'),
  fc.constantFrom('asynchronous', 'quorum-of-half', 'chaos', 'eu', '', 0, 1, -1, 0.5, 5, 1e300),
  fc.constantFrom(null, true, false, Number.NaN, Number.POSITIVE_INFINITY),
  fc.string(),
  fc.double(),
);
const key = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...CONFIG_KEYS, ...wordsOfSections()) },
  { weight: 1, arbitrary: fc.string() },
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));

function wordsOfSections(): string[] {
  const network = 'latency loss links regions matrix nodes jitter egress queue synchrony uniform';
  const clients = 'count workload rate think timeout beside operations start end with';
  const faults = 'at after message by crash partition groups isolate flap up down slow factor for';
  return `${network} ${clients} ${faults} normal mean bimodal usually keys __proto__`.split(' ');
}

/** A good beginning, so that much of what follows is read to the end. */
const basis = { protocol: 'election', nodes: 5, duration: '2s' };

function readOrRefuse(text: string, overrides: { key: string; value: string }[] = []): void {
  try {
    const config = parseConfig(text, source(), registry, overrides);
    expect(config.durationUs).toBeGreaterThan(0);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    const { problems } = error as ConfigError;
    expect(problems.length).toBeGreaterThan(0);
    for (const { message } of problems) expect(message).toMatch(/^(?:x\.yaml:\d+:\d+|--set)/);
  }
}

test('whatever a config says, it is read or refused with a place', () => {
  fc.assert(
    fc.property(fc.dictionary(key, value, { maxKeys: 6 }), fc.boolean(), (sections, isBased) => {
      readOrRefuse(stringify(isBased ? { ...basis, ...sections } : sections));
    }),
    { numRuns: 150 },
  );
});

test('whatever text a config is, it is read or refused with a place', () => {
  const snippets = fc.constantFrom(
    '- ',
    ': ',
    '\n',
    '  ',
    '{',
    '}',
    '[',
    ']',
    '&a ',
    '*a',
    '!',
    "'",
  );
  const word = fc.constantFrom(
    'protocol',
    'nodes',
    'faults',
    'at',
    'crash',
    '5ms',
    '#',
    '---',
    '|',
  );
  const pieces = fc.array(fc.oneof(snippets, word, fc.string({ maxLength: 5 })), { maxLength: 40 });
  fc.assert(
    fc.property(pieces, (parts) => readOrRefuse(parts.join(''))),
    { numRuns: 300 },
  );
});

test('whatever an override says, it is applied or refused', () => {
  const path = fc.array(fc.oneof(key, fc.nat(3).map(String)), { maxLength: 4 });
  const overrides = fc.array(
    fc.record({
      key: path.map((keys) => keys.join('.')),
      value: fc.oneof(
        value.map((drawn) => stringify(drawn)),
        fc.string(),
      ),
    }),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(overrides, (drawn) => readOrRefuse(stringify(basis), drawn)),
    { numRuns: 100 },
  );
});

test('a text nested beyond all reason is refused', () => {
  readOrRefuse(`protocol: ${'['.repeat(20_000)}`);
});
