import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ObservationBase } from '../../src/core/observation.ts';
import {
  assertFields,
  fieldsOf,
  type Listener,
  plainTell,
  type Tell,
  tellLike,
  writeTell,
} from '../../src/engine/telling.ts';
import { TraceHash } from '../../src/engine/trace-hash.ts';

const content = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.string(),
  fc.boolean(),
  fc.constant(undefined),
  fc.constant(null),
  fc.array(fc.integer()),
  fc.dictionary(fc.string(), fc.integer()),
);

const observation = fc
  .dictionary(fc.string({ minLength: 1 }), content)
  .map((fields): ObservationBase => ({ ...fields, type: 'Seen' }));

/** Who heard what, when and where, and the hash that it left. */
function told(tell: Tell, seen: ObservationBase, listenerCount: number): unknown {
  const hash = new TraceHash();
  const heard: unknown[] = [];
  const listeners = Array.from(
    { length: listenerCount },
    (_, index): Listener => ({
      hear: (...facts: unknown[]) => void heard.push([index, ...facts]),
    }),
  );
  tell(hash, listeners, seen, 3, 1_000);
  return { heard, digest: hash.digest() };
}

describe('telling of an observation', () => {
  it('does the same written out as it does plainly, whatever the observation holds', () => {
    fc.assert(
      fc.property(observation, fc.nat(4), (seen, listenerCount) => {
        const written = writeTell(7, fieldsOf(seen), listenerCount);
        expect(told(written, seen, listenerCount)).toEqual(told(plainTell(7), seen, listenerCount));
      }),
    );
  });

  it('leaves another hash for another value, another order of values, another type, another node', () => {
    const digests = [
      { type: 'Seen', a: 1, b: 2 },
      { type: 'Seen', a: 2, b: 1 },
      { type: 'Seen', a: 1, b: 3 },
      { type: 'Heard', a: 1, b: 2 },
    ].map((seen) => JSON.stringify(told(tellLike(seen, 0), seen, 0)));
    expect(new Set(digests).size).toBe(4);
    const hash = new TraceHash();
    const seen = { type: 'Seen', a: 1, b: 2 };
    tellLike(seen, 0)(hash, [], seen, 4, 1_000);
    expect(digests).not.toContain(JSON.stringify({ heard: [], digest: hash.digest() }));
  });

  it('is refused where an observation has other fields than those of its type before', () => {
    expect(() => assertFields({ type: 'Seen' }, [])).not.toThrow();
    const odd = { type: 'Seen', b: 2, a: 1 };
    expect(() => assertFields(odd, ['a', 'b'])).toThrow(
      "Every 'Seen' has the fields (a, b), and one has (b, a).",
    );
  });
});
