import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Log } from '../../../../src/core/storage.ts';
import { NodeStorage } from '../../../../src/engine/node-storage.ts';
import { firstIndexOfTerm, termAt } from '../../../../src/protocols/consensus/raft/log.ts';
import { reachedByMajority } from '../../../../src/protocols/consensus/raft/quorum.ts';
import {
  entryMatches,
  hearsLeader,
  isUpToDate,
  lengthToKeep,
  nextCommitIndex,
  nextIndexAfterConflict,
  quorumSize,
} from '../../../../src/protocols/consensus/raft/rules.ts';
import type { Entry } from '../../../../src/protocols/consensus/raft/types.ts';
import { entries, entry } from './server.ts';

const RUNS = 5_000;

function logOf(terms: readonly number[]): Log<Entry> {
  const log = new NodeStorage(() => {}).log<Entry>('log');
  for (const [index, term] of terms.entries()) log.append(entry(term, index + 1));
  return log;
}

/** Terms that never go down, as in every log. */
function terms(maxLength = 12): fc.Arbitrary<number[]> {
  return fc
    .array(fc.integer({ min: 1, max: 6 }), { maxLength })
    .map((list) => list.toSorted((a, b) => a - b));
}

describe('the commit rule', () => {
  /** [Raft Figure 2], word for word: the largest N that the sentence allows. */
  function naive(
    commitIndex: number,
    matchIndex: readonly number[],
    log: Log<Entry>,
    currentTerm: number,
  ): number {
    let best = commitIndex;
    for (let index = commitIndex + 1; index <= log.length; index++) {
      const count = matchIndex.filter((match) => match >= index).length;
      const isMajority = 2 * count > matchIndex.length;
      if (isMajority && termAt(log, index) === currentTerm) best = index;
    }
    return best;
  }

  test('agrees with a search for the largest N, in any cluster', () => {
    const cluster = fc.record({
      terms: terms(),
      matches: fc.array(fc.nat(12), { minLength: 1, maxLength: 7 }),
      commit: fc.nat(12),
    });
    fc.assert(
      fc.property(cluster, ({ terms: logTerms, matches, commit }) => {
        const log = logOf(logTerms);
        const currentTerm = logTerms.at(-1) ?? 1;
        const matchIndex = matches.map((match) => Math.min(match, log.length));
        const commitIndex = Math.min(commit, log.length);
        const majority = reachedByMajority(
          matchIndex,
          [...matchIndex.keys()],
          quorumSize(matchIndex.length),
        );
        const next = nextCommitIndex(commitIndex, majority, log, currentTerm);
        expect(next).toBe(naive(commitIndex, matchIndex, log, currentTerm));
      }),
      { numRuns: RUNS },
    );
  });

  test('what a quorum reaches is the value at its place in descending order', () => {
    const values = fc.array(fc.nat(20), { minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(values, fc.nat(), (list, draw) => {
        const quorum = 1 + (draw % list.length);
        const descending = list.toSorted((a, b) => b - a);
        expect(reachedByMajority(list, [...list.keys()], quorum)).toBe(descending[quorum - 1]);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('going back after a conflict', () => {
  /** Two logs that agree up to some index, as Log Matching has it, and never again after it. */
  const pair = fc
    .record({ shared: terms(6), leader: terms(8), follower: terms(8) })
    .map(({ shared, leader, follower }) => {
      const base = shared.at(-1) ?? 0;
      // Terms that one has the other has not, behind the part that they share: odd and even.
      const ownLeader = leader.map((term) => base + 2 * term);
      const ownFollower = follower.map((term) => base + 2 * term + 1);
      return { shared, leader: [...shared, ...ownLeader], follower: [...shared, ...ownFollower] };
    });

  /** Tries until the follower accepts, and gives what was tried. */
  function tries(
    leader: Log<Entry>,
    follower: Log<Entry>,
    next: (prevLogIndex: number, conflictTerm: number, conflictIndex: number) => number,
  ): number[] {
    const tried: number[] = [];
    let nextIndex = leader.length + 1;
    for (let round = 0; round < 50; round++) {
      const prevLogIndex = nextIndex - 1;
      tried.push(prevLogIndex);
      if (entryMatches(follower, prevLogIndex, termAt(leader, prevLogIndex))) return tried;
      const isTooShort = prevLogIndex > follower.length;
      nextIndex = next(
        prevLogIndex,
        isTooShort ? 0 : termAt(follower, prevLogIndex),
        isTooShort ? follower.length + 1 : firstIndexOfTerm(follower, prevLogIndex),
      );
    }
    throw new Error('The leader goes back for ever.');
  }

  test('finds the same place as going back one by one, in no more tries, and one a term at most', () => {
    fc.assert(
      fc.property(pair, ({ leader, follower }) => {
        const [leaderLog, followerLog] = [logOf(leader), logOf(follower)];
        const naive = tries(leaderLog, followerLog, (prevLogIndex) => prevLogIndex);
        const fast = tries(leaderLog, followerLog, (prevLogIndex, term, index) =>
          nextIndexAfterConflict(leaderLog, prevLogIndex, term, index),
        );
        expect(fast.at(-1)).toBe(naive.at(-1));
        expect(fast.length).toBeLessThanOrEqual(naive.length);
        expect(fast.length).toBeLessThanOrEqual(new Set(follower).size + 2);
      }),
      { numRuns: RUNS },
    );
  });

  test('goes back by one at least, whatever a refusal claims', () => {
    const number = fc.integer({ min: -5, max: 30 });
    fc.assert(
      fc.property(terms(), fc.integer({ min: 1, max: 20 }), number, number, (own, prev, a, b) => {
        const next = nextIndexAfterConflict(logOf(own), prev, a, b);
        expect(next).toBeGreaterThanOrEqual(1);
        expect(next).toBeLessThanOrEqual(prev);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('what a follower keeps', () => {
  test('agrees with a comparison entry by entry', () => {
    const message = fc.record({ own: terms(), prev: fc.nat(12), added: terms(6) });
    fc.assert(
      fc.property(message, ({ own, prev, added }) => {
        const log = logOf(own);
        const prevLogIndex = Math.min(prev, log.length);
        const conflict = added.findIndex((term, offset) => {
          const mine = own[prevLogIndex + offset];
          return mine !== undefined && mine !== term;
        });
        const kept = lengthToKeep(log, prevLogIndex, entries(prevLogIndex + 1, ...added));
        expect(kept).toBe(conflict === -1 ? log.length : prevLogIndex + conflict);
      }),
      { numRuns: RUNS },
    );
  });
});

describe('small rules', () => {
  test('two quorums of one cluster share a server, and no smaller number will do', () => {
    for (let nodes = 1; nodes <= 101; nodes++) {
      expect(2 * quorumSize(nodes)).toBeGreaterThan(nodes);
      expect(2 * (quorumSize(nodes) - 1)).toBeLessThanOrEqual(nodes);
    }
  });

  test('of two logs, one at least is as up-to-date as the other', () => {
    const end = fc.tuple(fc.nat(5), fc.nat(5));
    fc.assert(
      fc.property(end, end, ([termA, indexA], [termB, indexB]) => {
        const there = isUpToDate(termA, indexA, termB, indexB);
        const back = isUpToDate(termB, indexB, termA, indexA);
        expect(there || back).toBe(true);
        expect(there && back).toBe(termA === termB && indexA === indexB);
      }),
    );
  });

  test('a clock that was set back has heard nobody', () => {
    const range = { minUs: 150, maxUs: 300 };
    expect(hearsLeader(0, range)).toBe(true);
    expect(hearsLeader(149, range)).toBe(true);
    expect(hearsLeader(150, range)).toBe(false);
    expect(hearsLeader(-1, range)).toBe(false);
  });
});
