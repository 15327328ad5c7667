import { describe, expect, test } from 'vitest';
import type { LinkEffect } from '../../src/core/fault.ts';
import type { NetworkOptions } from '../../src/core/network-options.ts';
import { type Fate, network, onLink, partition, send, UNIFORM } from './builders.ts';

/** A fault on the network from its start to its end. */
interface Spell {
  readonly startUs: number;
  readonly endUs: number;
  readonly effect: LinkEffect;
}

const SPELLS: readonly Spell[] = [
  { startUs: 0, endUs: 90_000, effect: onLink({ loss: 0.3 }) },
  { startUs: 10_000, endUs: 60_000, effect: partition([0], [1, 2]) },
  { startUs: 20_000, endUs: 80_000, effect: onLink({ duplication: 0.5 }) },
  { startUs: 30_000, endUs: 70_000, effect: onLink({ corruption: 0.3 }) },
  { startUs: 40_000, endUs: 50_000, effect: partition([1], [2], 'hold') },
];

/** The fates of messages over all links in a trial with these faults, by the message's name. */
function fates(options: Partial<NetworkOptions>, spells: readonly Spell[]): Map<string, Fate> {
  const net = network(options);
  const result = new Map<string, Fate>();
  const handles = new Map<Spell, number>();
  for (let nowUs = 0; nowUs < 100_000; nowUs += 100) {
    for (const spell of spells) {
      if (spell.startUs === nowUs) handles.set(spell, net.addEffect(spell.effect));
      if (spell.endUs === nowUs) net.liftEffect(handles.get(spell) as number);
    }
    for (const [from, to] of [
      [0, 1],
      [1, 0],
      [1, 2],
      [0, 2],
    ] as const) {
      result.set(`${from}→${to} at ${nowUs}`, send(net, from, to, { atUs: nowUs }));
    }
  }
  return result;
}

const NETWORKS: Readonly<Record<string, Partial<NetworkOptions>>> = {
  'with random latency only': { latency: UNIFORM },
  'with losses of its own': {
    latency: UNIFORM,
    loss: {
      kind: 'gilbertElliott',
      goodToBad: 0.05,
      badToGood: 0.2,
      lossWhenGood: 0.01,
      lossWhenBad: 0.8,
    },
    duplication: 0.1,
    corruption: 0.05,
  },
  'with FIFO links': { latency: UNIFORM, fifo: true },
  'with limited bandwidth': { latency: UNIFORM, egressBytesPerSecond: 3_000_000 },
};

describe.each(Object.entries(NETWORKS))('in a network %s', (_, options) => {
  test.each(SPELLS.map((spell, index) => [index, spell] as const))(
    'removing fault %i leaves the latency of every message as it was, and the fate of those it did not touch',
    (_index, removed) => {
      const all = fates(options, SPELLS);
      const fewer = fates(
        options,
        SPELLS.filter((spell) => spell !== removed),
      );
      let changed = 0;
      for (const [message, before] of all) {
        const after = fewer.get(message) as Fate;
        if (before.copies > 0 && after.copies > 0) expect(after.arrivalUs).toBe(before.arrivalUs);
        const [link, atUs] = message.split(' at ') as [string, string];
        const isUnderFault =
          Number(atUs) >= removed.startUs &&
          Number(atUs) < removed.endUs &&
          removed.effect.links.some(([from, to]) => link === `${from}→${to}`);
        if (!isUnderFault) expect(after).toEqual(before);
        else if (JSON.stringify(after) !== JSON.stringify(before)) changed++;
      }
      // A hold shows at arrival, when the engine asks.
      if (removed.effect.block !== 'hold') expect(changed).toBeGreaterThan(10);
    },
  );

  test('a message that a fault loses is lost still when another fault is added', () => {
    const one = fates(options, SPELLS.slice(0, 1));
    const two = fates(options, [
      ...SPELLS.slice(0, 1),
      { ...(SPELLS[0] as Spell), effect: onLink({ loss: 0.2 }) },
    ]);
    for (const [message, before] of one) {
      if (before.copies === 0) expect(two.get(message)?.copies).toBe(0);
    }
  });
});

describe('the lanes of randomness', () => {
  test('what a link does to a message tells nothing about what else it does', () => {
    const net = network({
      latency: UNIFORM,
      loss: { kind: 'bernoulli', probability: 0.5 },
      duplication: 0.5,
    });
    const sent = Array.from({ length: 40_000 }, () => send(net, 0, 1));
    const kept = sent.filter(({ copies }) => copies > 0);
    const twice = kept.filter(({ copies }) => copies === 2);
    const slowShare = (some: readonly Fate[]): number =>
      some.filter(({ arrivalUs }) => (arrivalUs as number) > 5_000).length / some.length;
    expect(Math.abs(slowShare(kept) - 0.5)).toBeLessThan((4.5 * 0.5) / Math.sqrt(kept.length));
    expect(Math.abs(slowShare(twice) - 0.5)).toBeLessThan((4.5 * 0.5) / Math.sqrt(twice.length));
    expect(Math.abs(twice.length / kept.length - 0.5)).toBeLessThan(
      (4.5 * 0.5) / Math.sqrt(kept.length),
    );
  });

  test('the messages of one link do not move the fates of another', () => {
    const quiet = network({ latency: UNIFORM });
    const busy = network({ latency: UNIFORM });
    for (let k = 0; k < 100; k++) send(busy, 1, 0);
    expect(send(busy, 0, 1)).toEqual(send(quiet, 0, 1));
  });
});
