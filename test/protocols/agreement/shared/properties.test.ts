import { describe, expect, test } from 'vitest';
import { noHonestNodeAccused } from '../../../../src/core/accountability.ts';
import type { NodeId } from '../../../../src/core/identity.ts';
import type { Heard, Invariant } from '../../../../src/core/invariant.ts';
import { LEADERS_BY_TURNS } from '../../../../src/core/leaders.ts';
import { agreement } from '../../../../src/protocols/agreement/shared/agreement.ts';
import { endOf, type Hearing, hear } from '../../../../src/protocols/agreement/shared/lock-step.ts';
import {
  everyoneDecides,
  termination,
} from '../../../../src/protocols/agreement/shared/termination.ts';
import type { AgreementTypes } from '../../../../src/protocols/agreement/shared/types.ts';
import { strongValidity } from '../../../../src/protocols/agreement/shared/validity.ts';

type Line = readonly [node: NodeId, observation: Heard<AgreementTypes>];

const proposed = (node: NodeId, value: number): Line => [node, { type: 'Proposed', value }];
const decided = (node: NodeId, value: number): Line => [node, { type: 'Decided', value, round: 1 }];
const corrupted = (node: NodeId): Line => [node, { type: 'node:corrupted', by: 'lies' }];
const convicted = (node: NodeId): Line => [
  node,
  { type: 'node:convicted', slot: 'x', first: 0, second: 1 },
];

/** What a property says about a story of three nodes. */
function judge(
  invariant: Invariant<AgreementTypes>,
  ...story: readonly Line[]
): 'violated' | 'holds' | 'not exercised' {
  let [isExercised, isViolated] = [false, false];
  const verdict = {
    exercised: () => {
      isExercised = true;
    },
    violated: () => {
      isViolated = true;
    },
    undecided: () => {},
  };
  const checker = invariant.start(verdict, { nodeCount: 3, params: {}, leaders: LEADERS_BY_TURNS });
  for (const [index, [node, observation]] of story.entries()) {
    if (invariant.hears.includes(observation.type)) checker.hear(observation, node, index);
  }
  const counts = { messagesSent: 0, messagesDelivered: 0, bytesSent: 0 };
  checker.judge?.({ endedAtUs: 200, healedAtUs: 100, ...counts });
  if (isViolated) return 'violated';
  return isExercised ? 'holds' : 'not exercised';
}

describe('agreement', () => {
  const property = agreement<AgreementTypes>('Lamport 1982 §1');

  test('holds for equal decisions, and says nothing about one', () => {
    expect(judge(property, decided(0, 1), decided(1, 1))).toBe('holds');
    expect(judge(property, decided(0, 1))).toBe('not exercised');
  });

  test('is violated by two values, and by a node that decides twice', () => {
    expect(judge(property, decided(0, 1), decided(1, 0))).toBe('violated');
    expect(judge(property, decided(0, 1), decided(0, 1))).toBe('violated');
  });
});

describe('strong validity', () => {
  const property = strongValidity<AgreementTypes>('Lamport 1982 §1');

  test('is violated where all honest nodes began with another value', () => {
    expect(judge(property, proposed(0, 1), proposed(1, 1), decided(0, 0))).toBe('violated');
    expect(judge(property, proposed(0, 1), proposed(1, 1), decided(0, 1))).toBe('holds');
  });

  test('asks nothing where they began differently, and does not count liars', () => {
    const split = [proposed(0, 1), proposed(1, 1), proposed(2, 0)];
    expect(judge(property, ...split, decided(0, 0))).toBe('not exercised');
    expect(judge(property, ...split, corrupted(2), decided(0, 0))).toBe('violated');
  });
});

describe('termination', () => {
  /** The trial is healed at 100 us and ends at 200 us. */
  const spreading = (withinUs: number) =>
    everyoneDecides<AgreementTypes>({
      name: 'Spreads',
      sentence: 'It spreads.',
      when: 'someoneDecided',
      spreadUs: () => withinUs,
    });

  const all = [decided(0, 1), decided(1, 1), decided(2, 1)];

  test('is asked of honest nodes only', () => {
    const property = termination<AgreementTypes>('Lamport 1982 §1');
    expect(judge(property, ...all)).toBe('holds');
    expect(judge(property, ...all.slice(1))).toBe('violated');
    expect(judge(property, ...all.slice(1), corrupted(0))).toBe('holds');
  });

  test('may be asked only where an honest node decided', () => {
    const property = spreading(100);
    expect(judge(property)).toBe('not exercised');
    expect(judge(property, decided(0, 1))).toBe('violated');
    expect(judge(property, decided(0, 1), corrupted(0))).toBe('not exercised');
  });

  test('asks nobody to have heard, at the end, of what was decided too late to spread, counted from the heal', () => {
    expect(judge(spreading(101), decided(0, 1))).toBe('not exercised');
    const late: Line[] = new Array(150).fill(corrupted(1));
    expect(judge(spreading(50), ...late, decided(0, 1))).toBe('violated');
    expect(judge(spreading(49), ...late, decided(0, 1))).toBe('violated');
    expect(judge(spreading(51), ...late, decided(0, 1))).toBe('not exercised');
  });

  test('may be asked only where the honest began alike', () => {
    const unanimity = { name: 'Unanimity', sentence: 'It decides.', when: 'unanimous' } as const;
    const property = everyoneDecides<AgreementTypes>(unanimity);
    expect(judge(property, proposed(0, 1), proposed(1, 0))).toBe('not exercised');
    expect(judge(property, proposed(0, 1), proposed(1, 0), corrupted(1))).toBe('violated');
  });
});

test('an honest node is accused when it is convicted, a liar is not', () => {
  const property = noHonestNodeAccused<AgreementTypes>();
  expect(judge(property, corrupted(1), convicted(1))).toBe('holds');
  expect(judge(property, corrupted(1), convicted(2))).toBe('violated');
});

test('in lock-step a node hears the first word of each sender, of this round and the next', () => {
  const hearing: Hearing<string> = new Map();
  const say = (round: number, from: number, value: string) =>
    hear(hearing, 2, { round, from, value });
  for (const round of [1, 2, 3, 4, 2.5, Number.NaN]) say(round, 0, `of round ${round}`);
  say(2, 0, 'a second word');
  say(2, 1, 'another');
  expect([...endOf(hearing, 2)]).toEqual([
    [0, 'of round 2'],
    [1, 'another'],
  ]);
  expect([...endOf(hearing, 3)]).toEqual([[0, 'of round 3']]);
  expect([...hearing.keys()]).toEqual([]);
});
