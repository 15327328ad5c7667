import { expect, test } from 'vitest';
import { fingerprintOf } from '../../src/experiment/fingerprint.ts';
import type { RecordedViolation } from '../../src/experiment/trial-record.ts';
import { planOf } from '../configs.ts';

const plan = planOf('two-phase-commit/fault-free.yaml');

function violation(
  facts: readonly (readonly [node: number, type: string])[],
  invariant = 'AC1 Agreement',
): RecordedViolation {
  return {
    invariant,
    expectation: 'always',
    sentence: '',
    explanation: '',
    atUs: 7,
    facts: facts.map(([node, type], index) => ({
      atUs: index,
      node,
      observation: { type, transaction: index },
    })),
  };
}

test('a fingerprint is the property and a hash, fit for the name of a file', () => {
  expect(fingerprintOf(violation([]), plan)).toMatch(/^ac1-agreement-[0-9a-f]{8}$/);
});

test('which node, when, how often and in which order makes no difference', () => {
  const once = fingerprintOf(violation([[1, 'Decided']]), plan);
  expect(
    fingerprintOf(
      violation([
        [2, 'Decided'],
        [3, 'Decided'],
      ]),
      plan,
    ),
  ).toBe(once);
  const both = [
    [0, 'Decided'],
    [1, 'Decided'],
  ] as const;
  expect(fingerprintOf(violation(both), plan)).toBe(
    fingerprintOf(violation(both.toReversed()), plan),
  );
});

test('another role, another kind of observation or another property makes another fingerprint', () => {
  const fingerprints = [
    violation([[1, 'Decided']]),
    violation([[0, 'Decided']]),
    violation([[-1, 'Decided']]),
    violation([[1, 'Voted']]),
    violation([[1, 'Decided']], 'AC3'),
    violation([]),
  ].map((one) => fingerprintOf(one, plan));
  expect(new Set(fingerprints).size).toBe(fingerprints.length);
});
