import type { Statement } from '../../../core/byzantine.ts';
import { digestOf } from './digest.ts';
import type { PbftMessage } from './messages.ts';
import { isBatch } from './well-formed.ts';

/**
 * What a replica says with a message and may say in one way only: which batch a sequence number has in a view, and which
 * state follows on a sequence number. Nobody is bound to a view change: what it tells of may grow.
 */
export function statementOf(message: PbftMessage): Statement | undefined {
  switch (message.type) {
    case 'PrePrepare': {
      const { replica, view, sequence, batch } = message;
      if (!isBatch(batch)) return undefined;
      return { signer: replica, slot: `PrePrepare/${view}/${sequence}`, value: digestOf(batch) };
    }
    case 'Prepare':
    case 'Commit': {
      const { type, replica, view, sequence, digest } = message;
      return { signer: replica, slot: `${type}/${view}/${sequence}`, value: digest };
    }
    case 'Checkpoint': {
      const { replica, sequence, digest } = message;
      return { signer: replica, slot: `Checkpoint/${sequence}`, value: digest };
    }
    default:
      return undefined;
  }
}
