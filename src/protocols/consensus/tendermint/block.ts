import type { ClientRequest } from '../../../core/client.ts';
import { hashString } from '../../../core/hash.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { KeyValueOperation } from '../shared/key-value.ts';

/**
 * The values that validators agree on: requests in the order in which they are carried out, each as its client signed
 * it. Who made a block stands in it, and in which round, so that no two rounds make the same.
 */
export interface Block {
  readonly proposer: NodeId;
  readonly round: number;
  readonly requests: readonly KeyValueRequest[];
}

export type KeyValueRequest = ClientRequest<KeyValueOperation>;

/** What votes say in a value's place: the paper's id(v), which no two values share [Tendermint §3]. */
export type BlockId = string;

/** A vote for no value. */
export const NIL: BlockId = '';

/** id(v): 64 bits that depend on every field of the block and of its requests. */
export function idOf({ proposer, round, requests }: Block): BlockId {
  const texts = requests.map(({ client, sequence, doneBelow, operation }) => [
    client,
    sequence,
    doneBelow,
    operation,
  ]);
  const text = JSON.stringify([proposer, round, texts]);
  return `${hexadecimal(hashString(text, 0x7e4d))}${hexadecimal(hashString(text, 0x3141))}`;
}

function hexadecimal(hash: number): string {
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** Tells one client's requests apart, and those of different clients. */
export function requestKey({ client, sequence }: KeyValueRequest): string {
  return `${client}:${sequence}`;
}
