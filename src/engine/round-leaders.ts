import type { NodeId } from '../core/identity.ts';
import type { Leaders } from '../core/leaders.ts';

/** Rounds that one node leads. */
interface Reign {
  readonly leader: NodeId;
  readonly first: number;
  readonly last: number;
  /** Called when a node or a client asks for the first time. */
  onAsked: (() => void) | undefined;
}

/**
 * The leaders that the scenario of a trial names for some rounds, in place of those whose turn it is: with partitions of
 * rounds what scenarios are built of [Bano 2021]. Of two names for one round the first holds.
 */
export class RoundLeaders implements Leaders {
  private readonly reigns: Reign[] = [];
  /** The same for those who only watch: a leader has done nothing yet because a property asks for him. */
  readonly asWatched: Leaders;

  constructor() {
    const { reigns } = this;
    this.asWatched = {
      of: (round, byTurns) => reignIn(reigns, round)?.leader ?? byTurns,
      get lastNamed(): number {
        return reigns.reduce((latest, { last }) => Math.max(latest, last), -1);
      },
    };
  }

  reset(): void {
    this.reigns.length = 0;
  }

  name(leader: NodeId, [first, last]: readonly [number, number], onAsked: () => void): void {
    this.reigns.push({ leader, first, last, onAsked });
  }

  of(round: number, byTurns: NodeId): NodeId {
    const reign = reignIn(this.reigns, round);
    if (reign === undefined) return byTurns;
    reign.onAsked?.();
    reign.onAsked = undefined;
    return reign.leader;
  }

  get lastNamed(): number {
    return this.asWatched.lastNamed;
  }
}

/** Every message may ask, so it makes no iterator where nobody is named. */
function reignIn(reigns: readonly Reign[], round: number): Reign | undefined {
  for (let index = 0; index < reigns.length; index++) {
    const reign = reigns[index] as Reign;
    if (round >= reign.first && round <= reign.last) return reign;
  }
  return undefined;
}
