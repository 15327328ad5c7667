import { describe, expect, test } from 'vitest';
import type { NetworkOptions } from '../../src/core/network-options.ts';
import { mean, network, send, sendMany, share, UNIFORM } from './builders.ts';

const COUNT = 40_000;

function expectShare(found: number, probability: number, count = COUNT): void {
  const standardError = Math.sqrt((probability * (1 - probability)) / count);
  expect(Math.abs(found - probability)).toBeLessThan(4.5 * standardError);
}

describe('independent loss', () => {
  test('loses the given share of messages, each for itself', () => {
    const net = network({ loss: { kind: 'bernoulli', probability: 0.1 } });
    const fates = sendMany(net, COUNT);
    expectShare(
      share(fates, ({ dropReason }) => dropReason === 'lost'),
      0.1,
    );
    const pairs = fates
      .slice(1)
      .filter((fate, index) => fate.copies + (fates[index]?.copies ?? 0) === 0);
    expectShare(pairs.length / COUNT, 0.01);
  });

  test('of probability 0 loses nothing and of probability 1 everything', () => {
    const never = network({ loss: { kind: 'bernoulli', probability: 0 } });
    const always = network({ loss: { kind: 'bernoulli', probability: 1 } });
    expect(share(sendMany(never, 1_000), ({ copies }) => copies === 1)).toBe(1);
    expect(share(sendMany(always, 1_000), ({ copies }) => copies === 0)).toBe(1);
  });
});

describe('loss in bursts', () => {
  const loss = {
    kind: 'gilbertElliott',
    goodToBad: 0.02,
    badToGood: 0.2,
    lossWhenGood: 0,
    lossWhenBad: 1,
  } as const;

  test('loses goodToBad / (goodToBad + badToGood) of the messages in the long run', () => {
    const lost = share(sendMany(network({ loss }), COUNT), ({ copies }) => copies === 0);
    // States are correlated by 1 - .02 - .2 from one message to the next: the variance is (1 + .78) / (1 - .78) times that of independent ones.
    expectShare(lost, 0.02 / 0.22, COUNT * (0.22 / 1.78));
  });

  test('has bursts of 1 / badToGood messages in the mean', () => {
    const bursts: number[] = [];
    let length = 0;
    for (const { copies } of sendMany(network({ loss }), COUNT)) {
      if (copies === 0) length++;
      else if (length > 0) bursts.push(length);
      if (copies > 0) length = 0;
    }
    const standardError = Math.sqrt(0.8 / 0.04 / bursts.length);
    expect(Math.abs(mean(bursts) - 5)).toBeLessThan(4.5 * standardError);
  });

  test('loses a share of messages in each state', () => {
    const model = { ...loss, lossWhenGood: 0.01, lossWhenBad: 0.5 };
    const lost = share(sendMany(network({ loss: model }), COUNT), ({ copies }) => copies === 0);
    expectShare(lost, (0.2 * 0.01 + 0.02 * 0.5) / 0.22, COUNT * (0.22 / 1.78));
  });

  test('finds a fresh link bad as often as one that is long in use', () => {
    const net = network({ loss }, { nodes: 150 });
    let lost = 0;
    for (let from = 0; from < 150; from++) {
      for (let to = 0; to < 150; to++) if (from !== to && send(net, from, to).copies === 0) lost++;
    }
    expectShare(lost / (150 * 149), 0.02 / 0.22, 150 * 149);
  });

  test('stays good where it never changes', () => {
    const frozen = { ...loss, goodToBad: 0, badToGood: 0 };
    expect(share(sendMany(network({ loss: frozen }), 1_000), ({ copies }) => copies === 1)).toBe(1);
  });
});

describe('duplication', () => {
  test('delivers the given share of messages twice, the second copy with a latency of its own', () => {
    const fates = sendMany(network({ latency: UNIFORM, duplication: 0.2 }), COUNT);
    expectShare(
      share(fates, ({ copies }) => copies === 2),
      0.2,
    );
    const twice = fates.filter(({ copies }) => copies === 2);
    const firstEarlier = share(
      twice,
      (fate) => (fate.arrivalUs as number) < (fate.secondArrivalUs as number),
    );
    expectShare(firstEarlier, 0.5, twice.length);
    const seconds = twice.map(({ secondArrivalUs }) => secondArrivalUs as number);
    const standardError = 8_000 / Math.sqrt(12 * seconds.length);
    expect(Math.abs(mean(seconds) - 5_000)).toBeLessThan(4.5 * standardError);
  });
});

describe('corruption', () => {
  test('drops the given share of messages, and says that they were corrupted', () => {
    const fates = sendMany(network({ corruption: 0.05 }), COUNT);
    expectShare(
      share(fates, ({ dropReason }) => dropReason === 'corrupted'),
      0.05,
    );
    expect(share(fates, ({ dropReason }) => dropReason === 'lost')).toBe(0);
  });

  test('spares the messages that are lost before it can strike', () => {
    const options: Partial<NetworkOptions> = {
      corruption: 0.5,
      loss: { kind: 'bernoulli', probability: 0.5 },
    };
    const fates = sendMany(network(options), COUNT);
    expectShare(
      share(fates, ({ dropReason }) => dropReason === 'lost'),
      0.5,
    );
    expectShare(
      share(fates, ({ dropReason }) => dropReason === 'corrupted'),
      0.25,
    );
  });
});
