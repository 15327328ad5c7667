import { expect, test } from 'vitest';
import { failureBlock, faultLines, formatFact } from '../../src/cli/failure-block.ts';
import { Output } from '../../src/cli/output.ts';
import { record } from '../report/batches.ts';

test('a fact says when, who and what', () => {
  const fact = { atUs: 1_204, node: 2, observation: { type: 'BecameLeader', term: 3 } };
  expect(formatFact(fact)).toBe('at 1.204ms n2 BecameLeader {term: 3}');
  const healed = { atUs: 1_204, node: -1, observation: { type: 'faults:healed' } };
  expect(formatFact(healed)).toBe('at 1.204ms faults:healed');
});

test('a broken property is told with its promise, its facts, its faults and the way to see it again', () => {
  const failure = {
    record: record(7),
    violation: {
      invariant: 'Election Safety',
      expectation: 'always',
      sentence: 'At most one leader can be elected in a given term.',
      citation: 'Raft §5.2',
      explanation: 'n0 and n2 lead term 3',
      facts: [0, 2].map((node) => ({ atUs: 5_000, node, observation: { type: 'BecameLeader' } })),
      atUs: 5_000,
    },
    faults: [
      { text: 'at 1ms crash n0', landed: 1 },
      { text: 'at 2ms restart n1', landed: 0 },
    ],
    violatedTrials: 3,
  } as const;
  const output = new Output(process.stdout, process.stderr);
  expect(failureBlock(failure, 'npx coordsim replay a.yaml --trial 7', output)).toBe(
    `Election Safety is violated in 3 trials, first in trial 7 (seed 1:7):
  promised     At most one leader can be elected in a given term. [Raft §5.2]
  found        n0 and n2 lead term 3 (at 5.000ms)
  facts        at 5.000ms n0 BecameLeader
               at 5.000ms n2 BecameLeader
  faults       at 1ms crash n0
               at 2ms restart n1 (did not land)
  reproduce:   npx coordsim replay a.yaml --trial 7`,
  );
});

test('of a long schedule the rest is counted', () => {
  const faults = Array.from({ length: 45 }, (_, line) => ({ text: `fault ${line}`, landed: 1 }));
  expect(faultLines(faults).slice(-2)).toEqual(['fault 39', '… and 5 more']);
  expect(faultLines([])).toEqual(['none']);
});
