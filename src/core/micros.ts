/** An instant or a duration of virtual time, in whole microseconds. */
export type Micros = number;

export const MICROS_PER_MILLISECOND = 1_000;
export const MICROS_PER_SECOND = 1_000_000;

/** Ten years of virtual time: far beyond any experiment, far below 2^53, so that sums of instants stay exact. */
export const MAX_DURATION_US: Micros = 10 * 365 * 24 * 3_600 * MICROS_PER_SECOND;

const MICROS_PER_UNIT: ReadonlyMap<string, number> = new Map([
  ['us', 1],
  ['ms', MICROS_PER_MILLISECOND],
  ['s', MICROS_PER_SECOND],
  ['m', 60 * MICROS_PER_SECOND],
  ['h', 3_600 * MICROS_PER_SECOND],
]);

const DURATION = /^(\d+(?:\.\d+)?)\s*(us|ms|s|m|h)$/;

/**
 * Reads a duration as people write it, `150ms` or `1.5s`, into microseconds.
 *
 * A number without a unit is refused: mixing seconds and milliseconds is the oldest bug of simulators.
 * Throws `RangeError` with the accepted units, or with the limit when the duration exceeds it.
 */
export function parseDuration(text: string): Micros {
  const match = DURATION.exec(text.trim());
  if (match === null) {
    const reason = /^[\d.]+$/.test(text.trim()) ? 'has no unit' : 'is not a duration';
    throw new RangeError(
      `'${text}' ${reason}; write a number and a unit: us, ms, s, m or h, such as 150ms`,
    );
  }
  const durationUs = Math.round(
    Number(match[1]) * (MICROS_PER_UNIT.get(match[2] ?? '') ?? Number.NaN),
  );
  if (durationUs > MAX_DURATION_US) {
    throw new RangeError(`'${text}' is over the limit of ten years (${MAX_DURATION_US / 3.6e9}h)`);
  }
  return durationUs;
}

/** Prints a duration or an instant in the largest unit that keeps it at or above one: `1.204ms`, `2s`, `17us`. */
export function formatMicros(us: Micros): string {
  const size = Math.abs(us);
  if (size >= MICROS_PER_SECOND) return `${trimmed(us / MICROS_PER_SECOND)}s`;
  if (size >= MICROS_PER_MILLISECOND) return `${trimmed(us / MICROS_PER_MILLISECOND)}ms`;
  return `${us}us`;
}

function trimmed(value: number): string {
  return String(Number(value.toFixed(6)));
}
