import { operationBytes } from '../shared/key-value.ts';
import type { Block, KeyValueRequest } from './block.ts';
import type { Decision, TendermintMessage } from './messages.ts';

/** Frame, sender and checksum. */
const HEADER_BYTES = 24;
const FIELD_BYTES = 8;
const SIGNATURE_BYTES = 64;
/** Height, round, id and voter, signed. */
const VOTE_BYTES = 4 * FIELD_BYTES + SIGNATURE_BYTES;

/** The size of a message on the wire: a header, eight bytes a number, 64 a signature, and the requests. */
export function sizeBytes(message: TendermintMessage): number {
  switch (message.type) {
    case 'Proposal':
      return (
        HEADER_BYTES +
        4 * FIELD_BYTES +
        SIGNATURE_BYTES +
        blockBytes(message.block) +
        VOTE_BYTES * message.polka.length
      );
    case 'ProofOfLock':
      return sizeBytes(message.proposal) + VOTE_BYTES * message.prevotes.length;
    case 'RoundEnd':
      return HEADER_BYTES + VOTE_BYTES * message.precommits.length;
    case 'Submission':
      return HEADER_BYTES + requestsBytes(message.requests);
    case 'Status':
      return HEADER_BYTES + FIELD_BYTES;
    case 'Decisions':
      return message.decisions.reduce(
        (bytes, decision) => bytes + decisionBytes(decision),
        HEADER_BYTES,
      );
    default:
      return HEADER_BYTES + VOTE_BYTES;
  }
}

function decisionBytes({ block, precommits }: Decision): number {
  return 2 * FIELD_BYTES + blockBytes(block) + VOTE_BYTES * precommits.length;
}

function blockBytes({ requests }: Block): number {
  return 2 * FIELD_BYTES + requestsBytes(requests);
}

function requestsBytes(requests: readonly KeyValueRequest[]): number {
  let bytes = 0;
  for (const { operation } of requests) {
    bytes += 3 * FIELD_BYTES + SIGNATURE_BYTES + operationBytes(operation);
  }
  return bytes;
}
