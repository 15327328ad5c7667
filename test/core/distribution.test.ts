import {
  randomBates,
  randomExponential,
  randomLogNormal,
  randomNormal,
  randomPareto,
  randomUniform,
} from 'd3-random';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  compileDistribution,
  type Distribution,
  DistributionError,
  distributionMean,
  maximumOf,
  minimumOf,
} from '../../src/core/distribution.ts';
import { KeyedRandom } from '../../src/core/hash.ts';

const LAST_UNIFORM = 1 - 2 ** -53;

/** Mean and variance of a sampler, over uniform numbers spread evenly. */
function momentsOf(
  distribution: Distribution,
  count = 100_000,
): { mean: number; variance: number } {
  const sample = compileDistribution(distribution);
  let sum = 0;
  let squares = 0;
  for (let k = 0; k < count; k += 1) {
    const x = sample((k + 0.5) / count);
    sum += x;
    squares += x * x;
  }
  return { mean: sum / count, variance: squares / count - (sum / count) ** 2 };
}

/** Mean, variance and their standard errors of numbers drawn from another's generator. */
function drawn(
  draw: () => number,
  count = 100_000,
): { mean: number; variance: number; error: number } {
  const values = Array.from({ length: count }, draw);
  const mean = values.reduce((sum, x) => sum + x, 0) / count;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count;
  return { mean, variance, error: Math.sqrt(variance / count) };
}

function seededUniform(): () => number {
  const random = new KeyedRandom('distribution.test');
  let count = 0;
  return () => {
    count += 1;
    random.draw(0, 0, count);
    return random.uniform(0);
  };
}

const SAMPLES: Readonly<Record<string, Distribution>> = {
  constant: { kind: 'constant', value: 5 },
  uniform: { kind: 'uniform', min: 10, max: 30 },
  exponential: { kind: 'exponential', mean: 7 },
  shiftedExponential: { kind: 'exponential', mean: 7, min: 2 },
  normal: { kind: 'normal', mean: 50, deviation: 5 },
  cutNormal: { kind: 'normal', mean: 10, deviation: 20, min: 0, max: 35 },
  farNormal: { kind: 'normal', mean: 0, deviation: 1, min: 20 },
  lowNormal: { kind: 'normal', mean: 100, deviation: 1, min: 0, max: 90 },
  lognormal: { kind: 'lognormal', median: 20, sigma: 0.5 },
  pareto: { kind: 'pareto', scale: 2, shape: 3.5 },
  cutPareto: { kind: 'pareto', scale: 2, shape: 0.8, max: 500 },
  bimodal: {
    kind: 'bimodal',
    first: { kind: 'uniform', min: 0, max: 1 },
    second: { kind: 'exponential', mean: 12, min: 10 },
    weight: 0.25,
  },
  empirical: { kind: 'empirical', values: [5, 1, 3, 3] },
};

describe.each(Object.entries(SAMPLES))('%s', (_name, distribution) => {
  test('gives finite samples between its minimum and its maximum, at the ends of the uniform too', () => {
    const sample = compileDistribution(distribution);
    const [minimum, maximum] = [minimumOf(distribution), maximumOf(distribution)];
    for (const u of [0, 2 ** -53, 1e-300, 0.5, LAST_UNIFORM]) {
      expect(Number.isFinite(sample(u))).toBe(true);
    }
    fc.assert(
      fc.property(fc.double({ min: 0, max: LAST_UNIFORM, noNaN: true }), (u) => {
        expect(sample(u)).toBeGreaterThanOrEqual(minimum);
        expect(sample(u)).toBeLessThanOrEqual(maximum);
      }),
    );
  });

  test('has the mean that it says it has', () => {
    const { mean, variance } = momentsOf(distribution);
    const allowed = 1e-9 * Math.abs(mean) + 0.002 * Math.sqrt(Math.max(variance, 0));
    expect(Math.abs(mean - distributionMean(distribution))).toBeLessThanOrEqual(allowed);
  });
});

const INVERSE_CDFS = Object.entries(SAMPLES).filter(([name]) => name !== 'bimodal');

test.each(INVERSE_CDFS)('%s never decreases as the uniform increases', (_name, distribution) => {
  const sample = compileDistribution(distribution);
  let decreases = 0;
  let previous = sample(0);
  for (let k = 1; k <= 20_000; k += 1) {
    const next = sample(Math.min(k / 20_000, LAST_UNIFORM));
    if (next < previous) decreases += 1;
    previous = next;
  }
  expect(decreases).toBe(0);
});

describe('means and variances agree with d3-random', () => {
  const source = seededUniform();
  test.each<[string, Distribution, () => number]>([
    ['uniform', { kind: 'uniform', min: 10, max: 30 }, randomUniform.source(source)(10, 30)],
    ['exponential', { kind: 'exponential', mean: 7 }, randomExponential.source(source)(1 / 7)],
    ['normal', { kind: 'normal', mean: 50, deviation: 5 }, randomNormal.source(source)(50, 5)],
    [
      'lognormal',
      { kind: 'lognormal', median: Math.exp(3), sigma: 0.5 },
      randomLogNormal.source(source)(3, 0.5),
    ],
    ['pareto', { kind: 'pareto', scale: 1, shape: 6 }, randomPareto.source(source)(6)],
  ])('%s', (_name, distribution, draw) => {
    const ours = momentsOf(distribution);
    const theirs = drawn(draw);
    expect(Math.abs(ours.mean - theirs.mean)).toBeLessThan(4 * theirs.error);
    expect(ours.variance / theirs.variance).toBeCloseTo(1, 1);
  });

  test('a normal distribution that is cut draws anew, as rejection does', () => {
    const draw = randomNormal.source(source)(10, 20);
    const rejecting = (): number => {
      for (;;) {
        const x = draw();
        if (x >= 0 && x <= 35) return x;
      }
    };
    const theirs = drawn(rejecting);
    const ours = momentsOf({ kind: 'normal', mean: 10, deviation: 20, max: 35 });
    expect(Math.abs(ours.mean - theirs.mean)).toBeLessThan(4 * theirs.error);
    expect(ours.variance / theirs.variance).toBeCloseTo(1, 1);
  });

  test('measured values are drawn as often as they occur', () => {
    const values = Array.from({ length: 500 }, randomBates.source(source)(3));
    const ours = momentsOf({ kind: 'empirical', values });
    expect(ours.mean).toBeCloseTo(values.reduce((sum, x) => sum + x, 0) / 500, 9);
  });
});

describe('means in closed form', () => {
  // The truncated normal values are scipy.stats.truncnorm.mean of SciPy 1.17.
  test.each<[string, Distribution, number]>([
    ['uniform', { kind: 'uniform', min: 2, max: 5 }, 3.5],
    ['exponential', { kind: 'exponential', mean: 9, min: 4 }, 9],
    ['normal, uncut in effect', { kind: 'normal', mean: 100, deviation: 1 }, 100],
    ['normal, cut below', { kind: 'normal', mean: 10, deviation: 20 }, 20.18320867674067],
    [
      'normal, cut on both sides',
      { kind: 'normal', mean: 1, deviation: 0.5, max: 1.2 },
      0.7516253542987612,
    ],
    ['lognormal', { kind: 'lognormal', median: 1, sigma: 2 }, Math.exp(2)],
    ['pareto', { kind: 'pareto', scale: 2, shape: 3 }, 3],
    ['pareto of infinite mean', { kind: 'pareto', scale: 2, shape: 1 }, Infinity],
    [
      'pareto, cut, shape 1',
      { kind: 'pareto', scale: 1, shape: 1, max: Math.E },
      Math.E / (Math.E - 1),
    ],
    ['pareto, cut, shape 2', { kind: 'pareto', scale: 1, shape: 2, max: 3 }, 1.5],
    ['pareto, cut to a point', { kind: 'pareto', scale: 4, shape: 2, max: 4 }, 4],
    ['empirical', { kind: 'empirical', values: [1, 2, 6] }, 3],
  ])('%s', (_name, distribution, expected) => {
    const mean = distributionMean(distribution);
    if (expected === Infinity) expect(mean).toBe(Infinity);
    else expect(Math.abs(mean / expected - 1)).toBeLessThan(1e-13);
  });
});

describe('bimodal', () => {
  const bimodal: Distribution = {
    kind: 'bimodal',
    first: { kind: 'constant', value: 1 },
    second: { kind: 'uniform', min: 10, max: 20 },
    weight: 0.2,
  };

  test('gives the second part its weight, and each part all of the uniform', () => {
    const sample = compileDistribution(bimodal);
    expect([sample(0), sample(0.5), sample(0.79)]).toEqual([1, 1, 1]);
    expect(sample(0.8)).toBeCloseTo(10, 9);
    expect(sample(0.9)).toBeCloseTo(15, 9);
    expect(sample(LAST_UNIFORM)).toBeCloseTo(20, 9);
  });

  test('its limits and mean forget a part that never occurs', () => {
    const never: Distribution = { ...bimodal, weight: 0 };
    const always: Distribution = { ...bimodal, weight: 1 };
    expect([minimumOf(bimodal), maximumOf(bimodal)]).toEqual([1, 20]);
    expect([minimumOf(never), maximumOf(never), distributionMean(never)]).toEqual([1, 1, 1]);
    expect([minimumOf(always), maximumOf(always), distributionMean(always)]).toEqual([10, 20, 15]);
    expect([compileDistribution(never)(LAST_UNIFORM), compileDistribution(always)(0)]).toEqual([
      1, 10,
    ]);
  });
});

describe('no spread at all is a point', () => {
  test.each<[string, Distribution, number]>([
    ['uniform', { kind: 'uniform', min: 3, max: 3 }, 3],
    ['exponential', { kind: 'exponential', mean: 3, min: 3 }, 3],
    ['normal', { kind: 'normal', mean: 3, deviation: 0 }, 3],
    ['normal between equal limits', { kind: 'normal', mean: 9, deviation: 1, min: 3, max: 3 }, 3],
    ['lognormal', { kind: 'lognormal', median: 3, sigma: 0 }, 3],
    ['pareto', { kind: 'pareto', scale: 3, shape: 1, max: 3 }, 3],
  ])('%s', (_name, distribution, point) => {
    const sample = compileDistribution(distribution);
    expect([sample(0), sample(0.3), sample(LAST_UNIFORM)]).toEqual([point, point, point]);
    expect([minimumOf(distribution), maximumOf(distribution)]).toEqual([point, point]);
    expect(distributionMean(distribution)).toBe(point);
  });
});

describe('a wrong parameter is named, with what was found and what is accepted', () => {
  const far: Distribution = { kind: 'normal', mean: -100, deviation: 1 };
  test.each<[Distribution, string]>([
    [{ kind: 'constant', value: Number.NaN }, 'value: found NaN, accepted is a finite number'],
    [{ kind: 'uniform', min: 5, max: 2 }, 'max: found 2, accepted is a finite number, at least 5'],
    [{ kind: 'exponential', mean: -1 }, 'mean: found -1, accepted is a finite number, at least 0'],
    [
      { kind: 'exponential', mean: 3, min: 4 },
      'mean: found 3, accepted is a finite number, at least 4',
    ],
    [
      { kind: 'normal', mean: 1, deviation: -2 },
      'deviation: found -2, accepted is a finite number, at least 0',
    ],
    [far, 'mean: found -100, accepted is a mean no more than 37 deviations outside 0 to Infinity'],
    [
      { kind: 'lognormal', median: 0, sigma: 1 },
      'median: found 0, accepted is a finite number above 0',
    ],
    [{ kind: 'pareto', scale: 1, shape: 0 }, 'shape: found 0, accepted is a finite number above 0'],
    [
      { kind: 'pareto', scale: 2, shape: 1, max: 1 },
      'max: found 1, accepted is a finite number, at least 2',
    ],
    [
      { kind: 'empirical', values: [] },
      'values: found an empty list, accepted is at least one finite number',
    ],
    [
      { kind: 'empirical', values: [1, Infinity] },
      'values.1: found Infinity, accepted is a finite number',
    ],
    [
      { kind: 'bimodal', first: far, second: far, weight: 1.5 },
      'weight: found 1.5, accepted is a probability from 0 to 1',
    ],
    [
      { kind: 'gamma' } as unknown as Distribution,
      'kind: found gamma, accepted is one of bimodal, constant, empirical, exponential, lognormal, normal, pareto, uniform',
    ],
  ])('%j', (distribution, message) => {
    expect(() => compileDistribution(distribution)).toThrow(
      expect.objectContaining({ name: 'DistributionError', message: `distribution ${message}` }),
    );
  });

  test('with the way to it, inside another distribution', () => {
    const nested: Distribution = {
      kind: 'bimodal',
      first: { kind: 'constant', value: 1 },
      second: { kind: 'lognormal', median: 1, sigma: -1 },
      weight: 0.5,
    };
    let caught: unknown;
    try {
      compileDistribution(nested);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(DistributionError);
    expect((caught as DistributionError).path).toEqual(['second', 'sigma']);
  });
});

test('changing the measured values afterwards does not change a sampler', () => {
  const values = [3, 1, 2];
  const sample = compileDistribution({ kind: 'empirical', values });
  values[0] = 99;
  expect([sample(0), sample(0.5), sample(LAST_UNIFORM)]).toEqual([1, 2, 3]);
});

/** The bits of each of SAMPLES at 0, 0.1, 0.5, 0.9 and just below 1. A difference on some runtime is a defect of ours. */
const GOLDEN: Readonly<Record<string, readonly string[]>> = {
  constant: [
    '4014000000000000',
    '4014000000000000',
    '4014000000000000',
    '4014000000000000',
    '4014000000000000',
  ],
  uniform: [
    '4024000000000000',
    '4028000000000000',
    '4034000000000000',
    '403c000000000000',
    '403dffffffffffff',
  ],
  exponential: [
    '0000000000000000',
    '3fe799cb1ce8f930',
    '4013687a9f1af2b1',
    '40301e3b843eaa73',
    '407012858bc250fb',
  ],
  shiftedExponential: [
    '4000000000000000',
    '400436e445299a36',
    '4015dce9df5c6436',
    '402b069e2aa2aa5c',
    '406735e359f105f8',
  ],
  normal: [
    '0000000000000000',
    '4045cbce976c9ef0',
    '4049000000000000',
    '404c343168936110',
    '4056c30d33981272',
  ],
  cutNormal: [
    '3ce0000000000000',
    '4009ae536047c968',
    '402e489008623d24',
    '403d8b58ef980e8a',
    '4041800000000000',
  ],
  farNormal: [
    '4034000000000000',
    '4034015857f6ce77',
    '403408d7b92afa0a',
    '40341d5101e2f8aa',
    '4035bfe26ea6e99e',
  ],
  lowNormal: [
    '0000000000000000',
    '40567190f7fe60fc',
    '40567b9f23f657be',
    '40567f55243ee051',
    '4056800000000000',
  ],
  lognormal: [
    '3fd44173acc8b130',
    '4025134987bb50d6',
    '4034000000000000',
    '4042fac24949928a',
    '4092f24b667e55d7',
  ],
  pareto: [
    '4000000000000000',
    '40007d2d324c82be',
    '400381147622f886',
    '400ee4234d403d94',
    '40f1aa59c4115e79',
  ],
  cutPareto: [
    '4000000000000000',
    '400238c2b0ada91b',
    '4012be7efcac2e06',
    '403f43c1feace80b',
    '407f3fffffffff78',
  ],
  bimodal: [
    '0000000000000000',
    '3fc1111111111111',
    '3fe5555555555555',
    '4027aa481e1c1c0f',
    '40542cdd632f662b',
  ],
  empirical: [
    '3ff0000000000000',
    '3ff0000000000000',
    '4008000000000000',
    '4014000000000000',
    '4014000000000000',
  ],
};

test.each(Object.entries(SAMPLES))(
  '%s has the same bits on every runtime',
  (name, distribution) => {
    const sample = compileDistribution(distribution);
    const view = new DataView(new ArrayBuffer(8));
    const bits = [0, 0.1, 0.5, 0.9, LAST_UNIFORM].map((u) => {
      view.setFloat64(0, sample(u));
      return view.getBigUint64(0).toString(16).padStart(16, '0');
    });
    expect(bits).toEqual(GOLDEN[name]);
  },
);
