import type { Workload } from '../../../core/client.ts';
import type { KeyValueOperation } from '../shared/key-value.ts';
import { drawOperation, type KeyValueMix, keyValueMix } from '../shared/key-value-workload.ts';
import { maxFaulty } from '../shared/quorums.ts';
import type { HotStuffTypes } from './types.ts';

export const keyValueWorkload: Workload<HotStuffTypes> = {
  name: 'kv',
  sentence: 'get, put, compare-and-swap and append over a few keys.',
  params: keyValueMix,
  operation: (_client, _sequence, rng, params: KeyValueMix): KeyValueOperation =>
    drawOperation(rng, params),
  // Leaders change too often to be worth remembering: every replica is told at once.
  asksAll: () => true,
  interpret: (_operation, { value }, { nodeCount }) => ({
    kind: 'ok',
    value,
    backers: maxFaulty(nodeCount) + 1,
  }),
};
