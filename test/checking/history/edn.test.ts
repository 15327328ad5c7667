import { describe, expect, it } from 'vitest';
import { plainOf, readEdn } from '../../../src/checking/history/edn.ts';

const values = (text: string) => readEdn(text).map(plainOf);

describe('EDN', () => {
  it.each([
    ['nil true false', [null, true, false]],
    ['0 -7 +7 42N', [0, -7, 7, 42]],
    ['1.5 1.5M 2e3 -0.25', [1.5, 1.5, 2000, -0.25]],
    ['2/4 -1/3 6/3', ['1/2', '-1/3', 2]],
    [
      '12345678901234567890 -12345678901234567890N',
      ['12345678901234567890N', '-12345678901234567890N'],
    ],
    ['##Inf ##-Inf', [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    [String.raw`"a\n\"b\"\u00e9" \a \newline \u0041 \\`, ['a\n"b"é', 'a', '\n', 'A', '\\']],
    [':read :a/b sym a/b', [':read', ':a/b', 'sym', 'a/b']],
    ['[1 [2, 3]] (4 5) #{6}', [[1, [2, 3]], [4, 5], [6]]],
    ['{:process 0, :value [3 4] "k" 1 5 6}', [{ process: 0, value: [3, 4], k: 1, '5': 6 }]],
    ['#inst "2024-01-01" #jepsen.history.Op{:index 3}', ['2024-01-01', { index: 3 }]],
    ['1 ; two\n#_ 3 #_[4 5] [6 #_7] 8', [1, [6], 8]],
    [',,\t\n', []],
  ])('%s', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  it('knows the place of each form', () => {
    const [, second] = readEdn('{:a 1}\n  {:b\n 2}');
    expect(second).toMatchObject({ line: 2, column: 3 });
    expect(second?.kind === 'map' && second.entries[0]?.[1]).toMatchObject({ line: 3, column: 2 });
  });

  it.each([
    ['[1 2', '1:5: found the end of the text; write ] first'],
    ['[1 2)', '1:5: found ); write ] first'],
    [' }', '1:2: found }; nothing is open here'],
    ['{:a}', '1:1: found a map with a key without a value; write as many values as keys'],
    ['1\n "abc', '2:2: found a text without an end; write " behind it'],
    ['12abc', '1:1: found 12abc; a number is like 7, -7N, 1.5, 1.5M, 2e3 or 1/3'],
    ['1/0', '1:1: found 1/0; a ratio is of two integers, the second not 0'],
    [': a', '1:1: found :; a keyword is a colon and a name'],
    ['[#_]', '1:2: found #_ with nothing behind it; write a value'],
  ])('refuses %s', (text, message) => {
    expect(() => readEdn(text)).toThrow(message);
  });

  it('refuses what is nested too deep, instead of running out of stack', () => {
    expect(() => readEdn('['.repeat(100_000))).toThrow(
      '1:202: found a form too deep; nest 200 at most',
    );
  });
});
