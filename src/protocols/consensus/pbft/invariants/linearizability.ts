import { linearizable } from '../../../../algorithms/linearizability/linearizable.ts';
import {
  type KeyValueModelOperation,
  keyValue,
} from '../../../../algorithms/linearizability/models/key-value.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { PbftOperation, PbftTypes } from '../types.ts';

/**
 * "Safety means that the replicated service satisfies linearizability: it behaves like a centralized implementation that
 * executes operations atomically one at a time" [PBFT §3]. Answers that liars give are among those that clients see.
 */
export const linearizability: Invariant<PbftTypes> = linearizable<
  PbftTypes,
  unknown,
  KeyValueModelOperation,
  unknown
>(keyValue, (operation: PbftOperation) => operation, { citation: 'PBFT §3' });
