import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundOf, statementOf } from '../../../../src/protocols/consensus/hotstuff/dialect.ts';
import type { HotStuffMessage } from '../../../../src/protocols/consensus/hotstuff/messages.ts';
import { sizeBytes } from '../../../../src/protocols/consensus/hotstuff/sizes.ts';
import {
  blockOn,
  certificate,
  GENESIS_QC,
  newView,
  proposalOf,
  request,
  server,
  voteOf,
} from './cluster.ts';

const block = blockOn(GENESIS_QC, 1, [request(0)]);
const messages: readonly HotStuffMessage[] = [
  proposalOf(block),
  proposalOf(block, 'Generic'),
  voteOf(1, 'prepare', 1, 'x'),
  newView(1, 5, certificate('prepare', block)),
  { type: 'Decide', justify: certificate('commit', block) },
  { type: 'PreCommit', justify: certificate('prepare', block) },
  { type: 'Fetch', block: 'x', committed: 'genesis' },
  { type: 'Blocks', blocks: [block] },
];

/** Every place in a value, the value itself left out. */
function placesIn(value: unknown): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...placesIn(inner).map((place) => [key, ...place]),
  ]);
}

function withValueAt(value: unknown, [key, ...rest]: readonly string[], changed: unknown): unknown {
  if (key === undefined) return changed;
  const inner = withValueAt((value as Record<string, unknown>)[key], rest, changed);
  if (Array.isArray(value)) return value.with(Number(key), inner);
  return { ...(value as object), [key]: inner };
}

const anything = fc.oneof(
  fc.constantFrom(undefined, null, [], {}, '', -1, 0.5, true, Number.MAX_SAFE_INTEGER),
  fc.constantFrom(...messages),
  fc.anything(),
);

test('no message makes a replica throw, whatever stands in whichever field', () => {
  const broken = fc
    .constantFrom(...messages)
    .chain((message) =>
      fc
        .tuple(fc.constantFrom(...placesIn(message)), anything)
        .map(([place, value]) => withValueAt(message, place, value) as HotStuffMessage),
    );
  fc.assert(
    fc.property(
      fc.constantFrom('basic', 'chained'),
      fc.array(broken, { maxLength: 8 }),
      (mode, story) => {
        const one = server(1, mode as 'basic' | 'chained');
        for (const message of story) {
          one.receive(message, 2);
          expect(sizeBytes(message)).toBeGreaterThan(0);
          roundOf(message);
          statementOf(message);
        }
      },
    ),
    { numRuns: 2_000, seed: 1 },
  );
});
