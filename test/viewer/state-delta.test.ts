import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { PlainValue } from '../../src/experiment/plain-state.ts';
import { applyDelta, deltaOf } from '../../src/experiment/state-delta.ts';

const plainValue = fc
  .jsonValue({ maxDepth: 4, noUnicodeString: false })
  .map((value) => JSON.parse(JSON.stringify(value)) as PlainValue);

describe('a delta', () => {
  property.prop([plainValue, plainValue])(
    'makes of the first value the second',
    (before, after) => {
      const delta = deltaOf(before, after);
      const written = delta === undefined ? undefined : JSON.parse(JSON.stringify(delta));
      expect(written === undefined ? before : applyDelta(before, written)).toEqual(after);
    },
  );

  property.prop([plainValue])('of a value and its copy is none', (value) => {
    const copy = JSON.parse(JSON.stringify(value));
    expect(deltaOf(value, copy)).toBeUndefined();
  });

  test('of a longer list is the items that it got', () => {
    const before = [{ term: 1 }, { term: 1 }];
    expect(deltaOf(before, [...before, { term: 2 }])).toEqual({ 2: [{ term: 2 }] });
  });

  test('of a shorter list is its length', () => {
    expect(deltaOf([1, 2, 3], [1])).toEqual({ '#': 1 });
  });

  test('tells a member that is gone from one that is zero', () => {
    expect(deltaOf({ votes: 3, round: 1 }, { votes: 0 })).toEqual({ votes: [0], round: 0 });
  });

  test('leaves what it does not touch as the same object, so that identity tells what changed', () => {
    const before = { log: [{ term: 1 }], role: 'follower' };
    const after = applyDelta(before, { role: ['leader'] }) as typeof before;
    expect(after.role).toBe('leader');
    expect(after.log).toBe(before.log);
  });

  test('knows members of any name', () => {
    const before = JSON.parse('{"__proto__": {"term": 1}, "constructor": 1}') as PlainValue;
    const after = JSON.parse('{"__proto__": {"term": 2}, "constructor": 1}') as PlainValue;
    const applied = applyDelta(before, deltaOf(before, after) ?? 0);
    expect(JSON.stringify(applied)).toBe(JSON.stringify(after));
  });
});
