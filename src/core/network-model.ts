import type { LinkEffect } from './fault.ts';
import type { EndpointId } from './identity.ts';
import type { Micros } from './micros.ts';

/** What happens to a message when it reaches the end of its link. */
export type Admission = 'deliver' | 'drop' | 'hold';

/** Why a message never arrives. A corrupted one arrives, fails its checksum and is thrown away. */
export type DropReason = 'lost' | 'corrupted' | 'blocked' | 'queueFull';

/**
 * The network as the engine sees it. The engine asks for the fate of each message when it is sent, and again
 * for leave when it arrives, since a partition may have come between.
 *
 * The results of `send` are left in the object, not returned, because this is called for every message.
 */
export interface NetworkModel {
  /** Readies the network for a trial: forgets all links and effects. Seeds the fate of every message. */
  reset(seed: string, endpointCount: number): void;
  /**
   * Decides how many copies of a message arrive: 0 when it is lost, 2 when it is duplicated.
   * Sets `arrivalUs`, and `secondArrivalUs` when there are two.
   */
  send(from: EndpointId, to: EndpointId, sizeBytes: number, nowUs: Micros): 0 | 1 | 2;
  readonly arrivalUs: Micros;
  readonly secondArrivalUs: Micros;
  /** Why the last `send` gave no copy. */
  readonly dropReason: DropReason;
  /** True while any effect blocks any link: only then must the engine ask `admit`. */
  readonly hasBlocks: boolean;
  admit(from: EndpointId, to: EndpointId): Admission;
  /** Puts an effect on links and returns a handle to lift it with. */
  addEffect(effect: LinkEffect): number;
  liftEffect(handle: number): void;
  nodesOfZone(zone: string): readonly EndpointId[];
  /** A median one-way delay between two nodes, for the scale of other times. */
  readonly typicalLatencyUs: Micros;
}
