import type { ZodType } from 'zod';
import type { ClientId, NodeId } from './identity.ts';
import type { ProtocolTypes } from './protocol.ts';
import type { Rng } from './rng.ts';

/** A client's request as it reaches a node. A retry carries the same client and sequence. */
export interface ClientRequest<Operation = unknown> {
  readonly client: ClientId;
  /** Counts this client's operations from 0. */
  readonly sequence: number;
  /** Every operation with a smaller sequence is over: the client will never ask for it again. */
  readonly doneBelow: number;
  readonly operation: Operation;
}

/** What an answer means to the client that waits for it. */
export type Interpretation =
  /** Done, with a value. */
  | { readonly kind: 'ok'; readonly value: unknown }
  /** Certainly not done, and never will be. */
  | { readonly kind: 'fail'; readonly value: unknown }
  /** Not done by this node: ask that one, or any other where it does not know. */
  | { readonly kind: 'redirect'; readonly to?: NodeId };

/** What clients ask of a protocol, and how they read its answers. */
export interface Workload<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  readonly sentence: string;
  /** The workload's own options in a config, such as its keys and its mix of operations. */
  readonly params: ZodType<object>;
  /** The client's next operation. `params` is what `params` above parsed. */
  operation(client: ClientId, sequence: number, rng: Rng, params: never): T['Operation'];
  interpret(operation: T['Operation'], response: T['Response']): Interpretation;
}
