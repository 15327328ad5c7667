import { exp, log, normalCdf, normalQuantile, pow } from './portable-math.ts';

/**
 * A distribution of numbers as plain data: what a config writes and a sampler is compiled from.
 *
 * The unit is the user's, microseconds for a latency. All parameters are finite; the limits of each are those
 * that `checkDistribution` names.
 */
export type Distribution =
  | ConstantDistribution
  | UniformDistribution
  | ExponentialDistribution
  | NormalDistribution
  | LognormalDistribution
  | ParetoDistribution
  | BimodalDistribution
  | EmpiricalDistribution;

/** Always `value`. */
export interface ConstantDistribution {
  readonly kind: 'constant';
  readonly value: number;
}

/** Every number in [min, max) alike. */
export interface UniformDistribution {
  readonly kind: 'uniform';
  readonly min: number;
  readonly max: number;
}

/** `min`, 0 where absent, plus an exponential time. `mean` is that of the sum. */
export interface ExponentialDistribution {
  readonly kind: 'exponential';
  readonly mean: number;
  readonly min?: number;
}

/**
 * A normal distribution cut off below `min`, 0 where absent, and above `max`: what lies outside is drawn anew,
 * not moved to the edge. `mean` and `deviation` are those before the cut.
 */
export interface NormalDistribution {
  readonly kind: 'normal';
  readonly mean: number;
  readonly deviation: number;
  readonly min?: number;
  readonly max?: number;
}

/** median · exp(sigma · Z) with Z standard normal. */
export interface LognormalDistribution {
  readonly kind: 'lognormal';
  readonly median: number;
  readonly sigma: number;
}

/** P(X > x) = (scale / x)^shape for x ≥ scale, cut off above `max` where it is given. */
export interface ParetoDistribution {
  readonly kind: 'pareto';
  readonly scale: number;
  readonly shape: number;
  readonly max?: number;
}

/** `second` with probability `weight`, `first` otherwise. Either may be any distribution. */
export interface BimodalDistribution {
  readonly kind: 'bimodal';
  readonly first: Distribution;
  readonly second: Distribution;
  readonly weight: number;
}

/** One of the measured `values`, each as likely as it is frequent among them. Nothing is interpolated. */
export interface EmpiricalDistribution {
  readonly kind: 'empirical';
  readonly values: readonly number[];
}

/** Says which parameter of a distribution is wrong, what was found there and what is accepted. */
export class DistributionError extends Error {
  override readonly name = 'DistributionError';
  /** The keys that lead from the distribution to the wrong value, such as ['second', 'mean']. */
  readonly path: readonly string[];

  constructor(path: readonly string[], found: unknown, accepted: string) {
    super(`distribution ${path.join('.')}: found ${String(found)}, accepted is ${accepted}`);
    this.path = path;
  }
}

/** A function that turns one uniform number in [0, 1) into one sample. */
export type Sampler = (uniform: number) => number;

/**
 * Makes a sampler of a distribution, which turns each uniform number in [0, 1) into one sample, always the same.
 *
 * It is the inverse of the cumulative distribution function and so never decreasing, except for `bimodal`, which
 * splits the uniform in two and stretches each part. Throws a DistributionError for bad parameters.
 */
export function compileDistribution(distribution: Distribution): Sampler {
  checkDistribution(distribution);
  return familyOf(distribution).sampler(distribution);
}

/** Throws a DistributionError for the first parameter that is not acceptable. */
export function checkDistribution(distribution: Distribution): void {
  check(distribution, []);
}

/** The expected value of a valid distribution. Infinity for a Pareto distribution without `max` whose shape is at most 1. */
export function distributionMean(distribution: Distribution): number {
  return familyOf(distribution).mean(distribution);
}

/** The greatest number that no sample of a valid distribution is below. */
export function minimumOf(distribution: Distribution): number {
  return familyOf(distribution).minimum(distribution);
}

/** The least number that no sample of a valid distribution is above; Infinity where the distribution knows none. */
export function maximumOf(distribution: Distribution): number {
  return familyOf(distribution).maximum(distribution);
}

type Kind = Distribution['kind'];
type OfKind<K extends Kind> = Extract<Distribution, { kind: K }>;

/** All that we know of one kind of distribution. `check` comes first, the others rely on it. */
interface Family<D> {
  check(d: D, path: readonly string[]): void;
  sampler(d: D): Sampler;
  mean(d: D): number;
  minimum(d: D): number;
  maximum(d: D): number;
}

const constant: Family<ConstantDistribution> = {
  check: (d, path) => requireNumber(d.value, [...path, 'value']),
  sampler: (d) => pointSampler(d.value),
  mean: (d) => d.value,
  minimum: (d) => d.value,
  maximum: (d) => d.value,
};

const uniform: Family<UniformDistribution> = {
  check: (d, path) => {
    requireNumber(d.min, [...path, 'min']);
    requireAtLeast(d.max, d.min, [...path, 'max']);
  },
  sampler: ({ min, max }) => {
    const width = max - min;
    return (u) => Math.min(min + width * u, max);
  },
  mean: (d) => d.min + (d.max - d.min) / 2,
  minimum: (d) => d.min,
  maximum: (d) => d.max,
};

const exponential: Family<ExponentialDistribution> = {
  check: (d, path) => {
    if (d.min !== undefined) requireNumber(d.min, [...path, 'min']);
    requireAtLeast(d.mean, d.min ?? 0, [...path, 'mean']);
  },
  sampler: ({ mean, min = 0 }) => {
    const scale = mean - min;
    return (u) => min - scale * log(1 - u);
  },
  mean: (d) => d.mean,
  minimum: (d) => d.min ?? 0,
  maximum: (d) => (d.mean > (d.min ?? 0) ? Number.POSITIVE_INFINITY : d.mean),
};

const normal: Family<NormalDistribution> = {
  check: (d, path) => {
    requireNumber(d.mean, [...path, 'mean']);
    requireAtLeast(d.deviation, 0, [...path, 'deviation']);
    if (d.min !== undefined) requireNumber(d.min, [...path, 'min']);
    if (d.max !== undefined) requireAtLeast(d.max, d.min ?? 0, [...path, 'max']);
    const { min, max, from, to } = cutNormal(d);
    const reached = d.deviation === 0 ? min <= d.mean && d.mean <= max : min === max || from !== to;
    if (!reached) {
      const accepted = `a mean no more than 37 deviations outside ${min} to ${max}`;
      throw new DistributionError([...path, 'mean'], d.mean, accepted);
    }
  },
  sampler: (d) => {
    const { min, max, from, to, scale } = cutNormal(d);
    if (d.deviation === 0 || min === max) return pointSampler(normal.mean(d));
    const { mean } = d;
    return (u) => within(mean + scale * normalQuantile(from + (to - from) * u), min, max);
  },
  // [Johnson 1994 §13.10.1]
  mean: (d) => {
    const { min, max, from, to } = cutNormal(d);
    if (d.deviation === 0 || min === max) return within(d.mean, min, max);
    const difference =
      density((min - d.mean) / d.deviation) - density((max - d.mean) / d.deviation);
    return within(d.mean + (d.deviation * difference) / Math.abs(to - from), min, max);
  },
  minimum: (d) => (d.deviation === 0 ? d.mean : (d.min ?? 0)),
  maximum: (d) => (d.deviation === 0 ? d.mean : (d.max ?? Number.POSITIVE_INFINITY)),
};

/**
 * The probabilities that a sampler of a cut normal distribution runs through, from its min to its max: those below
 * each limit, or those above with `scale` negative, whichever are the smaller, since doubles are dense near 0 only.
 */
function cutNormal({
  mean,
  deviation,
  min = 0,
  max = Number.POSITIVE_INFINITY,
}: NormalDistribution): {
  min: number;
  max: number;
  from: number;
  to: number;
  scale: number;
} {
  const scale = min + max < 2 * mean ? deviation : -deviation;
  const from = normalCdf((min - mean) / scale);
  const to = normalCdf((max - mean) / scale);
  return { min, max, from, to, scale };
}

function density(z: number): number {
  return exp(-0.5 * z * z) / 2.5066282746310002;
}

const lognormal: Family<LognormalDistribution> = {
  check: (d, path) => {
    requireAbove(d.median, 0, [...path, 'median']);
    requireAtLeast(d.sigma, 0, [...path, 'sigma']);
  },
  sampler: ({ median, sigma }) => {
    // A uniform of 0 stands for the half of a step above it, and so gives a positive number.
    return (u) => median * exp(sigma * normalQuantile(Math.max(u, 5.551115123125783e-17)));
  },
  mean: (d) => d.median * exp(0.5 * d.sigma * d.sigma),
  minimum: (d) => (d.sigma > 0 ? 0 : d.median),
  maximum: (d) => (d.sigma > 0 ? Number.POSITIVE_INFINITY : d.median),
};

const pareto: Family<ParetoDistribution> = {
  check: (d, path) => {
    requireAbove(d.scale, 0, [...path, 'scale']);
    requireAbove(d.shape, 0, [...path, 'shape']);
    if (d.max !== undefined) requireAtLeast(d.max, d.scale, [...path, 'max']);
  },
  sampler: ({ scale, shape, max = Number.MAX_VALUE }) => {
    const reached = 1 - pow(scale / max, shape);
    return (u) => Math.min(scale * exp(-log(1 - u * reached) / shape), max);
  },
  mean: ({ scale, shape, max }) => {
    if (max === undefined) {
      return shape > 1 ? (shape * scale) / (shape - 1) : Number.POSITIVE_INFINITY;
    }
    const logRange = log(max / scale);
    return (scale * decay((shape - 1) * logRange)) / decay(shape * logRange);
  },
  minimum: (d) => d.scale,
  maximum: (d) => d.max ?? Number.POSITIVE_INFINITY,
};

/** (1 - exp(-z)) / z, also near 0 where this would cancel. */
function decay(z: number): number {
  if (Math.abs(z) > 1e-3) return (1 - exp(-z)) / z;
  return 1 - (z / 2) * (1 - (z / 3) * (1 - (z / 4) * (1 - z / 5)));
}

const bimodal: Family<BimodalDistribution> = {
  check: (d, path) => {
    requireNumber(d.weight, [...path, 'weight']);
    if (d.weight < 0 || d.weight > 1) {
      throw new DistributionError([...path, 'weight'], d.weight, 'a probability from 0 to 1');
    }
    check(d.first, [...path, 'first']);
    check(d.second, [...path, 'second']);
  },
  sampler: ({ first, second, weight }) => {
    const split = 1 - weight;
    const sampleFirst = familyOf(first).sampler(first);
    const sampleSecond = familyOf(second).sampler(second);
    return (u) => (u < split ? sampleFirst(u / split) : sampleSecond((u - split) / (1 - split)));
  },
  mean: (d) => {
    if (d.weight === 0) return distributionMean(d.first);
    if (d.weight === 1) return distributionMean(d.second);
    return (1 - d.weight) * distributionMean(d.first) + d.weight * distributionMean(d.second);
  },
  minimum: (d) => Math.min(...partsOf(d).map(minimumOf)),
  maximum: (d) => Math.max(...partsOf(d).map(maximumOf)),
};

/** The parts that occur at all. */
function partsOf({ first, second, weight }: BimodalDistribution): readonly Distribution[] {
  if (weight === 0) return [first];
  return weight === 1 ? [second] : [first, second];
}

const empirical: Family<EmpiricalDistribution> = {
  check: (d, path) => {
    if (d.values.length === 0) {
      throw new DistributionError(
        [...path, 'values'],
        'an empty list',
        'at least one finite number',
      );
    }
    d.values.forEach((value, index) => {
      requireNumber(value, [...path, 'values', String(index)]);
    });
  },
  sampler: ({ values }) => {
    const sorted = Float64Array.from(values).sort((a, b) => a - b);
    return (u) => sorted[Math.floor(u * sorted.length)] as number;
  },
  mean: ({ values }) => values.reduce((sum, value) => sum + value / values.length, 0),
  minimum: (d) => d.values.reduce((least, value) => Math.min(least, value)),
  maximum: (d) => d.values.reduce((greatest, value) => Math.max(greatest, value)),
};

const FAMILIES: { readonly [K in Kind]: Family<OfKind<K>> } = {
  bimodal,
  constant,
  empirical,
  exponential,
  lognormal,
  normal,
  pareto,
  uniform,
};

function familyOf(distribution: Distribution): Family<Distribution> {
  return FAMILIES[distribution.kind] as Family<Distribution>;
}

function check(distribution: Distribution, path: readonly string[]): void {
  if (!Object.hasOwn(FAMILIES, distribution.kind)) {
    const accepted = `one of ${Object.keys(FAMILIES).join(', ')}`;
    throw new DistributionError([...path, 'kind'], distribution.kind, accepted);
  }
  familyOf(distribution).check(distribution, path);
}

function requireNumber(found: number, path: readonly string[]): void {
  if (!Number.isFinite(found)) throw new DistributionError(path, found, 'a finite number');
}

function requireAtLeast(found: number, least: number, path: readonly string[]): void {
  if (Number.isFinite(found) && found >= least) return;
  throw new DistributionError(path, found, `a finite number, at least ${least}`);
}

function requireAbove(found: number, limit: number, path: readonly string[]): void {
  if (Number.isFinite(found) && found > limit) return;
  throw new DistributionError(path, found, `a finite number above ${limit}`);
}

function pointSampler(value: number): Sampler {
  return () => value;
}

function within(value: number, min: number, max: number): number {
  return Math.min(Math.max(value, min), max);
}
