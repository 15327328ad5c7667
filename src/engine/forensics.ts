import type { Statement } from '../core/byzantine.ts';
import type { NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type { ProtocolTypes } from '../core/protocol.ts';
import { isSealedBy } from './keys.ts';

type Message = ProtocolTypes['Message'];

/** Two messages, signed by one node, that say different things where only one may be said. */
export interface Proof {
  readonly signer: NodeId;
  readonly slot: string;
  readonly first: Message;
  readonly second: Message;
  /** When the second of them reached an honest node. */
  readonly atUs: Micros;
}

/**
 * Compares the signed statements that reach honest nodes, of all of them together, as they would do who lay their
 * messages side by side afterwards. Only what a node signed counts against it, and one proof for each node is enough.
 */
export class Forensics {
  /** Off where nobody will lie, since it looks at every message. What a liar said while it was honest counts, too. */
  isWatching = false;
  private readonly watchesAlways: boolean;
  private readonly statementOf: (message: Message) => Statement | undefined;
  private readonly said: Map<string, { readonly value: Statement['value']; message: Message }> =
    new Map();
  /** The accountability list: who provably lied, and how. */
  private readonly convictions: Map<NodeId, Proof> = new Map();

  /** `watchesAlways` where a crash makes a liar of a node, since it forgets what it said. */
  constructor(statementOf: (message: Message) => Statement | undefined, watchesAlways: boolean) {
    this.statementOf = statementOf;
    this.watchesAlways = watchesAlways;
  }

  reset(): void {
    this.isWatching = this.watchesAlways;
    this.said.clear();
    this.convictions.clear();
  }

  /** The proofs of the trial, in the order in which they were complete. */
  get proofs(): readonly Proof[] {
    return [...this.convictions.values()];
  }

  /** The proof that this message completes, if it does. */
  examine(message: Message, atUs: Micros): Proof | undefined {
    const statement = this.statementOf(message);
    if (statement === undefined) return undefined;
    const { signer, slot, value } = statement;
    if (
      this.convictions.has(signer) ||
      !isSealedBy(message as { readonly signature?: unknown }, signer)
    )
      return undefined;
    const key = `${signer}/${slot}`;
    const earlier = this.said.get(key);
    if (earlier === undefined) {
      this.said.set(key, { value, message });
      return undefined;
    }
    if (earlier.value === value) return undefined;
    const proof = { signer, slot, first: earlier.message, second: message, atUs };
    this.convictions.set(signer, proof);
    return proof;
  }
}
