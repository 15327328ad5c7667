import { describe, expect, test } from 'vitest';
import { network, send } from './builders.ts';

/** One byte a microsecond. */
const MEGABYTE_A_SECOND = { egressBytesPerSecond: 1_000_000 };

describe('limited egress bandwidth', () => {
  test('puts one message on the wire after the other, whatever their recipients', () => {
    const net = network(MEGABYTE_A_SECOND);
    expect(send(net, 0, 1, { bytes: 300 }).arrivalUs).toBe(300 + 1_000);
    expect(send(net, 0, 2, { bytes: 200 }).arrivalUs).toBe(500 + 1_000);
    expect(send(net, 0, 1, { atUs: 100, bytes: 50 }).arrivalUs).toBe(550 + 1_000);
  });

  test('leaves other senders alone', () => {
    const net = network(MEGABYTE_A_SECOND);
    send(net, 0, 1, { bytes: 100_000 });
    expect(send(net, 1, 0, { bytes: 100 }).arrivalUs).toBe(1_100);
  });

  test('lets a message through at once when the wire has become free', () => {
    const net = network(MEGABYTE_A_SECOND);
    send(net, 0, 1, { bytes: 300 });
    expect(send(net, 0, 1, { atUs: 300, bytes: 10 }).arrivalUs).toBe(1_310);
    expect(send(net, 0, 1, { atUs: 5_000, bytes: 10 }).arrivalUs).toBe(6_010);
  });

  test('rounds once a message, so that no error builds up', () => {
    const net = network({ egressBytesPerSecond: 3_000_000 });
    const arrivals = Array.from({ length: 9_000 }, () => send(net, 0, 1, { bytes: 1 }).arrivalUs);
    // Message k leaves at k/3 µs.
    expect(arrivals).toEqual(arrivals.map((_, k) => 1_000 + Math.round((k + 1) / 3)));
  });

  test('loses what would make more bytes wait than the queue holds', () => {
    const net = network({ ...MEGABYTE_A_SECOND, egressQueueBytes: 500 });
    expect(send(net, 0, 1, { bytes: 300 }).copies).toBe(1);
    expect(send(net, 0, 1, { bytes: 201 })).toEqual({ copies: 0, dropReason: 'queueFull' });
    expect(send(net, 0, 1, { bytes: 200 }).arrivalUs).toBe(1_500);
    expect(send(net, 0, 1, { atUs: 99, bytes: 100 }).dropReason).toBe('queueFull');
    expect(send(net, 0, 1, { atUs: 100, bytes: 100 }).arrivalUs).toBe(1_600);
  });

  test('never loses a message that finds the wire free, however short the queue', () => {
    const net = network({ ...MEGABYTE_A_SECOND, egressQueueBytes: 0 });
    expect(send(net, 0, 1, { bytes: 300 }).arrivalUs).toBe(1_300);
    expect(send(net, 0, 1, { atUs: 299, bytes: 1 }).dropReason).toBe('queueFull');
    expect(send(net, 0, 1, { atUs: 300, bytes: 300 }).arrivalUs).toBe(1_600);
  });

  test('is taken by lost messages too, and once by a message that arrives twice', () => {
    const net = network({
      ...MEGABYTE_A_SECOND,
      duplication: 1,
      links: [{ to: 2, loss: { kind: 'bernoulli', probability: 1 } }],
    });
    expect(send(net, 0, 2, { bytes: 100 }).copies).toBe(0);
    expect(send(net, 0, 1, { bytes: 100 })).toEqual({
      copies: 2,
      arrivalUs: 1_200,
      secondArrivalUs: 1_200,
    });
    expect(send(net, 0, 1, { bytes: 100 }).arrivalUs).toBe(1_300);
  });
});
