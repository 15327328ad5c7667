import { describe, expect, test } from 'vitest';
import type { Admission, NetworkModel } from '../../src/core/network-model.ts';
import { network, onLink, partition, send, sendMany, share, UNIFORM } from './builders.ts';

const COUNT = 40_000;

function lossOf(net: NetworkModel): number {
  return share(sendMany(net, COUNT), ({ dropReason }) => dropReason === 'lost');
}

function expectShare(found: number, probability: number): void {
  const standardError = Math.sqrt((probability * (1 - probability)) / COUNT);
  expect(Math.abs(found - probability)).toBeLessThan(4.5 * standardError);
}

describe('effects on links', () => {
  test('several losses on a link strike independently, and the link itself besides', () => {
    const net = network({ loss: { kind: 'bernoulli', probability: 0.1 } });
    net.addEffect(onLink({ loss: 0.2 }));
    net.addEffect(onLink({ loss: 0.3 }));
    expectShare(lossOf(net), 1 - 0.9 * 0.8 * 0.7);
  });

  test('each is lifted by its own handle, in any order', () => {
    const net = network({});
    const double = net.addEffect(onLink({ latencyFactor: 2 }));
    const triple = net.addEffect(onLink({ latencyFactor: 3 }));
    expect(send(net, 0, 1).arrivalUs).toBe(6_000);
    net.liftEffect(double);
    expect(send(net, 0, 1).arrivalUs).toBe(3_000);
    const fivefold = net.addEffect(onLink({ latencyFactor: 5 }));
    expect(send(net, 0, 1).arrivalUs).toBe(15_000);
    net.liftEffect(triple);
    expect(send(net, 0, 1).arrivalUs).toBe(5_000);
    net.liftEffect(fivefold);
    expect(send(net, 0, 1).arrivalUs).toBe(1_000);
  });

  test('a handle is not given again in the same trial, and lifting it twice lifts nothing else', () => {
    const net = network({});
    const first = net.addEffect(onLink({ loss: 1 }));
    net.liftEffect(first);
    const second = net.addEffect(onLink({ loss: 1 }));
    expect(second).not.toBe(first);
    net.liftEffect(first);
    expect(send(net, 0, 1).dropReason).toBe('lost');
  });

  test('two equal effects need two lifts', () => {
    const net = network({});
    const effect = partition([0], [1, 2]);
    const handles = [net.addEffect(effect), net.addEffect(effect)];
    net.liftEffect(handles[0] as number);
    expect(net.admit(0, 1)).toBe('drop');
    net.liftEffect(handles[1] as number);
    expect(net.admit(0, 1)).toBe('deliver');
  });

  test('after the last is lifted nothing remains, not even a rounding error', () => {
    const net = network({ latency: UNIFORM });
    const handles = Array.from({ length: 30 }, (_, index) =>
      net.addEffect(
        onLink({ latencyFactor: 1 + index / 7, loss: 0.1, duplication: 0.1, corruption: 0.1 }),
      ),
    );
    for (const handle of handles.reverse()) net.liftEffect(handle);
    expect(sendMany(net, 1_000)).toEqual(sendMany(network({ latency: UNIFORM }), 1_000));
  });

  test('they touch the links that they name, in the direction that they name', () => {
    const net = network({});
    net.addEffect(onLink({ loss: 1 }));
    expect(send(net, 0, 1).copies).toBe(0);
    expect(send(net, 1, 0).copies).toBe(1);
    expect(send(net, 0, 2).copies).toBe(1);
  });

  test('duplication and corruption by a fault have their own reasons and rates', () => {
    const net = network({});
    net.addEffect(onLink({ duplication: 0.3 }));
    net.addEffect(onLink({ corruption: 0.1 }));
    const fates = sendMany(net, COUNT);
    expectShare(
      share(fates, ({ dropReason }) => dropReason === 'corrupted'),
      0.1,
    );
    expectShare(
      share(fates, ({ copies }) => copies === 2),
      0.9 * 0.3,
    );
  });

  test('a link that does not exist is a defect of the caller', () => {
    expect(() => network({}).addEffect({ links: [[0, 3]], loss: 1 })).toThrow('0 → 3');
  });
});

interface Delivery {
  readonly from: number;
  readonly to: number;
  readonly sentMs: number;
  readonly atMs: number;
  readonly admission: Admission;
}

const THREE_LINKS = [
  [0, 1],
  [1, 0],
  [1, 2],
] as const;

/** One message over each of three links a millisecond, in a partition of the first ten, as an engine delivers them. */
function deliveries(block: 'drop' | 'hold'): Delivery[] {
  const net = network({});
  const sent: Delivery[] = [];
  const arrived: Delivery[] = [];
  const cut = net.addEffect(partition([0], [1, 2], block));
  for (let nowMs = 0; nowMs < 20; nowMs++) {
    if (nowMs === 10) net.liftEffect(cut);
    const due = sent.filter(({ atMs }) => atMs === nowMs);
    arrived.push(...due.map((message) => ({ ...message, admission: admissionOf(net, message) })));
    sent.push(...THREE_LINKS.flatMap(([from, to]) => sendAt(net, from, to, nowMs)));
  }
  return arrived;
}

function sendAt(net: NetworkModel, from: number, to: number, sentMs: number): Delivery[] {
  const { arrivalUs } = send(net, from, to, { atUs: sentMs * 1_000 });
  if (arrivalUs === undefined) return [];
  return [{ from, to, sentMs, atMs: arrivalUs / 1_000, admission: 'deliver' }];
}

function admissionOf(net: NetworkModel, { from, to }: Delivery): Admission {
  return net.hasBlocks ? net.admit(from, to) : 'deliver';
}

describe('a partition', () => {
  test('lets nothing across while it lasts, everything afterwards, and everything within a side always', () => {
    const log = deliveries('drop');
    const across = log.filter(({ from, to }) => from === 0 || to === 0);
    expect(across.filter(({ atMs }) => atMs < 10)).toEqual([]);
    expect(across.every(({ sentMs, admission }) => sentMs >= 10 && admission === 'deliver')).toBe(
      true,
    );
    expect(across).toHaveLength(2 * 9);
    const within = log.filter(({ from, to }) => from === 1 && to === 2);
    expect(within.map(({ admission }) => admission)).toEqual(Array(19).fill('deliver'));
  });

  test('that holds messages lets them be sent, and keeps them from arriving until it is over', () => {
    const log = deliveries('hold').filter(({ to }) => to === 1);
    expect(log.map(({ admission }) => admission)).toEqual([
      ...Array(9).fill('hold'),
      ...Array(10).fill('deliver'),
    ]);
  });

  test('catches the messages in flight', () => {
    const net = network({});
    expect(send(net, 0, 1).copies).toBe(1);
    const cut = net.addEffect(partition([0], [1]));
    expect(net.admit(0, 1)).toBe('drop');
    expect(net.admit(0, 2)).toBe('deliver');
    net.liftEffect(cut);
    expect(net.admit(0, 1)).toBe('deliver');
  });

  test('that drops outweighs one that holds, in whatever order they come', () => {
    for (const blocks of [
      ['drop', 'hold'],
      ['hold', 'drop'],
    ] as const) {
      const net = network({});
      const handles = blocks.map((block) => net.addEffect(onLink({ block })));
      expect(net.admit(0, 1)).toBe('drop');
      net.liftEffect(handles[blocks.indexOf('drop')] as number);
      expect(net.admit(0, 1)).toBe('hold');
    }
  });

  test('is announced to the engine while there is one, and only then', () => {
    const net = network({});
    expect(net.hasBlocks).toBe(false);
    net.addEffect(onLink({ loss: 0.5 }));
    expect(net.hasBlocks).toBe(false);
    const handles = [net.addEffect(onLink({ block: 'hold' })), net.addEffect(partition([0], [2]))];
    expect(net.hasBlocks).toBe(true);
    net.liftEffect(handles[0] as number);
    expect(net.hasBlocks).toBe(true);
    net.liftEffect(handles[1] as number);
    expect(net.hasBlocks).toBe(false);
  });
});
