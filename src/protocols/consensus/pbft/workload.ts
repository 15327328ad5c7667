import type { Interpretation, Workload, WorkloadSetup } from '../../../core/client.ts';
import { drawOperation, type KeyValueMix, keyValueMix } from '../shared/key-value-workload.ts';
import { byzantineQuorum, maxFaulty } from '../shared/quorums.ts';
import type { PbftOperation, PbftResponse, PbftTypes } from './types.ts';
import { primaryOf } from './views.ts';

type Setup = WorkloadSetup<PbftTypes>;

/**
 * "The client waits for f + 1 replies with valid signatures from different replicas, and with the same t and r, before
 * accepting the result r. This ensures that the result is valid, since at most f replicas can be faulty." It learns the
 * primary from the view in the reply. "If the client does not receive replies soon enough, it broadcasts the request to
 * all replicas" [PBFT §4.1].
 */
export const keyValueWorkload: Workload<PbftTypes> = {
  name: 'kv',
  sentence: 'get, put, compare-and-swap and append over a few keys, all of them ordered.',
  params: keyValueMix,
  operation: (_client, _sequence, rng, params: KeyValueMix): PbftOperation =>
    drawOperation(rng, params),
  interpret: (_operation, response, setup) => interpret(response, faultyIn(setup) + 1, setup),
  asksAll: (_operation, attempt) => attempt > 1,
};

/**
 * "A client multicasts a read-only request to all replicas. […] The client waits for 2f + 1 replies from different
 * replicas with the same result", and if they do not come, asks again "as a regular read-write request" [PBFT §5.1.3].
 * So that such a read sees every write that is over, writes wait for as many replies [Berger 2021].
 *
 * Departs from [PBFT §5.1.3]: replies must be of the same state, not only have the same result.
 */
export const readOnlyWorkload: Workload<PbftTypes> = {
  name: 'kv-read-only',
  sentence: 'As kv, but that any quorum of replicas answers a get at once, unordered.',
  params: keyValueMix,
  operation(_client, _sequence, rng, params: KeyValueMix): PbftOperation {
    const operation = drawOperation(rng, params);
    return operation.kind === 'get' ? { ...operation, isReadOnly: true } : operation;
  },
  interpret: (_operation, response, setup) =>
    interpret(response, byzantineQuorum(setup.nodeCount, faultyIn(setup)), setup),
  asksAll: (operation, attempt) => attempt > 1 || operation.isReadOnly === true,
  retry: (operation) =>
    operation.kind === 'get' ? { kind: 'get', key: operation.key } : operation,
};

function faultyIn({ nodeCount, params }: Setup): number {
  return params.faults ?? maxFaulty(nodeCount);
}

function interpret(response: PbftResponse, backers: number, setup: Setup): Interpretation {
  const { value, view } = response;
  const isView = Number.isInteger(view) && view >= 0;
  return {
    kind: 'ok',
    value,
    backers,
    // A value may come back: of replies with equal values, some may be older than a write that is over, and some newer.
    ...(response.kind === 'read' && { state: response.lastExecuted }),
    ...(isView && { next: primaryOf(view, setup.nodeCount, setup.leaders) }),
  };
}
