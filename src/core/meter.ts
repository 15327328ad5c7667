/** What the engine keeps account of for metrics that say so, since it costs time. */
export type Account = 'traffic' | 'chains';

/** What nodes put on the wire, lies and what was lost on the way included. */
export interface Traffic {
  readonly messages: number;
  readonly bytes: number;
  /** What the protocol's `authenticatorsIn` says of them. */
  readonly authenticators: number;
}

/** How a trial's costs are read, at any instant of it. */
export interface Meter {
  /** Of messages of one type. Asks for `traffic`. */
  trafficOf(type: string): Traffic;
  /** Of messages of all types. Asks for `traffic`. */
  readonly traffic: Traffic;
  /** How many signatures nodes have made with `Context.keys`, and how many they have verified. */
  readonly signatures: { readonly made: number; readonly verified: number };
  /** Names the present instant for `delaysSince`, between what has been sent already and what has not. Asks for `chains`. */
  moment(): number;
  /**
   * How many message delays led from a moment to what happens now: of the messages sent since, those of the chain in which
   * each was sent by the handler that received the one before, or by a timer that this handler set, up to the message
   * that is handled now. So where a quorum is waited for, the message that completes it counts. This is the critical
   * path: with a constant delay d and no timer in between, what took t took t / d such delays. Where delays vary it is the
   * same number still, and t is their sum. The time that timers take is no message's, and is not counted; a client's
   * timeout, and what a liar puts off, begin a new chain. Asks for `chains`.
   */
  delaysSince(moment: number): number;
}
