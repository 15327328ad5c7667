import { describe, expect, it } from 'vitest';
import { checkHistory, describeOperation } from '../../../src/checking/history/check-history.ts';
import {
  beginningWith,
  type HistoryModel,
  historyModels,
} from '../../../src/checking/history/history-models.ts';

const modelNamed = (name: string) =>
  historyModels.find((model) => model.name === name) as HistoryModel;
const verdict = (name: string, text: string) =>
  checkHistory(text, 'log', modelNamed(name)).result.verdict;

/** Sequential histories of each model, all as they should be, then with the last answer wrong. */
const examples: readonly [model: string, good: string, bad: string][] = [
  ['register', '0 write 3, 0 read nil→3', '0 read nil→nil'],
  ['cas-register', '0 write 3, 0 cas [3 4]→[3 4], 0 read nil→4', '0 read nil→3'],
  ['cas-register', '0 cas [nil 4]→true, 0 cas [nil 5]→false', '0 cas [4 5]→false'],
  [
    'multi-register',
    '0 write [7 1], 0 read [8 nil]→[8 nil], 0 cas [7 [1 2]]',
    '0 read [7 nil]→[7 1]',
  ],
  [
    'key-value',
    '0 put [:k "a"], 0 append [:k "b"], 0 get [:k nil]→[:k "ab"]',
    '0 get [:k nil]→[:k "b"]',
  ],
  [
    'key-value',
    '0 append [1 7], 0 append [1 8], 0 read [1 nil]→[1 [7 8]]',
    '0 read [1 nil]→[1 [8 7]]',
  ],
  ['key-value', '0 put [1 7], 0 delete [1 nil], 0 read [1 nil]→[1 nil]', '0 read [1 nil]→[1 7]'],
  ['mutex', '0 acquire nil, 0 release nil, 1 lock nil', '0 acquire nil'],
  ['queue', '0 enqueue 1, 0 enqueue 2, 0 dequeue nil→1', '0 dequeue nil→nil'],
  [
    'set',
    '0 add 2, 0 add 1, 0 read nil→#{1 2}, 0 remove 2, 0 contains 2→false',
    '0 read nil→[1 2]',
  ],
  ['counter', '0 add 3, 0 inc nil, 0 dec 2, 0 read nil→2', '0 read nil→3'],
];

/** Writes `0 read nil→3` as the two lines of a log. */
function logOf(text: string): string {
  return text
    .split(', ')
    .map((operation) => {
      const [asked = '', answer] = operation.split('→');
      const [process, f, ...argument] = asked.split(' ');
      const said = answer ?? argument.join(' ');
      return `${process} :invoke :${f} ${argument.join(' ')}\n${process} :ok :${f} ${said}`;
    })
    .join('\n');
}

describe('every model under the names of histories', () => {
  it.each(examples)('%s: %s, then %s', (name, good, bad) => {
    expect(verdict(name, logOf(good))).toBe('linearizable');
    expect(verdict(name, logOf(`${good}, ${bad}`))).toBe('not linearizable');
  });

  it.each([
    ['mutex', '0 read nil', 'found the operation read; a mutex has acquire, release'],
    ['register', '0 cas [1 2]', 'found the operation cas; a register has read, write V'],
    ['cas-register', '0 cas 7', 'found cas 7; write cas [OLD NEW]'],
    [
      'cas-register',
      '0 read [1 nil]',
      'a cas-register is one object: for pairs of key and value add --keyed',
    ],
    ['multi-register', '0 write 7', 'found write 7; write a pair of a key and a value'],
    ['counter', '0 add "x"', 'found add "x"; write add [N]'],
  ])('%s refuses %s', (name, text, message) => {
    expect(() => verdict(name, logOf(text))).toThrow(message);
  });
});

describe('what Jepsen means', () => {
  it('a process that crashed goes on under another number, and what it did may come true late', () => {
    const text = `0 :invoke :write 1
0 :info :write :timed-out
5 :invoke :read nil
5 :ok :read nil
5 :invoke :read nil
5 :ok :read 1`;
    expect(verdict('register', text)).toBe('linearizable');
  });

  it('a compare-and-set that failed did not happen, and says nothing of the state', () => {
    const text = `${logOf('0 write 1')}\n0 :invoke :cas [1 2]\n0 :fail :cas [1 2]\n${logOf('0 read nil→1')}`;
    expect(verdict('cas-register', text)).toBe('linearizable');
  });

  it('a register begins with nil, or with what is said', () => {
    const text = logOf('0 read nil→0');
    const begun = beginningWith(modelNamed('register'), 0) as HistoryModel;
    expect(verdict('register', text)).toBe('not linearizable');
    expect(checkHistory(text, 'log', begun).result.verdict).toBe('linearizable');
  });

  it('a field for the key makes many objects of one', () => {
    const text = `{"process":0,"type":"invoke","f":"write","key":"x","value":1}
{"process":0,"type":"ok","f":"write","key":"x"}
{"process":0,"type":"invoke","f":"read","key":"y"}
{"process":0,"type":"ok","f":"read","key":"y","value":null}`;
    const report = checkHistory(text, 'ndjson', modelNamed('register'));
    expect(report.result).toMatchObject({ verdict: 'linearizable', objects: 2 });
  });

  it('an answer that is absent is unknown, one that is nil is nil', () => {
    const text = (answer: string) =>
      `${logOf('0 write 1')}\n0 :invoke :read nil\n0 :ok :read${answer}`;
    expect(verdict('register', text(''))).toBe('linearizable');
    expect(verdict('register', text(' nil'))).toBe('not linearizable');
  });
});

it('operations are described as people write them', () => {
  const text = logOf('0 write [1 2], 0 cas [[1 2] 3]→true, 0 read nil→3');
  const { operations } = checkHistory(text, 'log', modelNamed('cas-register'));
  expect(operations.map((operation) => describeOperation(operation))).toEqual([
    'write [1 2]',
    'cas [[1 2] 3] → true',
    'read → 3',
  ]);
});
