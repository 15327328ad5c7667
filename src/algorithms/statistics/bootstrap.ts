import { normalCdf, normalQuantile } from '../../core/portable-math.ts';
import type { Interval } from './interval.ts';
import { quantile, sortedCopy } from './quantile.ts';

/** What a bootstrap says of a statistic. */
export interface BootstrapResult extends Interval {
  /** The statistic of the sample itself. */
  readonly estimate: number;
  /** The deviation of the statistic over the resamples. */
  readonly standardError: number;
}

/** How to draw. The same `uniform` stream gives the same result. */
export interface BootstrapOptions {
  /** A seeded source of uniform numbers in [0, 1); n of them are drawn for each resample. */
  readonly uniform: () => number;
  /** 2000 where absent. */
  readonly resamples?: number;
  /** In (0, 1); 0.95 where absent. */
  readonly confidence?: number;
  /**
   * `percentile` takes quantiles of the resampled statistics as they are; `bca`, the default, corrects them for bias
   * and skewness at the cost of n more evaluations.
   */
  readonly method?: 'percentile' | 'bca';
}

/**
 * Gives a confidence interval for any statistic of a sample, without a formula for its error, by drawing with
 * replacement from the sample.
 *
 * `statistic` gets a Float64Array of as many values as the sample, may reorder it, and must not keep it; it must give
 * a number also for samples with many equal values. One value alone gives an unbounded interval, since resamples
 * cannot differ. Throws a RangeError for an empty sample or a bad option. [Efron 1987]
 */
export function bootstrap(
  values: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
  options: BootstrapOptions,
): BootstrapResult {
  const { uniform, resamples = 2000, confidence = 0.95, method = 'bca' } = options;
  if (values.length === 0)
    throw new RangeError('A bootstrap needs at least one value, found none.');
  if (!(resamples >= 2))
    throw new RangeError(`A bootstrap needs two resamples, found ${resamples}.`);
  if (!(confidence > 0 && confidence < 1)) {
    throw new RangeError(`A confidence is between 0 and 1, found ${confidence}.`);
  }
  const estimate = statistic(Float64Array.from(values));
  if (values.length === 1) {
    const [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    return { estimate, standardError: Number.NaN, low, high };
  }
  const replicates = resampledStatistics(values, statistic, uniform, resamples);
  const tail = (1 - confidence) / 2;
  const levels: readonly [number, number] =
    method === 'bca'
      ? correctedLevels(tail, replicates, estimate, accelerationOf(values, statistic))
      : [tail, 1 - tail];
  return {
    estimate,
    standardError: deviationOf(replicates),
    low: quantile(replicates, levels[0]),
    high: quantile(replicates, levels[1]),
  };
}

function resampledStatistics(
  values: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
  uniform: () => number,
  resamples: number,
): Float64Array {
  const sample = new Float64Array(values.length);
  const replicates = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample += 1) {
    for (let index = 0; index < sample.length; index += 1) {
      sample[index] = values[Math.floor(uniform() * values.length)] as number;
    }
    replicates[resample] = statistic(sample);
  }
  return sortedCopy(replicates);
}

/** The two levels at which BCa reads the resampled statistics. [Efron 1987 §3] */
function correctedLevels(
  tail: number,
  replicates: Float64Array,
  estimate: number,
  acceleration: number,
): readonly [number, number] {
  let below = 0;
  for (const replicate of replicates) {
    if (replicate < estimate) below += 1;
    else if (replicate === estimate) below += 0.5;
  }
  // Where all resamples lie on one side, or no leave-one-out statistic differs, there is nothing to correct by.
  if (below === 0 || below === replicates.length || Number.isNaN(acceleration))
    return [tail, 1 - tail];
  const bias = normalQuantile(below / replicates.length);
  const level = (z: number): number => {
    const shifted = bias + z;
    const scale = 1 - acceleration * shifted;
    return normalCdf(scale > 0 ? bias + shifted / scale : shifted * Number.POSITIVE_INFINITY);
  };
  const z = normalQuantile(tail);
  return [level(z), level(-z)];
}

/** One sixth of the skewness of the leave-one-out statistics; NaN where they are all equal. */
function accelerationOf(
  values: ArrayLike<number>,
  statistic: (sample: Float64Array) => number,
): number {
  const n = values.length;
  const others = new Float64Array(n - 1);
  const left = Float64Array.from(values, (_value, omitted) => {
    for (let index = 0; index < others.length; index += 1) {
      others[index] = values[index < omitted ? index : index + 1] as number;
    }
    return statistic(others);
  });
  const mean = left.reduce((sum, value) => sum + value, 0) / n;
  let squares = 0;
  let cubes = 0;
  for (const value of left) {
    const difference = mean - value;
    squares += difference * difference;
    cubes += difference * difference * difference;
  }
  return cubes / (6 * squares * Math.sqrt(squares));
}

function deviationOf(replicates: Float64Array): number {
  const mean = replicates.reduce((sum, value) => sum + value, 0) / replicates.length;
  const squares = replicates.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return Math.sqrt(squares / (replicates.length - 1));
}
