import { MICROS_PER_MILLISECOND, type Micros } from '../core/micros.ts';

/** What stands for a number that there is none of. */
export const NO_NUMBER = '–';

/** Prints a whole number with commas: `1,234,567`. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Prints a number with some four digits, whole ones whole: `12`, `3.142`, `0.05123`, `12,346`. */
export function formatQuantity(value: number): string {
  if (!Number.isFinite(value)) return value < 0 ? '-∞' : '∞';
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 1_000) {
    return value < 0 ? `-${formatCount(Math.round(size))}` : formatCount(Math.round(size));
  }
  if (size < 0.000_1) return value.toExponential(2);
  if (size < 1) return value.toPrecision(4);
  return value.toFixed(size >= 100 ? 1 : size >= 10 ? 2 : 3);
}

/** How the values of a column of numbers are shown: those in microseconds as milliseconds. */
export function formatMeasure(column: string, value: number | undefined): string {
  if (value === undefined) return NO_NUMBER;
  return isMicros(column)
    ? `${formatQuantity(value / MICROS_PER_MILLISECOND)}ms`
    : formatQuantity(value);
}

/** Prints an instant in milliseconds to the microsecond, the same in traces and in what refers to them: `1289.356ms`. */
export function formatInstant(atUs: Micros): string {
  return `${(atUs / MICROS_PER_MILLISECOND).toFixed(3)}ms`;
}

/** A column's name without the unit that its values show. */
export function measureLabel(column: string): string {
  return isMicros(column) ? column.slice(0, -2) : column;
}

function isMicros(column: string): boolean {
  return column.endsWith('Us');
}

/** Prints a share of a whole in percent, with no more digits than it deserves: `99.62%`, `100%`. */
export function formatShare(share: number): string {
  return `${Number((share * 100).toFixed(2))}%`;
}
