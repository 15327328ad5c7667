import { describe, expect, test } from 'vitest';
import { assert } from '../../../../src/core/assert.ts';
import type { NodeId } from '../../../../src/core/identity.ts';
import type { Heard } from '../../../../src/core/invariant.ts';
import { LEADERS_BY_TURNS } from '../../../../src/core/leaders.ts';
import { invariants } from '../../../../src/protocols/transactions/two-phase-commit/invariants.ts';
import type {
  Decision,
  TwoPhaseCommitTypes,
} from '../../../../src/protocols/transactions/two-phase-commit/types.ts';

type Line = readonly [node: NodeId, observation: Heard<TwoPhaseCommitTypes>];

const decided = (node: NodeId, decision: Decision): Line => [
  node,
  { type: 'Decided', transaction: 0, decision },
];
const votes = (node: NodeId): Line => [node, { type: 'Voted', transaction: 0, vote: 'yes' }];
const crashes = (node: NodeId): Line => [node, { type: 'node:crashed' }];
const times: Line = [0, { type: 'VotesTimedOut', transaction: 0 }];

/** What a property says about one transaction of a coordinator, n0, and two participants. */
function judge(name: string, story: readonly Line[]): 'violated' | 'holds' | 'not exercised' {
  const invariant = invariants.find((candidate) => candidate.name.startsWith(name));
  if (invariant === undefined) throw new Error(`there is no ${name}`);
  let [isExercised, isViolated] = [false, false];
  const verdict = {
    exercised: () => {
      isExercised = true;
    },
    violated: () => {
      isViolated = true;
    },
    undecided: () => assert(false, 'no story is too long to judge'),
  };
  const params = { noVotes: 0, voteTimeout: 1, askAfter: 1, termination: 'simple' } as const;
  const checker = invariant.start(verdict, { nodeCount: 3, params, leaders: LEADERS_BY_TURNS });
  for (const [index, [node, observation]] of story.entries()) {
    if (invariant.hears.includes(observation.type)) checker.hear(observation, node, index);
  }
  const counts = { messagesSent: 0, messagesDelivered: 0, bytesSent: 0 };
  checker.judge?.({ endedAtUs: 200, healedAtUs: 100, ...counts });
  if (isViolated) return 'violated';
  return isExercised ? 'holds' : 'not exercised';
}

describe('AC1: all processes that reach a decision reach the same one', () => {
  test('holds for equal decisions, and says nothing about one', () => {
    expect(judge('AC1', [decided(0, 'abort'), decided(1, 'abort')])).toBe('holds');
    expect(judge('AC1', [decided(0, 'abort')])).toBe('not exercised');
  });

  test('is violated by different decisions', () => {
    expect(judge('AC1', [decided(1, 'abort'), decided(0, 'commit')])).toBe('violated');
  });
});

describe('AC2: a process cannot reverse its decision', () => {
  test('holds where a node says its decision again after a restart', () => {
    expect(judge('AC2', [decided(1, 'commit'), decided(1, 'commit')])).toBe('holds');
  });

  test('is violated where it says another', () => {
    expect(judge('AC2', [decided(1, 'commit'), decided(1, 'abort')])).toBe('violated');
  });
});

describe('AC3: commit can only be reached if all processes voted yes', () => {
  test('holds with all votes', () => {
    expect(judge('AC3', [votes(1), votes(2), decided(0, 'commit')])).toBe('holds');
  });

  test('is violated where a vote is missing or no', () => {
    expect(judge('AC3', [votes(1), votes(1), decided(0, 'commit')])).toBe('violated');
    const no: Line = [2, { type: 'Voted', transaction: 0, vote: 'no' }];
    expect(judge('AC3', [votes(1), no, decided(0, 'commit')])).toBe('violated');
  });
});

describe('AC4: if there are no failures and all voted yes, the decision is commit', () => {
  test('is violated by an abort, before the last vote or after', () => {
    expect(judge('AC4', [votes(1), votes(2), decided(0, 'abort')])).toBe('violated');
    expect(judge('AC4', [votes(1), decided(0, 'abort'), votes(2)])).toBe('violated');
  });

  test('asks nothing after a failure', () => {
    expect(judge('AC4', [votes(1), times, decided(0, 'abort'), votes(2)])).toBe('not exercised');
    expect(judge('AC4', [votes(1), crashes(2), decided(0, 'abort')])).toBe('not exercised');
  });
});

describe('AC5: once failures are repaired, all processes reach a decision', () => {
  test('is violated by a participant that stays in doubt', () => {
    expect(judge('AC5', [votes(1), votes(2), decided(0, 'commit'), decided(1, 'commit')])).toBe(
      'violated',
    );
  });

  test('forgets a vote that a crash has forgotten', () => {
    expect(judge('AC5', [votes(1), crashes(1), decided(0, 'abort')])).toBe('holds');
    expect(judge('AC5', [votes(1), crashes(1), votes(1), decided(0, 'abort')])).toBe('violated');
  });
});

test('a participant is blocked when the coordinator crashes while it is in doubt', () => {
  expect(judge('Blocked', [votes(1), crashes(0)])).toBe('holds');
  expect(judge('Blocked', [votes(1), decided(1, 'abort'), crashes(0)])).toBe('not exercised');
  expect(judge('Blocked', [votes(1), crashes(1), crashes(0)])).toBe('not exercised');
});
