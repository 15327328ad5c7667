import { describe, expect, it } from 'vitest';
import { pairEvents } from '../../../src/checking/history/pair-events.ts';
import { detectFormat, parseHistory } from '../../../src/checking/history/parse-history.ts';

describe('one history in three formats', () => {
  const ndjson = `{"process":0,"type":"invoke","f":"write","value":3}
{"process":0,"type":"info","f":"write","value":":timed-out"}

{"process":5,"type":"invoke","f":"cas","value":[3,4]}
{"process":5,"type":"fail","f":"cas","value":[3,4]}
`;
  const edn = `[{:process 0, :type :invoke, :f :write, :value 3, :time 17, :index 0}
 {:process :nemesis, :type :info, :f :start}
 {:process 0, :type :info, :f :write, :value :timed-out, :error "no answer"}
 #jepsen.history.Op{:process 5 :type :invoke :f :cas :value [3 4]}
 {:process 5, :type :fail, :f :cas, :value [3 4]}]`;
  const log = `Picked up _JAVA_OPTIONS
INFO  jepsen.util - 0\t:invoke\t:write\t3
INFO [2024-05-02 10:00:00,000] jepsen nemesis - jepsen.util :nemesis\t:info\t:start\tnil
INFO [2024-05-02 10:00:01,120] jepsen worker 0 - jepsen.util 0\t:info\t:write\t:timed-out
2017-05-03 17:21:45,123{GMT}\tINFO\t[jepsen worker 0] jepsen.util: 5\t:invoke\t:cas\t[3 4]
5\t:fail\t:cas\t[3 4]\t{:type :http, :status 409}`;

  it.each([
    ['ndjson', ndjson],
    ['edn', edn],
    ['log', log],
  ] as const)('%s', (format, text) => {
    expect(detectFormat(text)).toBe(format);
    const { events } = parseHistory(text, format);
    expect(events.map(({ process, type, f, value }) => ({ process, type, f, value }))).toEqual([
      { process: 0, type: 'invoke', f: 'write', value: 3 },
      { process: 0, type: 'info', f: 'write', value: ':timed-out' },
      { process: 5, type: 'invoke', f: 'cas', value: [3, 4] },
      { process: 5, type: 'fail', f: 'cas', value: [3, 4] },
    ]);
  });

  it('leaves out the nemesis, and says so', () => {
    expect(parseHistory(edn, 'edn').ofNemesis).toBe(1);
    expect(parseHistory(log, 'log').ofNemesis).toBe(1);
  });

  it('tells nil from nothing', () => {
    const text =
      '{:process 0 :type :invoke :f :read :value nil} {:process 1 :type :invoke :f :read}';
    expect(parseHistory(text, 'edn').events.map(({ value }) => value)).toEqual([null, undefined]);
  });

  it('keeps the line of each operation', () => {
    expect(parseHistory(ndjson, 'ndjson').events.map(({ place }) => place.line)).toEqual([
      1, 2, 4, 5,
    ]);
    expect(parseHistory(log, 'log').events.map(({ place }) => place.line)).toEqual([2, 4, 5, 6]);
  });
});

describe('a history that cannot be read', () => {
  it.each([
    [
      'ndjson',
      '{"process":0,"type":"ok"',
      '1:',
      'found what is not JSON; write one operation a line',
    ],
    ['ndjson', '\n[1]', '2:1: found [1]; write one operation a line'],
    [
      'ndjson',
      '{"process":0,"type":"done","f":"read"}',
      '1:14: found type "done"; write "invoke", "ok"',
    ],
    ['ndjson', '{"type":"ok","f":"read"}', '1:1: found an operation without process'],
    [
      'ndjson',
      '{"process":0.5,"type":"ok","f":"r"}',
      '1:2: found process 0.5; write a whole number',
    ],
    ['edn', '{:process 0 :type :done :f :read}', '1:19: found :type :done; write :invoke, :ok'],
    ['edn', '{:process 0 :type :ok}', '1:1: found an operation without :f; write what was asked'],
    ['edn', '{:process "a" :type :ok :f :read}', '1:11: found :process "a"; write a whole number'],
    ['edn', '\n 17', '2:2: found 17; write an operation such as'],
    ['edn', '{:process 0 :type :ok :f :read', 'found the end of the text; write } first'],
    ['log', 'nothing\nof the kind', '1:1: found no operation in 2 lines'],
    ['log', '0 :invoke :write [1', '1:20: found the end of the text; write ] first'],
  ] as const)('%s %j', (format, text, ...messages) => {
    for (const message of messages) expect(() => parseHistory(text, format)).toThrow(message);
  });
});

describe('invocations and completions', () => {
  const pair = (text: string) => pairEvents(parseHistory(text, 'log').events);

  it('are paired by process', () => {
    const paired = pair('0 :invoke :write 1\n1 :invoke :read nil\n1 :ok :read 1\n0 :ok :write 1');
    expect(paired).toMatchObject([
      { process: 0, argument: 1, outcome: 'ok', invokedAt: 0, returnedAt: 3 },
      { process: 1, argument: null, answer: 1, outcome: 'ok', invokedAt: 1, returnedAt: 2 },
    ]);
  });

  it('leave open what never ended', () => {
    expect(pair('0 :invoke :write 1')).toMatchObject([{ outcome: 'info', returnedAt: undefined }]);
  });

  it('go on under the same number after info, as those of another process', () => {
    const paired = pair('0 :invoke :write 1\n0 :info :write :timed-out\n0 :invoke :read nil');
    expect(paired).toMatchObject([{ outcome: 'info', answer: ':timed-out' }, { outcome: 'info' }]);
  });

  it.each([
    [
      '0 :invoke :write 1\n0 :invoke :read nil',
      '2:1: found process 0 invoking read while its write of line 1 is under way',
    ],
    ['0 :ok :read 1', '1:1: found ok of read by process 0; it has nothing under way'],
    [
      '0 :invoke :write 1\n0 :ok :read 1',
      '2:1: found ok of read by process 0; what it has under way is the write of line 1',
    ],
  ])('that do not fit are refused: %j', (text, message) => {
    expect(() => pair(text)).toThrow(message);
  });
});
