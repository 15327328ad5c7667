import { describe, expect, it } from 'vitest';
import {
  fitLabel,
  fitText,
  textWidth,
  wrapText,
} from '../../../src/report/space-time/text-width.ts';

describe('a label that is too wide', () => {
  const label = 'RequestVote {term: 12, lastLogIndex: 345}';

  it('keeps whole fields: a number that is cut is another number', () => {
    const width = textWidth('RequestVote {term: 12, …', 10) + 1;
    expect(fitLabel(label, 10, width)).toBe('RequestVote {term: 12, …');
  });

  it('is its type alone where no field fits', () => {
    expect(fitLabel(label, 10, textWidth('RequestVote', 10) + 1)).toBe('RequestVote');
  });

  it('is left as it is where it fits', () => {
    expect(fitLabel(label, 10, 1_000)).toBe(label);
  });
});

it('a text is broken at spaces, and its last line shortened', () => {
  const lines = wrapText('one two three four five six seven', 10, 50, 3);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(textWidth(line, 10)).toBeLessThanOrEqual(50);
  expect(lines[0]).toBe('one two');
  expect(lines[2]).toMatch(/…$/);
});

it('wider letters make wider texts, and shortening stops at one', () => {
  expect(textWidth('W', 10)).toBeGreaterThan(textWidth('i', 10));
  expect(fitText('WWWW', 10, 1)).toBe('W…');
});
