import { describe, expect, test } from 'vitest';
import type { Distribution } from '../../src/core/distribution.ts';
import { MAX_DURATION_US } from '../../src/core/micros.ts';
import { latencyOf, wholeMicros } from '../../src/network/latency.ts';
import { delays, mean, network, send } from './builders.ts';

const COUNT = 40_000;
/** Four and a half standard errors: exceeded by chance once in 150,000 checks. */
const TOLERANCE = 4.5;

interface Shape {
  readonly latency: Distribution;
  readonly meanUs: number;
  readonly deviationUs: number;
  /** Pairs of a probability and the delay that is not exceeded with it. */
  readonly quantiles: readonly (readonly [p: number, delayUs: number])[];
}

/** The closed forms of each distribution, in microseconds. */
const SHAPES: Readonly<Record<string, Shape>> = {
  uniform: {
    latency: { kind: 'uniform', min: 10_000, max: 50_000 },
    meanUs: 30_000,
    deviationUs: 40_000 / Math.sqrt(12),
    quantiles: [
      [0.1, 14_000],
      [0.5, 30_000],
      [0.99, 49_600],
    ],
  },
  'exponential with a minimum': {
    latency: { kind: 'exponential', mean: 30_000, min: 10_000 },
    meanUs: 30_000,
    deviationUs: 20_000,
    quantiles: [0.1, 0.5, 0.99].map((p) => [p, 10_000 - 20_000 * Math.log(1 - p)] as const),
  },
  // Z above -1: mean + deviation · φ(1)/Φ(1), and the variance shrinks by λ(1 + λ) with λ = φ(1)/Φ(1).
  'truncated normal': {
    latency: { kind: 'normal', mean: 20_000, deviation: 20_000 },
    meanUs: 20_000 * (1 + 0.2876),
    deviationUs: 20_000 * Math.sqrt(1 - 0.2876 * (1 + 0.2876)),
    quantiles: [
      [1 - 0.5 / 0.8413447, 20_000],
      [1 - 0.1586553 / 0.8413447, 40_000],
    ],
  },
  lognormal: {
    latency: { kind: 'lognormal', median: 20_000, sigma: 0.5 },
    meanUs: 20_000 * Math.exp(0.125),
    deviationUs: 20_000 * Math.exp(0.125) * Math.sqrt(Math.exp(0.25) - 1),
    quantiles: [
      [0.5, 20_000],
      [0.8413447, 20_000 * Math.exp(0.5)],
      [0.9772499, 20_000 * Math.E],
    ],
  },
  Pareto: {
    latency: { kind: 'pareto', scale: 10_000, shape: 5 },
    meanUs: 12_500,
    deviationUs: 10_000 * Math.sqrt(5 / (16 * 3)),
    quantiles: [0.1, 0.5, 0.99].map((p) => [p, 10_000 * (1 - p) ** (-1 / 5)] as const),
  },
  bimodal: {
    latency: {
      kind: 'bimodal',
      first: { kind: 'uniform', min: 10_000, max: 20_000 },
      second: { kind: 'constant', value: 100_000 },
      weight: 0.1,
    },
    meanUs: 0.9 * 15_000 + 0.1 * 100_000,
    deviationUs: Math.sqrt(0.9 * (15_000 ** 2 + 1e8 / 12) + 0.1 * 1e10 - 23_500 ** 2),
    quantiles: [
      [0.45, 15_000],
      [0.9, 20_000.5],
    ],
  },
  empirical: {
    latency: { kind: 'empirical', values: [10_000, 40_000, 20_000, 10_000] },
    meanUs: 20_000,
    deviationUs: Math.sqrt(150) * 1_000,
    quantiles: [
      [0.5, 10_000],
      [0.75, 20_000],
      [1, 40_000],
    ],
  },
};

describe.each(Object.entries(SHAPES))('a link with %s latency', (_, shape) => {
  const sample = delays(network({ latency: shape.latency }), COUNT);

  test('has the mean of the closed form', () => {
    const standardError = shape.deviationUs / Math.sqrt(COUNT);
    expect(Math.abs(mean(sample) - shape.meanUs)).toBeLessThan(TOLERANCE * standardError);
  });

  test('has the quantiles of the closed form', () => {
    for (const [p, delayUs] of shape.quantiles) {
      const below = sample.filter((delay) => delay <= delayUs).length / COUNT;
      // Rounding to whole microseconds moves a share of at most 10⁻⁴ across the quantile.
      const tolerance = TOLERANCE * Math.sqrt((p * (1 - p)) / COUNT) + 1e-4;
      expect(Math.abs(below - p)).toBeLessThan(tolerance);
    }
  });

  test('takes whole microseconds and never less than none', () => {
    expect(sample.every((delay) => Number.isSafeInteger(delay) && delay >= 0)).toBe(true);
  });
});

describe('the latency of messages', () => {
  test('is spread over links as it is spread over messages of one link', () => {
    const net = network({ latency: { kind: 'uniform', min: 0, max: 1_000_000 } }, { nodes: 150 });
    const firsts: number[] = [];
    for (let from = 0; from < 150; from++) {
      for (let to = 0; to < 150; to++) {
        if (from !== to) firsts.push(send(net, from, to).arrivalUs as number);
      }
    }
    const standardError = 1_000_000 / Math.sqrt(12 * firsts.length);
    expect(Math.abs(mean(firsts) - 500_000)).toBeLessThan(TOLERANCE * standardError);
    expect(new Set(firsts).size).toBeGreaterThan(0.98 * firsts.length);
  });

  test('differs between the two directions of a link, between links and between seeds', () => {
    const latency = { kind: 'uniform', min: 0, max: 1e9 } as const;
    const net = network({ latency });
    const there = send(net, 0, 1).arrivalUs;
    const back = send(net, 1, 0).arrivalUs;
    const elsewhere = send(net, 0, 2).arrivalUs;
    const otherSeed = send(network({ latency }, { seed: 'another' }), 0, 1).arrivalUs;
    expect(new Set([there, back, elsewhere, otherSeed]).size).toBe(4);
  });

  test('is 0 where a distribution gives less', () => {
    expect(delays(network({ latency: { kind: 'constant', value: -5 } }), 1)).toEqual([0]);
    const around = delays(network({ latency: { kind: 'uniform', min: -100, max: 100 } }), 1_000);
    expect(Math.min(...around)).toBe(0);
    expect(Object.is(Math.min(...around), -0)).toBe(false);
  });

  test('is rounded to the nearest microsecond and limited to the longest duration', () => {
    expect([0.4, 0.5, 1.5, 2.49].map(wholeMicros)).toEqual([0, 1, 2, 2]);
    expect([Number.POSITIVE_INFINITY, 1e300, Number.NaN, -1].map(wholeMicros)).toEqual([
      MAX_DURATION_US,
      MAX_DURATION_US,
      0,
      0,
    ]);
  });

  test('computes constant and uniform delays in place exactly as the distribution itself does', () => {
    const { minUs, spanUs, sample } = latencyOf({ kind: 'uniform', min: 0.1, max: 977.3 }, 0.7);
    for (let k = 0; k < 1_000; k++) {
      expect(minUs + spanUs * (k / 1_000)).toBeCloseTo(sample(k / 1_000), 9);
    }
  });
});

describe('links that differ', () => {
  test('a link may be asymmetric, and a later entry wins over an earlier one', () => {
    const net = network({
      links: [
        { from: 0, latency: { kind: 'constant', value: 20 } },
        { to: 2, latency: { kind: 'constant', value: 30 } },
        { from: 1, to: 0, latency: { kind: 'constant', value: 40 } },
      ],
    });
    const delay = (from: number, to: number) => send(net, from, to).arrivalUs;
    expect([delay(0, 1), delay(0, 2), delay(1, 2)]).toEqual([20, 30, 30]);
    expect([delay(1, 0), delay(2, 0), delay(2, 1)]).toEqual([40, 1_000, 1_000]);
  });

  test('an entry changes what it names and leaves the rest as it was', () => {
    const net = network({
      duplication: 1,
      links: [
        { from: 0, to: 1, loss: { kind: 'bernoulli', probability: 1 } },
        { from: 0, duplication: 0 },
      ],
    });
    expect(send(net, 0, 1)).toEqual({ copies: 0, dropReason: 'lost' });
    expect(send(net, 0, 2)).toEqual({ copies: 1, arrivalUs: 1_000 });
    expect(send(net, 1, 0).copies).toBe(2);
  });

  test("the typical latency is the median link's median", () => {
    expect(network({}).typicalLatencyUs).toBe(1_000);
    expect(
      network({ latency: { kind: 'lognormal', median: 700, sigma: 2 } }).typicalLatencyUs,
    ).toBe(700);
    const slow = { latency: { kind: 'constant', value: 9_000 } } as const;
    expect(network({ links: [{ from: 0, ...slow }] }).typicalLatencyUs).toBe(1_000);
    expect(
      network({
        links: [
          { from: 0, ...slow },
          { from: 1, ...slow },
        ],
      }).typicalLatencyUs,
    ).toBe(9_000);
    expect(network({}, { nodes: 1 }).typicalLatencyUs).toBe(1_000);
  });
});

describe('the place of a client', () => {
  test('a client beside a node reaches it at once and the others as the node does', () => {
    const links = [{ from: 0, latency: { kind: 'constant', value: 77 } }] as const;
    const net = network(
      { links, loss: { kind: 'bernoulli', probability: 0 } },
      { nodes: 2, clientsBeside: [0, 1, 0] },
    );
    expect(send(net, 2, 0, { atUs: 5 }).arrivalUs).toBe(5);
    expect(send(net, 0, 2, { atUs: 5 }).arrivalUs).toBe(5);
    expect(send(net, 2, 4).arrivalUs).toBe(0);
    expect(send(net, 2, 1).arrivalUs).toBe(77);
    expect(send(net, 3, 0).arrivalUs).toBe(1_000);
  });

  test('a client beside a node loses nothing on the way to it, however bad the network', () => {
    const loss = { kind: 'bernoulli', probability: 1 } as const;
    const net = network(
      { loss, corruption: 1, egressBytesPerSecond: 1 },
      { nodes: 2, clientsBeside: [0] },
    );
    expect(send(net, 2, 0)).toEqual({ copies: 1, arrivalUs: 0 });
    expect(send(net, 2, 1)).toEqual({ copies: 0, dropReason: 'lost' });
  });

  test('a client of a place of its own has the plain latency to every node', () => {
    const net = network(
      { links: [{ from: 0, latency: { kind: 'constant', value: 77 } }] },
      { nodes: 2, clientsBeside: [undefined] },
    );
    expect(send(net, 2, 0).arrivalUs).toBe(1_000);
    expect(send(net, 2, 1).arrivalUs).toBe(1_000);
  });
});
