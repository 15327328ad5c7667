import { expect, test } from 'vitest';
import type { SimConfig } from '../../../src/core/sim-config.ts';
import {
  fewerClients,
  fewerNodes,
  fewerOperations,
} from '../../../src/experiment/shrink/smaller-cluster.ts';
import { findProtocol } from '../../../src/protocols/index.ts';
import { planOf } from '../../configs.ts';

const { config: fiveNodes } = planOf('raft/mutants/quorum-of-half.yaml');

test('nodes go from the end, then one by one, and the rest are numbered anew', () => {
  const faults: SimConfig['faults'] = [
    { when: { atUs: 1 }, fault: { kind: 'crash', target: { nodes: [0, 4] } } },
    {
      when: { observation: 'BecameLeader', node: 3 },
      fault: { kind: 'partition', shape: 'groups', groups: [[0, 1], [3]] },
    },
    { when: { atUs: 2 }, fault: { kind: 'loss', probability: 1, links: { to: { nodes: [1] } } } },
  ];
  const candidates = [...fewerNodes({ ...fiveNodes, faults }, findProtocol('raft'))];
  expect(candidates.map(({ nodes }) => nodes)).toEqual([1, 2, 3, 4, 4, 4, 4, 4]);
  const withoutThree = candidates.at(-1);
  expect(withoutThree?.faults).toEqual([
    { when: { atUs: 1 }, fault: { kind: 'crash', target: { nodes: [0, 3] } } },
    faults[2],
  ]);
  const withoutOne = candidates.at(-3);
  expect(withoutOne?.faults).toEqual([
    { when: { atUs: 1 }, fault: { kind: 'crash', target: { nodes: [0, 3] } } },
    {
      when: { observation: 'BecameLeader', node: 2 },
      fault: { kind: 'partition', shape: 'groups', groups: [[0], [2]] },
    },
  ]);
  expect(withoutOne?.clients?.beside).toEqual([0, 1, 2, 3]);
});

test('a cluster never gets smaller than its protocol allows', () => {
  const { config, protocol } = planOf('echo/lossy.yaml');
  for (const { nodes } of fewerNodes({ ...config, nodes: 2 }, protocol)) expect(nodes).toBe(2);
  expect([...fewerNodes(config, protocol)].map(({ nodes }) => nodes)).toContain(2);
});

test('regions and links stay with their nodes', () => {
  const network = {
    ...fiveNodes.network,
    links: [{ from: 4, fifo: true }, { to: 2, fifo: true }, { fifo: true }],
    regions: { names: ['a', 'b'], roundTripUs: [[0]], nodes: ['a', 'b'] },
  };
  const candidates = [...fewerNodes({ ...fiveNodes, network }, findProtocol('raft'))];
  const withoutNone = candidates.find(({ nodes }) => nodes === 4);
  expect(withoutNone?.network).toMatchObject({
    links: [{ to: 2, fifo: true }, { fifo: true }],
    regions: { nodes: ['a', 'b', 'a', 'b'] },
  });
  expect(candidates.at(-4)?.network.regions?.nodes).toEqual(['b', 'a', 'b', 'a']);
});

test('clients get fewer and begin fewer operations, or are gone', () => {
  expect([...fewerClients(fiveNodes)].map(({ clients }) => clients?.count)).toEqual([
    undefined,
    1,
    2,
    4,
  ]);
  const bounds = [...fewerOperations(fiveNodes)].map(({ clients }) => clients?.operations);
  expect(bounds.slice(0, 3)).toEqual([1, 2, 4]);
  const { clients } = fiveNodes;
  const bounded = { ...fiveNodes, ...(clients && { clients: { ...clients, operations: 5 } }) };
  expect([...fewerOperations(bounded)].map((one) => one.clients?.operations)).toEqual([2, 4]);
});
