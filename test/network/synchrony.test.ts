import { describe, expect, test } from 'vitest';
import type { NetworkOptions } from '../../src/core/network-options.ts';
import { network, send, sendMany, share, UNIFORM } from './builders.ts';

const WILD: Partial<NetworkOptions> = {
  latency: { kind: 'pareto', scale: 100, shape: 0.8 },
  loss: {
    kind: 'gilbertElliott',
    goodToBad: 0.1,
    badToGood: 0.3,
    lossWhenGood: 0.1,
    lossWhenBad: 0.9,
  },
  corruption: 0.2,
  duplication: 0.2,
};

describe('a synchronous network', () => {
  const synchrony = { kind: 'synchronous', deltaUs: 1_000 } as const;

  test('delivers every message within Δ, and loses none', () => {
    const fates = sendMany(network({ ...WILD, synchrony }), 5_000, { everyUs: 10 });
    for (const [index, fate] of fates.entries()) {
      expect(fate.copies).toBeGreaterThan(0);
      expect(fate.arrivalUs).toBeLessThanOrEqual(index * 10 + 1_000);
      expect(fate.secondArrivalUs ?? 0).toBeLessThanOrEqual(index * 10 + 1_000);
    }
    expect(share(fates, ({ copies }) => copies === 2)).toBeGreaterThan(0.1);
  });

  test('leaves the messages as they were that keep the promise anyway', () => {
    const free = sendMany(network({ latency: UNIFORM }), 500);
    const bound = sendMany(
      network({ latency: UNIFORM, synchrony: { ...synchrony, deltaUs: 5_000 } }),
      500,
    );
    expect(bound.map(({ arrivalUs }) => arrivalUs)).toEqual(
      free.map(({ arrivalUs }) => Math.min(arrivalUs as number, 5_000)),
    );
  });

  test('delivers at Δ what would wait for the wire longer, even where the queue is full', () => {
    const net = network({
      egressBytesPerSecond: 1_000_000,
      egressQueueBytes: 3_000,
      synchrony: { ...synchrony, deltaUs: 2_000 },
    });
    const arrivals = sendMany(net, 5, { bytes: 800 }).map(({ arrivalUs }) => arrivalUs);
    expect(arrivals).toEqual([1_800, 2_000, 2_000, 2_000, 2_000]);
  });

  test('keeps the order of a FIFO link', () => {
    const net = network({ ...WILD, fifo: true, synchrony });
    let latestUs = 0;
    for (const { arrivalUs } of sendMany(net, 1_000, { everyUs: 5 })) {
      expect(arrivalUs).toBeGreaterThanOrEqual(latestUs);
      latestUs = arrivalUs as number;
    }
  });

  test('does not bind faults, which break the promise on purpose', () => {
    const net = network({ synchrony });
    net.addEffect({ links: [[0, 1]], latencyFactor: 3 });
    net.addEffect({ links: [[0, 2]], loss: 1 });
    net.addEffect({ links: [[1, 2]], block: 'drop' });
    expect(send(net, 0, 1).arrivalUs).toBe(3_000);
    expect(send(net, 0, 2).dropReason).toBe('lost');
    expect(send(net, 1, 2).dropReason).toBe('blocked');
  });
});

describe('a partially synchronous network', () => {
  const synchrony = { kind: 'partiallySynchronous', gstUs: 50_000, deltaUs: 1_000 } as const;
  const fates = sendMany(network({ ...WILD, synchrony }), 10_000, { everyUs: 10 });

  test('before GST loses messages, and delivers the others by GST + Δ', () => {
    const before = fates.slice(0, 5_000);
    expect(share(before, ({ copies }) => copies === 0)).toBeGreaterThan(0.2);
    const arrivals = before.map(({ arrivalUs }) => arrivalUs ?? 0);
    expect(Math.max(...arrivals)).toBe(51_000);
    expect(arrivals.some((arrivalUs, index) => arrivalUs > index * 10 + 1_000)).toBe(true);
  });

  test('from GST on delivers every message within Δ', () => {
    for (const [index, fate] of fates.slice(5_000).entries()) {
      expect(fate.copies).toBeGreaterThan(0);
      expect(fate.arrivalUs).toBeLessThanOrEqual(50_000 + index * 10 + 1_000);
    }
  });
});

describe('an asynchronous network', () => {
  test('is a network that promises nothing', () => {
    const declared = sendMany(network({ ...WILD, synchrony: { kind: 'asynchronous' } }), 1_000);
    expect(declared).toEqual(sendMany(network(WILD), 1_000));
  });
});
