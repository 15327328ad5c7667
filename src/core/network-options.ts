import type { Distribution } from './distribution.ts';
import type { EndpointId, NodeId } from './identity.ts';
import type { Micros } from './micros.ts';

/** How links lose messages. */
export type LossModel =
  /** Each message is lost independently. */
  | { readonly kind: 'bernoulli'; readonly probability: number }
  /**
   * A link is in a good or a bad state and may change it at each message; each state has its own loss
   * [Gilbert 1960] [Elliott 1963]. The mean burst has 1 / badToGood messages.
   */
  | {
      readonly kind: 'gilbertElliott';
      readonly goodToBad: number;
      readonly badToGood: number;
      readonly lossWhenGood: number;
      readonly lossWhenBad: number;
    };

/** How one link behaves. */
export interface LinkOptions {
  /** One-way delay, in microseconds. */
  readonly latency: Distribution;
  readonly loss?: LossModel;
  readonly duplication?: number;
  /** Probability that bits flip on the way; the receiver's checksum detects it and drops the message. */
  readonly corruption?: number;
  /** Messages of one link arrive in the order sent. */
  readonly fifo?: boolean;
}

/** Round trips between regions, and where each node is. */
export interface RegionOptions {
  readonly names: readonly string[];
  /** Round-trip times in microseconds, one row and one column a region, in the order of `names`. */
  readonly roundTripUs: readonly (readonly number[])[];
  /** The region of each node; where it is shorter than the nodes it is repeated. */
  readonly nodes: readonly string[];
  /** Multiplies half the round trip; absent means exactly half of it. */
  readonly jitter?: Distribution;
}

/**
 * What the network promises, as the literature has it [DLS 1988]. Delays, queues, losses and corruption that the
 * options describe are cut to fit the promise. Faults on links are not: they break it on purpose.
 */
export type Synchrony =
  /** Every message arrives within `deltaUs`. */
  | { readonly kind: 'synchronous'; readonly deltaUs: Micros }
  /** From `gstUs` on every message arrives within `deltaUs`; one sent before arrives by `gstUs + deltaUs` unless it is lost. */
  | { readonly kind: 'partiallySynchronous'; readonly gstUs: Micros; readonly deltaUs: Micros }
  /** Nothing is promised. */
  | { readonly kind: 'asynchronous' };

/** The whole network of a trial, as data. */
export interface NetworkOptions extends LinkOptions {
  /** Links that differ. Later ones win. `from` and `to` are node indices; absent means any. */
  readonly links?: readonly ({
    readonly from?: NodeId;
    readonly to?: NodeId;
  } & Partial<LinkOptions>)[];
  readonly regions?: RegionOptions;
  /** What each endpoint can send to others that are not beside it; messages queue behind each other. */
  readonly egressBytesPerSecond?: number;
  /** Messages beyond this many waiting bytes are lost; unbounded where absent. */
  readonly egressQueueBytes?: number;
  readonly synchrony?: Synchrony;
}

/** Where the clients are: beside a node (no delay to it, its delays to others, its fate in partitions), or a place of their own. */
export interface EndpointPlacement {
  readonly nodeCount: number;
  /** For each client, the node that it is beside, or undefined. */
  readonly clientsBeside: readonly (EndpointId | undefined)[];
}
