import { describe, expect, test } from 'vitest';
import type { PartitionShape } from '../../src/core/fault.ts';
import { partitionLinks } from '../../src/faults/partitions.ts';
import { RecordingSurface, type WorldOptions } from './recording-surface.ts';

/** The links that the partition cuts, as text: `01 10` is n0 to n1 and back. */
function cuts(shape: PartitionShape, options: WorldOptions): string {
  const links = partitionLinks(shape, new RecordingSurface(options));
  return links.map(([from, to]) => `${from}${to}`).join(' ');
}

describe('groups', () => {
  test('only nodes of one group reach each other', () => {
    const shape: PartitionShape = { shape: 'groups', groups: [[0], [1, 2]] };
    expect(cuts(shape, { nodes: 3 })).toBe('01 02 10 20');
  });

  test('nodes in no group form one more', () => {
    const shape: PartitionShape = { shape: 'groups', groups: [[1]] };
    expect(cuts(shape, { nodes: 3 })).toBe('01 10 12 21');
  });

  test('a node in two groups reaches both, and they do not reach each other', () => {
    const shape: PartitionShape = {
      shape: 'groups',
      groups: [
        [0, 1],
        [1, 2],
      ],
    };
    expect(cuts(shape, { nodes: 3 })).toBe('02 20');
  });

  test('no group at all cuts nothing', () => {
    expect(cuts({ shape: 'groups', groups: [] }, { nodes: 3 })).toBe('');
  });
});

test('a one-way partition lets the answers through', () => {
  const shape: PartitionShape = { shape: 'oneWay', from: { nodes: [0] }, to: { all: true } };
  expect(cuts(shape, { nodes: 3 })).toBe('01 02');
});

test('an isolated zone stays together and is cut from the rest', () => {
  const shape: PartitionShape = { shape: 'isolate', target: { zone: 'eu' } };
  expect(cuts(shape, { nodes: 3, zones: { eu: [0, 1] } })).toBe('02 12 20 21');
});

test('two halves talk only over the bridge', () => {
  expect(cuts({ shape: 'bridge', bridge: 1 }, { nodes: 4 })).toBe('02 03 20 30');
  expect(cuts({ shape: 'bridge', bridge: 2 }, { nodes: 3 })).toBe('01 10');
});

test('a ring leaves each node its two neighbours, and the last is beside the first', () => {
  expect(cuts({ shape: 'ring' }, { nodes: 4 })).toBe('02 13 20 31');
  expect(cuts({ shape: 'ring' }, { nodes: 3 })).toBe('');
});

test('in a ring of five every node sees a majority', () => {
  const links = partitionLinks({ shape: 'ring' }, new RecordingSurface({ nodes: 5 }));
  const cutFrom = [0, 1, 2, 3, 4].map((node) => links.filter(([from]) => from === node).length);
  expect(cutFrom).toEqual([2, 2, 2, 2, 2]);
});

test('a client is cut with the node beside it; one with a place of its own reaches everyone', () => {
  const shape: PartitionShape = { shape: 'isolate', target: { nodes: [0] } };
  expect(cuts(shape, { nodes: 2, clients: [0, undefined, 1] })).toBe('01 04 21 10 12 40');
});
