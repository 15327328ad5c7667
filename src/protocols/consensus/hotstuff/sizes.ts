import type { Block, HotStuffMessage, Request } from './messages.ts';
import { isWellFormed } from './well-formed.ts';

/** Frame and sender. */
const HEADER_BYTES = 24;
const FIELD_BYTES = 8;
const DIGEST_BYTES = 32;
/** A signature, and a threshold signature of any number of signers, over the curve BLS12-381. */
const SIGNATURE_BYTES = 48;
/** Phase, view, block and one threshold signature: independent of n [HotStuff §3]. */
const CERTIFICATE_BYTES = 2 * FIELD_BYTES + DIGEST_BYTES + SIGNATURE_BYTES;
const WISH_BYTES = FIELD_BYTES + SIGNATURE_BYTES;

/** The size of a message on the wire, where a certificate is a threshold signature. */
export function sizeBytes(message: HotStuffMessage): number {
  // What a liar made up has some size too.
  if (!isWellFormed(message)) return HEADER_BYTES;
  switch (message.type) {
    case 'Prepare':
    case 'Generic': {
      const newView = message.wishes.length === 0 ? 0 : WISH_BYTES;
      return HEADER_BYTES + FIELD_BYTES + SIGNATURE_BYTES + blockBytes(message.block) + newView;
    }
    case 'Vote':
      return HEADER_BYTES + 3 * FIELD_BYTES + DIGEST_BYTES + SIGNATURE_BYTES;
    case 'NewView':
      return HEADER_BYTES + FIELD_BYTES + WISH_BYTES + CERTIFICATE_BYTES;
    case 'PreCommit':
    case 'Commit':
    case 'Decide':
      return HEADER_BYTES + CERTIFICATE_BYTES;
    case 'Fetch':
      return HEADER_BYTES + 2 * DIGEST_BYTES;
    case 'Blocks':
      return message.blocks.reduce((bytes, block) => bytes + blockBytes(block), HEADER_BYTES);
  }
}

function blockBytes({ requests }: Block): number {
  let bytes = DIGEST_BYTES + FIELD_BYTES + CERTIFICATE_BYTES;
  for (const { operation } of requests) {
    bytes += 3 * FIELD_BYTES + SIGNATURE_BYTES + operationBytes(operation);
  }
  return bytes;
}

function operationBytes(operation: Request['operation']): number {
  const { kind: _, key: __, ...texts } = operation;
  let bytes = 1 + FIELD_BYTES;
  for (const text of Object.values(texts)) if (typeof text === 'string') bytes += text.length;
  return bytes;
}
