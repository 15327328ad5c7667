import type { Workload } from '../../../core/client.ts';
import { drawOperation, type KeyValueMix, keyValueMix } from '../shared/key-value-workload.ts';
import { maxFaulty } from '../shared/quorums.ts';
import { proposerOf } from './rules.ts';
import type { TendermintTypes } from './types.ts';

/**
 * A client asks one validator, and all of them where that one did not see to it. It believes what f + 1 say, since one of
 * them is honest, and turns to the next proposer first: there its request need not be passed on.
 */
export const keyValueWorkload: Workload<TendermintTypes> = {
  name: 'kv',
  sentence: 'get, put, compare-and-swap and append over a few keys.',
  params: keyValueMix,
  operation: (_client, _sequence, rng, params: KeyValueMix) => drawOperation(rng, params),
  interpret: (_operation, { value, height }, { nodeCount, leaders }) => ({
    kind: 'ok',
    value,
    backers: maxFaulty(nodeCount) + 1,
    next: leaders.of(height + 1, proposerOf(height + 1, 0, nodeCount)),
  }),
  asksAll: (_operation, attempt) => attempt > 1,
};
