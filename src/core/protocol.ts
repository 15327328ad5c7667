import type { ZodType } from 'zod';
import type { Lie, Statement } from './byzantine.ts';
import type { ClientRequest, Workload } from './client.ts';
import type { FaultModel } from './fault.ts';
import type { ClientId, NodeId } from './identity.ts';
import type { Invariant } from './invariant.ts';
import type { Leaders } from './leaders.ts';
import type { Metric } from './metric.ts';
import type { Micros } from './micros.ts';
import type { ObservationBase } from './observation.ts';
import type { Rng } from './rng.ts';
import type { Signer } from './signer.ts';
import type { Storage } from './storage.ts';

/** The types that one protocol is made of. A protocol extends this and narrows each member. */
export interface ProtocolTypes {
  /** What a config may set, with defaults. */
  Params: object;
  /** The small pure functions where a paper's sentence decides. A mutant overrides one. */
  Rules: object;
  /** One node's memory; a union where roles differ. Lost in a crash, unlike storage. */
  State: object;
  /** What nodes send each other: a union discriminated by `type`. Immutable. */
  Message: { readonly type: string };
  /** The names of timers. */
  Timer: string;
  /** What a client asks. */
  Operation: unknown;
  /** What a node answers to a client. */
  Response: unknown;
  /** Facts for invariants, metrics and the trace: a union discriminated by `type`. */
  Observation: ObservationBase;
  /** What the nodes decide with, where they have a choice that the protocol leaves to them. */
  Policy: unknown;
}

/** All that a handler may do to the world. One instance a node, reused for every event. */
export interface Context<T extends ProtocolTypes = ProtocolTypes> {
  readonly self: NodeId;
  /** All nodes, this one included, in order. */
  readonly nodes: readonly NodeId[];
  /** This node's own clock, which faults may skew. */
  readonly nowUs: Micros;
  readonly params: T['Params'];
  readonly rules: T['Rules'];
  readonly policy: T['Policy'];
  /** This node's own stream. */
  readonly rng: Rng;
  readonly storage: Storage;
  readonly keys: Signer;
  /** Who leads a round, where it is not the one whose turn it is. For protocols with `hasLeaders`. */
  readonly leaders: Leaders;
  /** Sends one message. To itself it arrives at once, without the network. */
  send(to: NodeId, message: T['Message']): void;
  /** Sends one message to every other node. */
  broadcast(message: T['Message']): void;
  /**
   * Starts the timer, or starts it anew if it runs. `about` tells apart timers of one name: a transaction, a peer.
   * The delay is measured by this node's own clock.
   */
  setTimer(timer: T['Timer'], delayUs: Micros, about?: number): void;
  cancelTimer(timer: T['Timer'], about?: number): void;
  respond(client: ClientId, sequence: number, response: T['Response']): void;
  observe(observation: T['Observation']): void;
}

/** A node's state machine. Handlers are synchronous, run to completion, and touch only `state` and `ctx`. */
export interface Role<T extends ProtocolTypes = ProtocolTypes, S extends object = T['State']> {
  /** Starts the node: at time 0, and again after each crash, with whatever `ctx.storage` kept. */
  boot(ctx: Context<T>): S;
  onMessage(state: S, from: NodeId, message: T['Message'], ctx: Context<T>): void;
  onTimer(state: S, timer: T['Timer'], ctx: Context<T>, about: number): void;
  onRequest?(state: S, request: ClientRequest<T['Operation']>, ctx: Context<T>): void;
  /** The disk finished a `sync` that took time. With an instant disk it is never called. */
  onSynced?(state: S, ctx: Context<T>): void;
}

/** A claim that a node may hold for a while. */
export interface Duty<S extends object> {
  rankIn(state: S): number | undefined;
}

/** A deliberately broken variant of a protocol that its own properties must catch. Selected by `variant:` in a config. */
export interface Mutant<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  /** What is wrong, in one sentence. */
  readonly sentence: string;
  readonly rules: Partial<T['Rules']>;
  /** The properties of which at least one must be violated. */
  readonly breaks: readonly string[];
  /** The config, below sim-configs/, in which it is caught within 1,000 seeds. */
  readonly config: string;
}

/** One coordination protocol: its roles, what must hold, what is measured. */
export interface Protocol<T extends ProtocolTypes = ProtocolTypes> {
  readonly name: string;
  /** One sentence for the catalogue. */
  readonly summary: string;
  readonly params: ZodType<T['Params']>;
  readonly rules: T['Rules'];
  readonly roles: Readonly<Record<string, Role<T>>>;
  /** The role of each node, in order. */
  assign(nodeCount: number, params: T['Params']): readonly string[];
  /** Why this many nodes with these params cannot work, or undefined. */
  impossible?(nodeCount: number, params: T['Params']): string | undefined;
  /**
   * Duties that nodes hold for a while, such as `leader`, so that a fault can find its holder: the rank of the
   * claim (a term), or undefined where the node does not hold it. The highest rank wins.
   */
  readonly duties?: Readonly<Record<string, Duty<T['State']>['rankIn']>>;
  /** What the protocol promises to survive: beyond it, a violation is nobody's fault. */
  tolerates(params: T['Params'], nodeCount: number): FaultModel;
  readonly invariants: readonly Invariant<T>[];
  readonly metrics: readonly Metric<T>[];
  readonly workloads: readonly Workload<T>[];
  readonly mutants: readonly Mutant<T>[];
  /** The family of policies that the nodes decide with, such as `bidding`; its first member is the default. */
  readonly policyFamily?: string;
  /** The size of a message on the wire; 100 bytes where absent. */
  sizeBytes?(message: T['Message']): number;
  /**
   * How many authenticators a message brings: signatures, and threshold signatures, each counted as one, but no client's
   * [HotStuff §3]; none where absent.
   */
  authenticatorsIn?(message: T['Message']): number;
  /** Clients sign their requests: `request.signature`. */
  readonly clientsSign?: boolean;
  /**
   * The network vouches for who sent a message. Elsewhere `from` is a claim that a liar may make falsely, and only a
   * signature tells.
   */
  readonly authenticatedChannels?: boolean;
  /** The round, view or ballot of a message, so that faults can be scoped to rounds. */
  roundOf?(message: T['Message']): number | undefined;
  /** Rounds, as `roundOf` counts them, have leaders, whom the nodes ask `ctx.leaders` for: a scenario may name them. */
  readonly hasLeaders?: boolean;
  /** What the sender commits itself to with a signed message, of which it may say one thing only. */
  statementOf?(message: T['Message']): Statement | undefined;
  /** What a Byzantine node of this protocol may do beyond the behaviours that need no knowledge of it. */
  readonly lies?: readonly Lie<T>[];
}
