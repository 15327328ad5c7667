import { describe, expect, test } from 'vitest';
import { type ZodType, z } from 'zod';
import {
  count,
  duration,
  durationRange,
  flag,
  probability,
  quantity,
  rate,
  signedDuration,
} from '../../../src/core/schema.ts';

/** The one message with which a piece refuses a value. */
function refusal(piece: ZodType, value: unknown): string | undefined {
  return piece
    .safeParse(value)
    .error?.issues.map(({ message }) => message)
    .join('; ');
}

describe('pieces that protocols describe their params with', () => {
  test.each<[string, ZodType, unknown, unknown]>([
    ['a duration', duration(), '1.5ms', 1500],
    ['a duration with a space', duration(), ' 2 s ', 2_000_000],
    ['a negative duration', signedDuration(), '-5ms', -5000],
    ['a range of durations', durationRange(), '150ms .. 300ms', { minUs: 150_000, maxUs: 300_000 }],
    ['a rate a minute', rate(), '30/m', 0.5],
    ['a rate a millisecond', rate(), '2/ms', 2000],
    ['a probability', probability(), 1, 1],
    ['a count', count(1, 3), 3, 3],
    ['a quantity', quantity('a factor', { min: 0 }), 0.5, 0.5],
    ['a flag', flag(), false, false],
  ])('%s is read', (_title, piece, written, read) => {
    expect(piece.parse(written)).toEqual(read);
  });

  test.each<[ZodType, unknown, string]>([
    [duration(), undefined, 'missing; write a duration such as 5ms (us, ms, s, m, h)'],
    [duration(), true, 'found true; write a duration such as 5ms (us, ms, s, m, h)'],
    [
      duration(),
      'soon',
      "found 'soon', which is not a duration; write a duration such as 5ms (us, ms, s, m, h)",
    ],
    [
      signedDuration(),
      '-5',
      "found '-5', which has no unit; write a duration such as 5ms or -5ms (us, ms, s, m, h)",
    ],
    [
      durationRange(),
      '1ms..2ms..3ms',
      "found '1ms..2ms..3ms'; write two durations such as 150ms..300ms (us, ms, s, m, h)",
    ],
    [rate(), '0/s', "found '0/s', which is never; write a rate such as 100/s (/ms, /s, /m, /h)"],
    [probability(), '0.1', "found '0.1', which is not a number; write a probability from 0 to 1"],
    [probability(), -0.1, 'found -0.1, which is too small; write a probability from 0 to 1'],
    [count(1, 3), 1.5, 'found 1.5, which is not whole; write a whole number from 1 to 3'],
    [count(1), [], 'found an empty list; write a whole number of at least 1'],
    [flag(), 'yes', "found 'yes'; write true or false"],
  ])('%# is refused in one sentence', (piece, value, message) => {
    expect(refusal(piece, value)).toBe(message);
  });

  test('a default is given as it would be written, and editors are told of it', () => {
    const params = z.object({ heartbeat: duration().prefault('50ms') });
    expect(params.parse({})).toEqual({ heartbeat: 50_000 });
    expect(z.toJSONSchema(params, { io: 'input' })).toMatchObject({
      properties: {
        heartbeat: { type: 'string', default: '50ms', pattern: expect.any(String) },
      },
    });
  });

  test.each([
    ['duration', duration(), ['5ms', '1.5 s'], ['5', 'ms', '5 sec', '-5ms']],
    ['signedDuration', signedDuration(), ['5ms', '-5ms', '+1s'], ['--5ms', '-5']],
    ['durationRange', durationRange(), ['1ms..2ms', '1ms .. 2s'], ['1ms', '1..2ms']],
    ['rate', rate(), ['100/s', '0.5 / m'], ['100', '100/d']],
  ])('the pattern of %s tells good from bad', (_name, piece, good, bad) => {
    const { pattern } = z.toJSONSchema(piece, { io: 'input' });
    const matches = (text: string) => new RegExp(pattern ?? '').test(text);
    expect(good.filter((text) => !matches(text))).toEqual([]);
    expect(bad.filter(matches)).toEqual([]);
  });
});
