import type { Interpretation, Workload } from '../../../core/client.ts';
import type { KeyValueOperation } from '../shared/key-value.ts';
import { drawOperation, type KeyValueMix, keyValueMix } from '../shared/key-value-workload.ts';
import { NOBODY, type RaftOperation, type RaftResponse, type RaftTypes } from './types.ts';

export const keyValueWorkload: Workload<RaftTypes> = {
  name: 'kv',
  sentence: 'get, put, compare-and-swap and append over a few keys.',
  params: keyValueMix,
  operation: (_client, _sequence, rng, params: KeyValueMix): KeyValueOperation =>
    drawOperation(rng, params),
  interpret,
};

/** What an answer means to whoever asked. */
export function interpret(_operation: RaftOperation, response: RaftResponse): Interpretation {
  switch (response.kind) {
    case 'done':
      return { kind: 'ok', value: response.value };
    case 'failed':
      return { kind: 'fail', value: 'the leader was deposed' };
    case 'busy':
      return { kind: 'redirect' };
    case 'notLeader':
      return response.leader === NOBODY
        ? { kind: 'redirect' }
        : { kind: 'redirect', to: response.leader };
  }
}
