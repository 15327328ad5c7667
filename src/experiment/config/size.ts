import type { ZodType } from 'zod';
import { Unreadable, written } from '../../core/schema.ts';

const BYTES_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['kB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
  ['KiB', 1_024],
  ['MiB', 1_048_576],
  ['GiB', 1_073_741_824],
]);
const SIZE_PATTERN = '\\d+(\\.\\d+)?\\s*(B|kB|MB|GB|KiB|MiB|GiB)';
const UNITS = '(B, kB, MB, GB, KiB, MiB, GiB)';

/** An amount of data such as `1MB`, read into whole bytes. */
export function size(): ZodType<number, string> {
  return bytes(`a size such as 1MB ${UNITS}`, '1MB', '');
}

/** A bandwidth such as `10MB/s`, read into bytes a second. */
export function bandwidth(): ZodType<number, string> {
  return bytes(`a bandwidth such as 10MB/s ${UNITS}`, '10MB/s', '/s');
}

function bytes(accepted: string, example: string, suffix: string): ZodType<number, string> {
  const pattern = `^${SIZE_PATTERN}${suffix}$`;
  const json = { type: 'string', pattern, examples: [example] };
  const whole = new RegExp(pattern);
  return written({ accepted, json }, (value) => {
    if (typeof value === 'number') return new Unreadable('has no unit');
    if (typeof value !== 'string') return new Unreadable();
    const match = whole.exec(value.trim());
    if (match === null) return new Unreadable(reasonAgainst(value, suffix));
    const amount = Number.parseFloat(match[0]);
    const sizeBytes = Math.round(amount * (BYTES_PER_UNIT.get(match[2] ?? '') ?? Number.NaN));
    if (sizeBytes < 1) return new Unreadable('is less than a byte');
    return Number.isSafeInteger(sizeBytes) ? sizeBytes : new Unreadable('is too large');
  });
}

function reasonAgainst(value: string, suffix: string): string | undefined {
  if (/[kmg]?b(?:it)?(?:ps|\/s)?$/i.test(value) && suffix !== '' && !value.includes('/')) {
    return 'is an amount, not a bandwidth';
  }
  return /^[\d.]+$/.test(value.trim()) ? 'has no unit' : undefined;
}
