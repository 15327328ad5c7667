import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../../src/core/rng.ts';
import { mutated } from '../../../src/faults/byzantine/mutation.ts';

const leaf = fc.oneof(fc.integer(), fc.string(), fc.boolean());
const value = fc.letrec((tie) => ({
  node: fc.oneof(
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(key(), tie('node'), { noNullPrototype: true }),
  ),
})).node;
const message = fc
  .dictionary(key(), value, { maxKeys: 5, noNullPrototype: true })
  .map((fields) => ({ ...fields, type: 'Vote', signature: 'sealed' }));

function key(): fc.Arbitrary<string> {
  return fc.constantFrom('view', 'value', 'list', 'proof', 'signer');
}

/** Where two plain values differ, as paths to the outermost differences. */
function differences(left: unknown, right: unknown, path = ''): string[] {
  if (Object.is(left, right)) return [];
  const isMap = (it: unknown): it is Record<string, unknown> =>
    typeof it === 'object' && it !== null && !Array.isArray(it);
  if (Array.isArray(left) && Array.isArray(right) && left.length === right.length) {
    return left.flatMap((element, index) => differences(element, right[index], `${path}/${index}`));
  }
  if (!isMap(left) || !isMap(right)) return [path];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((name) => differences(left[name], right[name], `${path}/${name}`));
}

describe('a mutation', () => {
  it('changes one value, to another of its kind, and neither the type nor the seal', () => {
    fc.assert(
      fc.property(message, message, fc.nat(), (original, other, seed) => {
        const rng = createRng(String(seed), 'mutation');
        const changed = mutated(original, { others: [other], rng });
        if (changed === undefined) return;
        expect(changed).toMatchObject({ type: 'Vote', signature: 'sealed' });
        const places = differences(original, changed);
        expect(places.length).toBeGreaterThan(0);
        // A list that is turned round differs in several places, all of them in it.
        const [first = ''] = places;
        const field = first.split('/')[1] as string;
        expect(places.every((place) => place.startsWith(`/${field}`))).toBe(true);
        const before = (original as Record<string, unknown>)[field];
        const after = (changed as unknown as Record<string, unknown>)[field];
        expect([typeof after, Array.isArray(after)]).toEqual([
          typeof before,
          Array.isArray(before),
        ]);
      }),
    );
  });

  it('leaves the message that it starts from as it was', () => {
    fc.assert(
      fc.property(message, fc.nat(), (original, seed) => {
        const copy = structuredClone(original);
        mutated(original, { others: [], rng: createRng(String(seed), 'mutation') });
        expect(original).toEqual(copy);
      }),
    );
  });

  it('can be told which field to change', () => {
    for (let seed = 0; seed < 50; seed++) {
      const original = { type: 'Vote', view: 3, value: 'A' };
      const rng = createRng(String(seed), 'mutation');
      const changed = mutated(original, { field: 'view', others: [], rng });
      expect([2, 4]).toContain((changed as unknown as { view: number }).view);
    }
  });

  it('takes over the value of another round, where it has seen one', () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      const others = [{ type: 'Vote', value: 'B' }];
      const rng = createRng(String(seed), 'mutation');
      const changed = mutated({ type: 'Vote', value: 'A' } as { type: string }, { others, rng });
      seen.add((changed as unknown as { value: string }).value);
    }
    expect([...seen].sort()).toEqual(["A'", 'B']);
  });

  it('is none where there is nothing to change', () => {
    const rng = createRng('1', 'mutation');
    expect(mutated({ type: 'Ping' }, { others: [], rng })).toBeUndefined();
    expect(mutated({ type: 'Ping' }, { field: 'view', others: [], rng })).toBeUndefined();
  });
});
