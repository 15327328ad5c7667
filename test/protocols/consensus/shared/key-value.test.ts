import { expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import {
  answerOf,
  emptyMachine,
  isRepeated,
  perform,
  remember,
  sessionOf,
} from '../../../../src/protocols/consensus/shared/key-value.ts';
import {
  drawOperation,
  keyValueMix,
} from '../../../../src/protocols/consensus/shared/key-value-workload.ts';

test('operations do to a key what they say', () => {
  const machine = emptyMachine();
  expect(perform(machine, { kind: 'get', key: 2 })).toBe(null);
  expect(perform(machine, { kind: 'append', key: 2, value: 'a' })).toBe(null);
  expect(perform(machine, { kind: 'append', key: 2, value: 'b' })).toBe(null);
  expect(perform(machine, { kind: 'get', key: 2 })).toBe('ab');
  expect(perform(machine, { kind: 'cas', key: 2, expected: 'a', value: 'c' })).toBe(false);
  expect(perform(machine, { kind: 'cas', key: 2, expected: 'ab', value: 'c' })).toBe(true);
  expect(perform(machine, { kind: 'put', key: 0, value: 'z' })).toBe(null);
  expect(perform(machine, { kind: 'get', key: 2 })).toBe('c');
  expect(perform(machine, { kind: 'get', key: 0 })).toBe('z');
  expect(perform(machine, { kind: 'cas', key: 1, expected: 'a', value: 'c' })).toBe(false);
});

test('a session keeps answers until the client says that it will not ask again', () => {
  const session = sessionOf(emptyMachine(), 3);
  remember(session, 2, 'two', 0);
  remember(session, 0, 'zero', 0);
  expect([0, 1, 2, 3].map((sequence) => isRepeated(session, sequence))).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(answerOf(session, 2)).toBe('two');
  remember(session, 3, null, 2);
  expect(answerOf(session, 0)).toBe(undefined);
  expect(answerOf(session, 2)).toBe('two');
  expect(answerOf(session, 3)).toBe(null);
  expect(session.answers).toHaveLength(2);
});

test('an operation that its client gave up never takes effect any more', () => {
  const session = sessionOf(emptyMachine(), 0);
  remember(session, 5, null, 5);
  expect(isRepeated(session, 4)).toBe(true);
  expect(answerOf(session, 4)).toBe(undefined);
});

test('an answer of null counts as an answer', () => {
  const session = sessionOf(emptyMachine(), 0);
  remember(session, 0, null, 0);
  expect(isRepeated(session, 0)).toBe(true);
});

test('sessions of clients do not mix', () => {
  const machine = emptyMachine();
  remember(sessionOf(machine, 4), 0, 'four', 0);
  expect(isRepeated(sessionOf(machine, 1), 0)).toBe(false);
  expect(answerOf(sessionOf(machine, 4), 0)).toBe('four');
});

test('the workload asks for operations as often as their weights say', () => {
  const mix = keyValueMix.parse({ get: 5, put: 3, cas: 2, append: 0 });
  const rng = createRng('mix', 'c0');
  const counts = { get: 0, put: 0, cas: 0, append: 0 };
  for (let draw = 0; draw < 10_000; draw++) counts[drawOperation(rng, mix).kind]++;
  // Three standard errors are at most 150.
  expect(Math.abs(counts.get - 5_000)).toBeLessThan(150);
  expect(Math.abs(counts.put - 3_000)).toBeLessThan(150);
  expect(Math.abs(counts.cas - 2_000)).toBeLessThan(150);
  expect(counts.append).toBe(0);
});

test('a mix without any weight is refused', () => {
  const none = { get: 0, put: 0, cas: 0, append: 0 };
  expect(() => keyValueMix.parse(none)).toThrow(/every weight is 0/);
});
