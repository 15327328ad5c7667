import type { ZodType } from 'zod';
import type { ClientId, NodeId } from './identity.ts';
import type { Leaders } from './leaders.ts';
import type { ProtocolTypes } from './protocol.ts';
import type { Rng } from './rng.ts';
import type { Signature } from './signer.ts';

/** A client's request as it reaches a node. A retry carries the same client and sequence. */
export interface ClientRequest<Operation = unknown> {
  readonly client: ClientId;
  /** Counts this client's operations from 0. */
  readonly sequence: number;
  /** Every operation with a smaller sequence is over: the client will never ask for it again. */
  readonly doneBelow: number;
  readonly operation: Operation;
  /** Over all other fields, by the client's endpoint n + client, where the protocol says `clientsSign`. */
  readonly signature?: Signature;
}

/** What an answer means to the client that waits for it. */
export type Interpretation =
  /** Done, with a value. */
  | ({ readonly kind: 'ok'; readonly value: unknown } & Backing)
  /** Certainly not done, and never will be. */
  | ({ readonly kind: 'fail'; readonly value: unknown } & Backing)
  /** Not done by this node: ask that one, or any other where it does not know. */
  | { readonly kind: 'redirect'; readonly to?: NodeId };

/** What an answer needs before a client believes it. */
export interface Backing {
  /** How many different nodes must give an answer of this meaning: 1 where absent, f + 1 where f may lie. */
  readonly backers?: number;
  /** Which state the answer is of, where nodes must agree on that too: equal values may be of different times. */
  readonly state?: number;
  /** Whom to ask first the next time; whoever answered last where absent. */
  readonly next?: NodeId;
}

/** The fixed facts of a trial that a client knows. */
export interface WorkloadSetup<T extends ProtocolTypes = ProtocolTypes> {
  readonly nodeCount: number;
  readonly params: T['Params'];
  readonly leaders: Leaders;
}

/** What clients ask of a protocol, and how they read its answers. */
export interface Workload<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  readonly sentence: string;
  /** The workload's own options in a config, such as its keys and its mix of operations. */
  readonly params: ZodType<object>;
  /** The client's next operation. `params` is what `params` above parsed. */
  operation(client: ClientId, sequence: number, rng: Rng, params: never): T['Operation'];
  interpret(
    operation: T['Operation'],
    response: T['Response'],
    setup: WorkloadSetup<T>,
  ): Interpretation;
  /** Whether the `attempt`-th time (from 1) a client asks every node at once; one node at a time where absent. */
  asksAll?(operation: T['Operation'], attempt: number): boolean;
  /** What a client asks the `attempt`-th time (from 2); the same again where absent. */
  retry?(operation: T['Operation'], attempt: number): T['Operation'];
}
