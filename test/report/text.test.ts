import { describe, expect, test } from 'vitest';
import {
  formatCount,
  formatInstant,
  formatMeasure,
  formatQuantity,
  formatShare,
} from '../../src/report/number-text.ts';
import { plainTable } from '../../src/report/table.ts';
import { formatTyped, formatValue } from '../../src/report/value-text.ts';

describe('numbers', () => {
  test.each([
    [0, '0'],
    [12, '12'],
    [2.654_32, '2.654'],
    [31.415_9, '31.42'],
    [314.159, '314.2'],
    [3_141.59, '3,142'],
    [-3_141.59, '-3,142'],
    [0.051_234_5, '0.05123'],
    [0.000_012_34, '1.23e-5'],
    [1_234_567, '1,234,567'],
    [Number.POSITIVE_INFINITY, '∞'],
  ])('%d is shown as %s', (value, text) => {
    expect(formatQuantity(value)).toBe(text);
  });

  test('what is in microseconds is shown in milliseconds', () => {
    expect(formatMeasure('commitLatencyP50Us', 20_137)).toBe('20.14ms');
    expect(formatMeasure('elections', 1.5)).toBe('1.500');
    expect(formatMeasure('elections', undefined)).toBe('–');
    expect(formatInstant(1_289_356)).toBe('1289.356ms');
  });

  test('counts have commas, shares per cent', () => {
    expect(formatCount(999)).toBe('999');
    expect(formatCount(1_000)).toBe('1,000');
    expect(formatShare(0.996_173)).toBe('99.62%');
    expect(formatShare(1)).toBe('100%');
  });
});

describe('values', () => {
  test.each<[unknown, string]>([
    [{ term: 2, votedFor: -1 }, '{term: 2, votedFor: -1}'],
    [['a', true, null, undefined], "['a', true, null, undefined]"],
    [[1, 2, 3, 4, 5, 6, 7, 8], '[1, 2, 3, 4, 5, 6, 7, 8]'],
    [Array.from({ length: 40 }, (_, index) => index), '[0, 1, 2, 3, 4, 5, 6, … 33 more]'],
    [new Map([['n0', 1]]), '{n0: 1}'],
    [new Set([3, 1]), '{3, 1}'],
    [1 / 3, '0.333333'],
    ['two\n lines', "'two lines'"],
    ['x'.repeat(80), `'${'x'.repeat(59)}…'`],
    [{ a: { b: { c: { d: { e: 1 } } } } }, '{a: {b: {c: {d: …}}}}'],
    [{ absent: undefined }, '{}'],
  ])('%j is shown as %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  test('what has a type is shown as people write it', () => {
    expect(formatTyped({ type: 'Ping' })).toBe('Ping');
    expect(formatTyped({ type: 'Vote', term: 2 })).toBe('Vote {term: 2}');
    expect(formatTyped('plain')).toBe("'plain'");
  });
});

test('a plain table aligns its columns and has no space at the end of a line', () => {
  const table = plainTable({
    head: ['name', 'count', 'note'],
    align: ['left', 'right', 'left'],
    rows: [
      ['a', '7', { text: 'good', tone: 'good' }],
      ['longer', '1,234', ''],
    ],
  });
  expect(table).toBe('name    count  note\na           7  good\nlonger  1,234');
});
