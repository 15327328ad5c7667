import { describe, expect, test } from 'vitest';
import {
  isChain,
  isSafe,
  leaderOf,
  mayVote,
  quorumSize,
  viewAfterTimeout,
  viewTimeoutUs,
} from '../../../../src/protocols/consensus/hotstuff/rules.ts';

describe('safeNode [HotStuff §4.2]', () => {
  test('a block that extends the locked one is safe, however old its certificate', () => {
    expect(isSafe(true, 1, 9)).toBe(true);
  });

  test('a block on another branch is safe if its certificate is of a later view than the lock', () => {
    expect(isSafe(false, 10, 9)).toBe(true);
    expect(isSafe(false, 9, 9)).toBe(false);
    expect(isSafe(false, 8, 9)).toBe(false);
  });
});

describe('quorums', () => {
  test('are ⌈(n + f + 1)/2⌉: n − f where n = 3f + 1, and more than 2f + 1 between', () => {
    expect([4, 5, 6, 7, 10, 16].map(quorumSize)).toEqual([3, 4, 4, 5, 7, 11]);
  });

  test('share an honest replica, and the honest ones make one by themselves', () => {
    for (let n = 1; n <= 100; n++) {
      const f = Math.floor((n - 1) / 3);
      expect(2 * quorumSize(n) - n).toBeGreaterThan(f);
      expect(quorumSize(n)).toBeLessThanOrEqual(n - f);
    }
  });
});

describe('leaders', () => {
  test('take turns of some views each, from n0 in view 1', () => {
    const leaders = Array.from({ length: 9 }, (_, index) => leaderOf(index + 1, 2, 4));
    expect(leaders).toEqual([0, 0, 1, 1, 2, 2, 3, 3, 0]);
  });

  test('after a timeout the next one leads, wherever in its turn the last was', () => {
    expect([1, 2, 3, 4, 5].map((view) => viewAfterTimeout(view, 4))).toEqual([5, 5, 5, 5, 9]);
    for (let view = 1; view < 50; view++) {
      const next = viewAfterTimeout(view, 3);
      expect(leaderOf(next, 3, 7)).toBe((leaderOf(view, 3, 7) + 1) % 7);
      expect(leaderOf(next - 1, 3, 7)).toBe(leaderOf(view, 3, 7));
    }
  });
});

test('the timeout doubles with every failure, up to its bound', () => {
  const params = { viewTimeout: 100, maxViewTimeout: 1_000 };
  expect([0, 1, 2, 3, 4, 50].map((failures) => viewTimeoutUs(params, failures))).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

test('a replica votes once in each phase of a view, in their order, and never in a view before', () => {
  const last = { view: 5, phase: 'preCommit' } as const;
  expect(mayVote(last, { view: 5, phase: 'prepare' })).toBe(false);
  expect(mayVote(last, { view: 5, phase: 'preCommit' })).toBe(false);
  expect(mayVote(last, { view: 5, phase: 'commit' })).toBe(true);
  expect(mayVote(last, { view: 4, phase: 'commit' })).toBe(false);
  expect(mayVote(last, { view: 6, phase: 'prepare' })).toBe(true);
});

test('a three-chain has no view between its blocks', () => {
  expect(isChain([4, 5, 6])).toBe(true);
  expect(isChain([4, 6, 7])).toBe(false);
  expect(isChain([4, 5, 9])).toBe(false);
});
