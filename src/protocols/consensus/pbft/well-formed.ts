import type { NodeId } from '../../../core/identity.ts';
import type { Batch, Request } from './messages.ts';

/** Whether what a liar sent as a batch is one. */
export function isBatch(batch: unknown): batch is Batch {
  return (
    Array.isArray(batch) &&
    batch.every((request: Partial<Request> | undefined) => typeof request?.operation === 'object')
  );
}

export function isReplica(replica: NodeId, nodeCount: number): boolean {
  return Number.isInteger(replica) && replica >= 0 && replica < nodeCount;
}
