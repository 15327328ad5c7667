import type { LinkEffect } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { ProtocolTypes } from '../core/protocol.ts';

type Message = ProtocolTypes['Message'];

/** A cut, as the set of its links and the rounds of the messages that it loses. */
interface RoundCut {
  readonly links: ReadonlySet<number>;
  readonly first: number;
  readonly last: number;
}

/**
 * Partitions that cut the messages of some rounds only, whenever they are sent: what the network cannot know and the
 * protocol tells. So scenarios are built of rounds and partitions, as in Twins [Bano 2021].
 */
export class RoundCuts {
  private readonly cuts: Map<number, RoundCut> = new Map();
  private readonly endpointCount: number;
  private readonly roundOf: (message: Message) => number | undefined;
  private lastHandle = 0;

  constructor(endpointCount: number, roundOf: (message: Message) => number | undefined) {
    this.endpointCount = endpointCount;
    this.roundOf = roundOf;
  }

  reset(): void {
    this.cuts.clear();
    this.lastHandle = 0;
  }

  get isEmpty(): boolean {
    return this.cuts.size === 0;
  }

  /** Gives a handle below 0, so that it is never one of the network's own. */
  add({ links, rounds = [0, 0] }: LinkEffect): number {
    this.lastHandle--;
    const [first, last] = rounds;
    const cut = new Set(links.map(([from, to]) => from * this.endpointCount + to));
    this.cuts.set(this.lastHandle, { links: cut, first, last });
    return this.lastHandle;
  }

  lift(handle: number): void {
    this.cuts.delete(handle);
  }

  blocks(from: NodeId, to: NodeId, message: Message): boolean {
    const round = this.roundOf(message);
    if (round === undefined) return false;
    const link = from * this.endpointCount + to;
    for (const { links, first, last } of this.cuts.values()) {
      if (round >= first && round <= last && links.has(link)) return true;
    }
    return false;
  }
}
