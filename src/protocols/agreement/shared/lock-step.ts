/**
 * Rounds in lock-step on a synchronous network: every message arrives within Δ, clocks do not drift, and all nodes begin
 * at time 0. In each round a node sends, then hears whatever was sent to it in that round, and only then goes on.
 *
 * The first round begins with a timer at time 0, and not as a node boots, so that a liar of the first instant lies in it.
 */
import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Context, ProtocolTypes } from '../../../core/protocol.ts';

/** What was heard in the rounds that are not over, the first from each sender. */
export type Hearing<V> = Map<number, Map<NodeId, V>>;

/** A round outlasts Δ by the smallest time there is, so that a message that takes all of Δ is heard in its round. */
export function roundLengthUs(deltaUs: Micros): Micros {
  return deltaUs + 1;
}

/**
 * Whether the rounds began without this node: it was down, and has forgotten what it promised. It stays out then, as one
 * of the faulty nodes that the protocol reckons with.
 */
export function hasMissedTheBeginning<T extends ProtocolTypes>({ nowUs }: Context<T>): boolean {
  return nowUs > 0;
}

/**
 * Keeps what a node said in a round. The next round's messages may come a moment early, at the instant when both
 * sides' timers run out; those of other rounds come from a liar.
 */
export function hear<V>(
  hearing: Hearing<V>,
  current: number,
  message: { readonly round: number; readonly from: NodeId; readonly value: V },
): void {
  const { round, from, value } = message;
  if (round !== current && round !== current + 1) return;
  const here = hearing.get(round) ?? new Map<NodeId, V>();
  hearing.set(round, here);
  if (!here.has(from)) here.set(from, value);
}

/** What was heard in the round, which is over with this. */
export function endOf<V>(hearing: Hearing<V>, round: number): ReadonlyMap<NodeId, V> {
  const here = hearing.get(round);
  hearing.delete(round);
  return here ?? new Map<NodeId, V>();
}
