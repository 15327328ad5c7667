import { normalQuantile } from '../../core/portable-math.ts';
import { studentQuantile } from './student-t.ts';

/** A two-sided confidence interval. Both ends belong to it. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Gives a confidence interval for a probability of which `successes` of `trials` are known.
 *
 * It lies within [0, 1], has width also where all or none succeed, and covers near its confidence from small counts
 * on. No trial at all gives [0, 1]. `confidence` is in (0, 1), 0.95 where absent. Throws a RangeError for a bad
 * argument. [Wilson 1927]
 */
export function wilsonInterval(
  counts: { readonly successes: number; readonly trials: number },
  confidence = 0.95,
): Interval {
  const { successes, trials } = counts;
  if (!(successes >= 0 && successes <= trials)) {
    throw new RangeError(`Successes are from 0 to the trials, found ${successes} of ${trials}.`);
  }
  const z = normalCritical(confidence);
  if (trials === 0) return { low: 0, high: 1 };
  const square = z * z;
  const failures = trials - successes;
  const centre = successes + square / 2;
  const half = z * Math.sqrt((successes * failures) / trials + square / 4);
  // At the ends the formula gives 0 and 1 but for rounding.
  return {
    low: successes === 0 ? 0 : (centre - half) / (trials + square),
    high: failures === 0 ? 1 : (centre + half) / (trials + square),
  };
}

/**
 * Gives a confidence interval for the mean of a normal population of which a sample of `count` has the given mean and
 * deviation (with count - 1 below the line, as `Welford` has it).
 *
 * One value says nothing of its error: the interval is then unbounded. `confidence` is in (0, 1).
 * Throws a RangeError for a bad argument. [Student 1908]
 */
export function studentInterval(
  sample: { readonly mean: number; readonly deviation: number; readonly count: number },
  confidence = 0.95,
): Interval {
  const { mean, deviation, count } = sample;
  if (!(count >= 1)) throw new RangeError(`A mean needs at least one value, found ${count}.`);
  const p = upperLevel(confidence);
  if (count < 2) return { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };
  const half = (studentQuantile(p, count - 1) * deviation) / Math.sqrt(count);
  return { low: mean - half, high: mean + half };
}

/** Gives the confidence interval of a normally distributed estimate with a known standard error. */
export function normalInterval(
  estimate: { readonly mean: number; readonly standardError: number },
  confidence = 0.95,
): Interval {
  const half = normalCritical(confidence) * estimate.standardError;
  return { low: estimate.mean - half, high: estimate.mean + half };
}

function normalCritical(confidence: number): number {
  return normalQuantile(upperLevel(confidence));
}

function upperLevel(confidence: number): number {
  if (confidence > 0 && confidence < 1) return 0.5 + confidence / 2;
  throw new RangeError(`A confidence is between 0 and 1, found ${confidence}.`);
}
