import { expect, test } from 'vitest';
import { LEADERS_BY_TURNS } from '../../../../src/core/leaders.ts';
import { RoundLeaders } from '../../../../src/engine/round-leaders.ts';
import { kingsOf } from '../../../../src/protocols/agreement/phase-king/kings.ts';

const NODES = [0, 1, 2, 3, 4, 5, 6, 7, 8];

function kings(...named: readonly (readonly [leader: number, round: number])[]): number[] {
  const leaders = new RoundLeaders();
  for (const [leader, round] of named) leaders.name(leader, [round, round], () => {});
  return kingsOf(3, NODES, leaders);
}

test('the king of the k-th phase is the k-th node', () => {
  expect(kingsOf(3, NODES, LEADERS_BY_TURNS)).toEqual([0, 1, 2]);
});

test('a scenario names the king of a phase by its second round, and the others take their turns', () => {
  expect(kings([7, 4])).toEqual([0, 7, 1]);
  expect(kings([7, 1], [7, 3])).toEqual([0, 1, 2]);
  expect(kings([1, 2])).toEqual([1, 0, 2]);
});

test('nobody is king twice, or all kings might be liars', () => {
  expect(kings([5, 2], [5, 4], [5, 6])).toEqual([5, 0, 1]);
});
