import fc from 'fast-check';
import { MICROS_PER_MILLISECOND, type Micros } from '../core/micros.ts';

/** Durations in whole milliseconds, where there is room for them; they shrink towards the shortest. */
export function drawnDuration(minUs: Micros, maxUs: Micros): fc.Arbitrary<Micros> {
  const longestUs = Math.max(minUs, maxUs);
  const isWide = longestUs - minUs >= 10 * MICROS_PER_MILLISECOND;
  if (!isWide) return fc.integer({ min: minUs, max: longestUs });
  const min = Math.ceil(minUs / MICROS_PER_MILLISECOND);
  const max = Math.floor(longestUs / MICROS_PER_MILLISECOND);
  return fc.integer({ min, max }).map((milliseconds) => milliseconds * MICROS_PER_MILLISECOND);
}

/** Probabilities above 0 in whole percent; they shrink towards 1 %. */
export function drawnProbability(most: number): fc.Arbitrary<number> {
  return fc
    .integer({ min: 1, max: Math.max(1, Math.floor(most * 100)) })
    .map((percent) => percent / 100);
}
