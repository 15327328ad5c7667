import { expect, test } from 'vitest';
import { KeyRing } from '../../src/engine/keys.ts';
import { PlainCopier } from '../../src/experiment/plain-state.ts';

function plain(value: unknown): unknown {
  return new PlainCopier().copy(value);
}

test('maps become objects and sets become lists', () => {
  const votes = new Map<unknown, unknown>([
    [2, new Set([0, 1])],
    [{ view: 3 }, true],
  ]);
  expect(plain({ votes })).toEqual({ votes: { 2: [0, 1], '{"view":3}': true } });
});

test('keys of a map that are written alike stay apart', () => {
  const map = new Map<unknown, unknown>([
    [1, 'number'],
    ['1', 'text'],
  ]);
  expect(plain(map)).toEqual({ 1: 'number', '1′': 'text' });
});

test('a signature is who signed, and what', () => {
  const signature = new KeyRing(2).sign({ round: 1 });
  expect(plain({ signature })).toEqual({ signature: { signer: 2, of: { round: 1 } } });
});

test('a storage cell is what it holds', () => {
  expect(plain({ currentTerm: { folded: () => 3 } })).toEqual({ currentTerm: 3 });
});

test('numbers that JSON lacks become words', () => {
  expect(plain([Number.NaN, Number.POSITIVE_INFINITY, 2n])).toEqual(['NaN', 'Infinity', '2']);
});

test('functions and undefined members are absent', () => {
  expect(plain({ term: 1, leader: undefined, vote: () => true })).toEqual({ term: 1 });
});

test('a long list is cut, and says by how much', () => {
  const copy = plain(Array.from({ length: 2_345 }, (_, index) => index)) as unknown[];
  expect(copy).toHaveLength(2_001);
  expect(copy.at(-1)).toEqual({ '…': 345 });
});

test('a value that contains itself is cut', () => {
  const node: { next?: unknown } = {};
  node.next = node;
  expect(JSON.stringify(plain(node))).toMatch(/^(\{"next":){12}\{"…":1\}+$/);
});

test('a value that branches without end is cut', () => {
  const node: { left?: unknown; right?: unknown } = {};
  node.left = node;
  node.right = node;
  expect(JSON.stringify(plain(node)).length).toBeLessThan(1_000_000);
});

test('what is copied later does not change what was copied', () => {
  const copier = new PlainCopier();
  const state = { votes: [true, false] };
  const first = copier.copy(state);
  state.votes[1] = true;
  expect(copier.copy(state)).toEqual({ votes: [true, true] });
  expect(first).toEqual({ votes: [true, false] });
});
