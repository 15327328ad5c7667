import { MICROS_PER_MILLISECOND, MICROS_PER_SECOND, type Micros } from '../../core/micros.ts';

/** From the roundest times to the least round. */
const UNITS_US: readonly Micros[] = [
  MICROS_PER_SECOND,
  100 * MICROS_PER_MILLISECOND,
  10 * MICROS_PER_MILLISECOND,
  MICROS_PER_MILLISECOND,
];

/** Durations that are rounder and shorter, the roundest first. */
export function roundDown(us: Micros): Micros[] {
  const rounded = UNITS_US.map((unit) => Math.floor(us / unit) * unit);
  return distinct(rounded.filter((value) => value > 0 && value < us));
}

/** Instants that are rounder and near, the roundest first. */
export function roundNear(us: Micros): Micros[] {
  const rounded = distinct(UNITS_US.map((unit) => Math.round(us / unit) * unit));
  const own = rounded.indexOf(us);
  return own < 0 ? rounded : rounded.slice(0, own);
}

function distinct(values: readonly Micros[]): Micros[] {
  return [...new Set(values)];
}
