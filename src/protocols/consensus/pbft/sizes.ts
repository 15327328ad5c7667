import { machineBytes } from '../shared/key-value.ts';
import type { Batch, Certificate, PbftMessage } from './messages.ts';

/** Frame, sender and checksum. */
const HEADER_BYTES = 24;
const FIELD_BYTES = 8;
const SIGNATURE_BYTES = 64;
const VOTE_BYTES = 4 * FIELD_BYTES + SIGNATURE_BYTES;

/** The size of a message on the wire: a header, eight bytes a number, 64 a signature, and its requests. */
export function sizeBytes(message: PbftMessage): number {
  switch (message.type) {
    // First what is sent most.
    case 'Prepare':
    case 'Commit':
    case 'Checkpoint':
      return HEADER_BYTES + VOTE_BYTES;
    case 'PrePrepare':
      return HEADER_BYTES + prePrepareBytes(message.batch);
    case 'ViewChange':
      return HEADER_BYTES + viewChangeBytes(message.checkpointProof.length, message.certificates);
    case 'NewView': {
      let bytes = HEADER_BYTES + VOTE_BYTES;
      for (const { checkpointProof, certificates } of message.viewChanges) {
        bytes += viewChangeBytes(checkpointProof.length, certificates);
      }
      for (const { batch } of message.prePrepares) bytes += prePrepareBytes(batch);
      return bytes;
    }
    case 'RelayedRequest':
      return HEADER_BYTES + batchBytes([message.request]);
    case 'Status':
      return HEADER_BYTES + 3 * FIELD_BYTES;
    case 'Decided': {
      const votes = message.commits.length * VOTE_BYTES;
      return HEADER_BYTES + prePrepareBytes(message.prePrepare.batch) + votes;
    }
    case 'StableProof':
      return HEADER_BYTES + message.proof.length * VOTE_BYTES;
    case 'FetchState':
      return HEADER_BYTES + FIELD_BYTES;
    case 'StateTransfer':
      return HEADER_BYTES + machineBytes(message.machine) + message.proof.length * VOTE_BYTES;
  }
}

function prePrepareBytes(batch: Batch): number {
  return VOTE_BYTES + batchBytes(batch);
}

function batchBytes(batch: Batch): number {
  let bytes = 0;
  for (const { operation } of batch) {
    bytes += 4 * FIELD_BYTES + SIGNATURE_BYTES + 1;
    // A liar may have left out what belongs to the kind.
    const { value, expected } = operation as {
      readonly value?: string;
      readonly expected?: string;
    };
    bytes += (value?.length ?? 0) + (expected?.length ?? 0);
  }
  return bytes;
}

function viewChangeBytes(proofs: number, certificates: readonly Certificate[]): number {
  let bytes = VOTE_BYTES + proofs * VOTE_BYTES;
  for (const { prePrepare, prepares } of certificates) {
    bytes += prePrepareBytes(prePrepare.batch) + prepares.length * VOTE_BYTES;
  }
  return bytes;
}
