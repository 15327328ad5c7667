import { describe, expect, test } from 'vitest';
import type { NetworkOptions } from '../../src/core/network-options.ts';
import { network } from './builders.ts';

const REGIONS = {
  names: ['a', 'b'],
  roundTripUs: [
    [1, 2],
    [3, 4],
  ],
  nodes: ['a'],
};

describe('options that make no sense', () => {
  test.each<[Partial<NetworkOptions>, string]>([
    [{ duplication: 1.5 }, 'duplication is 1.5; a probability is from 0 to 1'],
    [{ corruption: Number.NaN }, 'corruption is NaN; a probability is from 0 to 1'],
    [
      { loss: { kind: 'bernoulli', probability: -1 } },
      'loss.probability is -1; a probability is from 0 to 1',
    ],
    [
      {
        links: [
          {},
          {
            loss: {
              kind: 'gilbertElliott',
              goodToBad: 2,
              badToGood: 0,
              lossWhenGood: 0,
              lossWhenBad: 0,
            },
          },
        ],
      },
      'links[1].loss.goodToBad is 2; a probability is from 0 to 1',
    ],
    [{ links: [{ from: 3 }] }, 'links[0].from is 3; the nodes are 0 to 2'],
    [{ links: [{ to: -1 }] }, 'links[0].to is -1; the nodes are 0 to 2'],
    [{ egressBytesPerSecond: 0 }, 'egressBytesPerSecond is 0; it must be above 0'],
    [{ egressQueueBytes: -1 }, 'egressQueueBytes is -1; it must be at least 0'],
    [
      { regions: { ...REGIONS, nodes: [] } },
      'regions.nodes is empty; it names the region of at least one node',
    ],
    [
      { regions: { ...REGIONS, nodes: ['a', 'c'] } },
      "regions.nodes[1] is 'c'; the regions are a, b",
    ],
    [
      { regions: { ...REGIONS, roundTripUs: [[1, 2]] } },
      'regions.roundTripUs must have 2 rows of 2 round trips',
    ],
    [
      {
        regions: {
          ...REGIONS,
          roundTripUs: [
            [1, 2],
            [-3, 4],
          ],
        },
      },
      'regions.roundTripUs[1][0] is -3; it must be at least 0',
    ],
    [
      { synchrony: { kind: 'synchronous', deltaUs: 0.5 } },
      'synchrony.deltaUs is 0.5; it must be a whole number of microseconds, 0 or more',
    ],
    [
      { synchrony: { kind: 'partiallySynchronous', gstUs: -1, deltaUs: 5 } },
      'synchrony.gstUs is -1; it must be a whole number of microseconds, 0 or more',
    ],
  ])('%j is refused by name', (options, message) => {
    expect(() => network(options)).toThrow(new RangeError(message));
  });

  test('a client beside a node that there is not is refused', () => {
    expect(() => network({}, { clientsBeside: [0, 3] })).toThrow(
      'clientsBeside[1] is 3; the nodes are 0 to 2',
    );
    expect(() => network({}, { nodes: 0 })).toThrow('a network has at least one node');
  });
});
