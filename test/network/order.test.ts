import { describe, expect, test } from 'vitest';
import { CONSTANT, delays, network, send, sendMany, UNIFORM } from './builders.ts';

describe('the order of messages on a link', () => {
  test('with constant latency d every message arrives exactly d after it was sent, in the order sent', () => {
    const fates = sendMany(network({ latency: CONSTANT }), 1_000, { everyUs: 7 });
    expect(fates).toEqual(
      fates.map((_, index) => ({ copies: 1, arrivalUs: index * 7 + CONSTANT.value })),
    );
  });

  test('with random latency every permutation of three messages is seen in 1,000 seeds', () => {
    const net = network({ latency: UNIFORM });
    const seen = new Map<string, number>();
    for (let seed = 0; seed < 1_000; seed++) {
      net.reset(`seed:${seed}`, 3);
      const arrivals = delays(net, 3);
      const order = [0, 1, 2].sort((a, b) => (arrivals[a] as number) - (arrivals[b] as number));
      seen.set(order.join(), (seen.get(order.join()) ?? 0) + 1);
    }
    expect([...seen.keys()].sort()).toEqual(['0,1,2', '0,2,1', '1,0,2', '1,2,0', '2,0,1', '2,1,0']);
    // Each has probability 1/6: 166.7 ± 11.8.
    for (const count of seen.values()) expect(Math.abs(count - 1_000 / 6)).toBeLessThan(4.5 * 11.8);
  });

  test('a FIFO link delivers in the order sent, and never earlier than a link that is not FIFO', () => {
    const free = sendMany(network({ latency: UNIFORM }), 500, { everyUs: 500 });
    const fifo = sendMany(network({ latency: UNIFORM, fifo: true }), 500, { everyUs: 500 });
    let latestUs = 0;
    for (const [index, { arrivalUs }] of fifo.entries()) {
      // A message waits for those before it, and for nothing else.
      latestUs = Math.max(latestUs, free[index]?.arrivalUs as number);
      expect(arrivalUs).toBe(latestUs);
    }
  });

  test('the order of one FIFO link does not bind another', () => {
    const options = { latency: UNIFORM, links: [{ from: 0, to: 1, fifo: true }] };
    const net = network(options);
    const arrivals = sendMany(net, 100, { from: 1, to: 0 }).map(({ arrivalUs }) => arrivalUs);
    expect(arrivals).not.toEqual([...arrivals].sort((a, b) => (a as number) - (b as number)));
    const ordered = sendMany(net, 100).map(({ arrivalUs }) => arrivalUs);
    expect(ordered).toEqual([...ordered].sort((a, b) => (a as number) - (b as number)));
  });

  test('on a FIFO link the second copy of a message comes with the first', () => {
    const net = network({ latency: UNIFORM, fifo: true, duplication: 1 });
    for (const fate of sendMany(net, 100)) {
      expect(fate.secondArrivalUs).toBe(fate.arrivalUs);
    }
  });

  test('a message that is slowed holds back those behind it on a FIFO link', () => {
    const net = network({ fifo: true });
    const slow = net.addEffect({ links: [[0, 1]], latencyFactor: 10 });
    expect(send(net, 0, 1).arrivalUs).toBe(10_000);
    net.liftEffect(slow);
    expect(send(net, 0, 1, { atUs: 5 }).arrivalUs).toBe(10_000);
    expect(send(net, 0, 1, { atUs: 9_500 }).arrivalUs).toBe(10_500);
  });
});
