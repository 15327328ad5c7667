import type { ClientId, NodeId } from './identity.ts';
import type { Micros } from './micros.ts';

/**
 * A fact that a node or the engine makes known, in the past tense: `BecameLeader`, `Committed`. No node ever reads one.
 * All observations of a type have the same fields, in the same order: none is left out where it has nothing to say.
 */
export interface ObservationBase {
  readonly type: string;
}

/** What the engine itself observes. Their names carry a prefix, so that no protocol's observation can be mistaken for one. */
export type EngineObservation =
  | { readonly type: 'node:crashed' }
  | { readonly type: 'node:restarted'; readonly disk: 'kept' | 'lost' }
  | { readonly type: 'node:paused' }
  | { readonly type: 'node:resumed' }
  /** From now on the node is a liar, or counts as one: no property and no metric hears it any more. */
  | { readonly type: 'node:corrupted'; readonly by: 'lies' | 'crash' | 'keyTheft' }
  /** Two statements that the node signed contradict each other, and honest nodes hold both: a proof that it lied. */
  | {
      readonly type: 'node:convicted';
      readonly slot: string;
      readonly first: unknown;
      readonly second: unknown;
    }
  | { readonly type: 'faults:healed' }
  | {
      readonly type: 'client:invoked';
      readonly client: ClientId;
      readonly sequence: number;
      readonly operation: unknown;
    }
  | {
      readonly type: 'client:completed';
      readonly client: ClientId;
      readonly sequence: number;
      readonly operation: unknown;
      readonly outcome: 'ok' | 'fail' | 'info';
      /** The value read or the reason, as the protocol's workload gives it. */
      readonly value: unknown;
      readonly latencyUs: Micros;
    };

/** The node field of facts that belong to no node: what the engine or a client observed. */
export const NO_NODE = -1;

/** An observation with its place in time and space. */
export interface Fact<O extends ObservationBase = ObservationBase> {
  readonly atUs: Micros;
  readonly node: NodeId;
  readonly observation: O;
}
