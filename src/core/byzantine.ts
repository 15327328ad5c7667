import type { Target } from './fault.ts';
import type { ClientId, NodeId } from './identity.ts';
import type { Micros } from './micros.ts';
import type { ProtocolTypes } from './protocol.ts';
import type { Rng } from './rng.ts';

/**
 * How a Byzantine node departs from its honest process. The process runs on behind an interposer and knows nothing of
 * it, so that every behaviour works on every protocol.
 */
export type Behavior = Deed & {
  /** The types of message that it concerns; all where absent. */
  readonly messages?: readonly string[];
  /** The rounds, views or ballots that it concerns, the first and the last; all where absent. */
  readonly rounds?: readonly [first: number, last: number];
  /** How likely it does it, for each message; always where absent. */
  readonly probability?: number;
};

/** What a Byzantine node does, from the weakest to the strongest. */
export type Deed =
  /** It sends nothing. */
  | { readonly does: 'silence' }
  /** It sends nothing to these. */
  | { readonly does: 'omit'; readonly to: Target }
  /** It sends everything later: to just before a timeout, say. */
  | { readonly does: 'delay'; readonly byUs: Micros }
  /** It keeps everything back, and sends it all when the fault ends. */
  | { readonly does: 'withhold' }
  | { readonly does: 'duplicate' }
  /** It sends an earlier message of the same type besides, its own or another's: of an earlier round where there is one. */
  | { readonly does: 'replay' }
  /** It sends what it would send in one instant in another order. */
  | { readonly does: 'reorder' }
  /** It sends one field changed, to everyone alike, re-signed with its own key. */
  | { readonly does: 'mutate'; readonly field?: string }
  /** It tells these something else than it tells the others, each time the same. */
  | { readonly does: 'equivocate'; readonly to: Target; readonly field?: string }
  /** It repeats what these say, changed, as if they had said it. */
  | { readonly does: 'impersonate'; readonly as: Target }
  /** Its process loses its memory and its disk, and begins anew. */
  | { readonly does: 'amnesia' }
  /** It runs two honest processes with one key: one talks with the first nodes, one with the second [Bano 2021]. */
  | { readonly does: 'twins'; readonly first: Target; readonly second: Target }
  /** One of the protocol's own lies. */
  | { readonly does: 'lie'; readonly name: string };

/** A message as those see it who do not know the protocol. */
export type AnyMessage = ProtocolTypes['Message'];

/** What stands between a Byzantine node's honest process and the world. */
export interface Interposer {
  /** The process wants this sent. What is to go on the wire goes by `FaultSurface.sendAs`. */
  onSend(to: NodeId, message: AnyMessage): void;
  /** The process wants to answer a client. What is to go on the wire goes by `FaultSurface.answerAs`. */
  onRespond(client: ClientId, sequence: number, response: unknown): void;
  /** A message reached the node: hands it to the process, to its twin, or to none. */
  onReceive(from: NodeId, message: AnyMessage): void;
}

/** One honest process of a node that has an interposer. */
export interface Process {
  interposer: Interposer | undefined;
  receive(from: NodeId, message: AnyMessage): void;
  /** Loses memory and disk, and boots. */
  forget(): void;
}

/** What a lie may build on. */
export interface LieSetup {
  readonly self: NodeId;
  readonly nodeCount: number;
  readonly to: NodeId;
  readonly rng: Rng;
  /** The adversary's nodes. */
  readonly liars: readonly NodeId[];
  /** Messages of this type that the liar has sent, received or overheard: the first ones and the last, in order. */
  seen(type: string): readonly AnyMessage[];
}

/** A lie that only one who knows the protocol can tell. */
export interface Lie<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  readonly sentence: string;
  /**
   * What is sent in the message's place, re-signed afterwards with the liars' own keys: the message itself where this
   * lie says nothing of it, undefined to send nothing.
   */
  tell(message: T['Message'], setup: LieSetup): T['Message'] | undefined;
}

/**
 * What a node says with a signed message about one thing of which it may say one thing only, such as a primary of a
 * view about a sequence number. Two with equal slots and different values, signed by one node, prove that it lied.
 */
export interface Statement {
  readonly signer: NodeId;
  readonly slot: string;
  /** Compared by `===`. */
  readonly value: string | number;
}
