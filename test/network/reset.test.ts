import { describe, expect, test } from 'vitest';
import type { NetworkModel } from '../../src/core/network-model.ts';
import type { EndpointPlacement, NetworkOptions } from '../../src/core/network-options.ts';
import { Network } from '../../src/network/network.ts';
import { type Fate, network, onLink, partition, send, UNIFORM } from './builders.ts';

const OPTIONS: NetworkOptions = {
  latency: UNIFORM,
  loss: {
    kind: 'gilbertElliott',
    goodToBad: 0.2,
    badToGood: 0.2,
    lossWhenGood: 0.1,
    lossWhenBad: 0.9,
  },
  duplication: 0.2,
  corruption: 0.1,
  fifo: true,
  egressBytesPerSecond: 200_000,
  egressQueueBytes: 2_000,
  synchrony: { kind: 'partiallySynchronous', gstUs: 20_000, deltaUs: 30_000 },
};
const PLACEMENT: EndpointPlacement = { nodeCount: 3, clientsBeside: [0, undefined] };

/** A trial that uses all that a network can do, and ends in the middle of everything. */
function trial(net: NetworkModel, seed: string): unknown[] {
  net.reset(seed, 5);
  const log: unknown[] = [net.hasBlocks, net.dropReason, net.arrivalUs, net.secondArrivalUs];
  const handles: number[] = [];
  for (let k = 0; k < 300; k++) {
    if (k === 50) handles.push(net.addEffect(onLink({ loss: 0.2, latencyFactor: 3 })));
    if (k === 100) handles.push(net.addEffect(partition([0, 3], [1, 2])));
    if (k === 200) net.liftEffect(handles[0] as number);
    const fate: Fate = send(net, k % 5, (k + 1 + (k % 3)) % 5, { atUs: k * 100, bytes: 50 + k });
    log.push(fate, net.admit(0, 1));
  }
  return [...log, handles, net.hasBlocks];
}

describe('a network that serves several trials', () => {
  test('gives each the same as a new network would, whatever came before', () => {
    const used = new Network(OPTIONS, PLACEMENT);
    for (const seed of ['a', 'b', 'a', 'c', 'b']) {
      expect(trial(used, seed)).toEqual(trial(new Network(OPTIONS, PLACEMENT), seed));
    }
  });

  test('gives different seeds different fates', () => {
    const net = new Network(OPTIONS, PLACEMENT);
    expect(trial(net, 'a')).not.toEqual(trial(net, 'b'));
  });

  test('refuses a trial with another number of endpoints', () => {
    expect(() => network({}).reset('seed', 4)).toThrow('a trial has 4 endpoints and its network 3');
  });
});
