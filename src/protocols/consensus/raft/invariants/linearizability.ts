import { linearizable } from '../../../../algorithms/linearizability/linearizable.ts';
import {
  type KeyValueModelOperation,
  keyValue,
} from '../../../../algorithms/linearizability/models/key-value.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftOperation, RaftTypes } from '../types.ts';

/**
 * "Our goal for Raft is to implement linearizable semantics (each operation appears to execute instantaneously, exactly
 * once, at some point between its invocation and its response)" [Raft §8]. It looks at nothing but what clients saw, so
 * it holds those to account that look inside: Exactly Once, Fresh Reads and Truthful Answers.
 */
export const linearizability: Invariant<RaftTypes> = linearizable<
  RaftTypes,
  unknown,
  KeyValueModelOperation,
  unknown
>(keyValue, storeOperation, { citation: 'Raft §8' });

/** Changes of members and of leaders are not about the store. */
function storeOperation(operation: RaftOperation): KeyValueModelOperation | undefined {
  return operation.kind === 'members' || operation.kind === 'transfer' ? undefined : operation;
}
