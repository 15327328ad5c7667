import type { AnyMessage } from '../../core/byzantine.ts';
import type { NodeId } from '../../core/identity.ts';
import type { Rng } from '../../core/rng.ts';

/** How many messages of each type are kept: the first ones, which belong to early rounds, and the last. */
const FIRST_KEPT = 8;
const LAST_KEPT = 24;
/** How many of them are offered for one lie. */
const OFFERED = 6;

/** A message that was seen, with the node it came from. */
export interface Seen {
  readonly from: NodeId;
  readonly message: AnyMessage;
}

/** What liars have sent, received and overheard: what may be replayed, and what values there are. */
export class Memory {
  readonly #seen: Map<string, Seen[]> = new Map();

  remember(from: NodeId, message: AnyMessage): void {
    const seen = this.#seen.get(message.type);
    if (seen === undefined) {
      this.#seen.set(message.type, [{ from, message }]);
      return;
    }
    // A broadcast reaches several colluders.
    if (seen.at(-1)?.message === message) return;
    seen.push({ from, message });
    if (seen.length > FIRST_KEPT + LAST_KEPT) seen.splice(FIRST_KEPT, 1);
  }

  /** The messages of this type that are kept, in the order in which they were seen. */
  ofType(type: string): readonly AnyMessage[] {
    return (this.#seen.get(type) ?? []).map(({ message }) => message);
  }

  /** A few other messages of the same type. */
  othersLike(message: AnyMessage, rng: Rng): AnyMessage[] {
    const seen = this.#like(message);
    if (seen.length === 0) return [];
    return Array.from({ length: OFFERED }, () => rng.pick(seen).message);
  }

  /** One other message of the same type, of an earlier round where there is one. */
  earlierThan(
    message: AnyMessage,
    roundOf: (message: AnyMessage) => number | undefined,
    rng: Rng,
  ): Seen | undefined {
    const seen = this.#like(message);
    const round = roundOf(message);
    const earlier =
      round === undefined ? [] : seen.filter((one) => (roundOf(one.message) ?? round) < round);
    if (earlier.length > 0) return rng.pick(earlier);
    return seen.length > 0 ? rng.pick(seen) : undefined;
  }

  #like(message: AnyMessage): readonly Seen[] {
    return (this.#seen.get(message.type) ?? []).filter((one) => one.message !== message);
  }
}
