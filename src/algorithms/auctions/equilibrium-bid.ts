import type { PaymentRuleName } from './sealed-bid-outcome.ts';

/** What a bidder knows when it decides on its bid. Money is in whole units, `MAX_VALUE` of them to the unit interval. */
export interface BiddingSituation {
  /** What the item is worth to this bidder; no one else knows it. */
  readonly value: number;
  /** How many bidders there are, this one included. */
  readonly bidders: number;
  /** The least that the seller accepts. */
  readonly reserve: number;
  readonly rule: PaymentRuleName;
}

/** The value 1 of the literature's unit interval: money is counted in millionths, so that sums and ties are exact. */
export const MAX_VALUE = 1_000_000;

/**
 * The symmetric equilibrium bid of a first-price auction whose values are independent and uniform on
 * [0, `MAX_VALUE`]: what the second-highest value is worth on average, given that one's own is the highest
 * [Krishna 2009 §2.3, §2.5].
 *
 * With n bidders and no reserve that is (n − 1)/n of the value. With a reserve r ≤ v it is
 * v·(n − 1)/n + r·(r/v)ⁿ⁻¹/n. A value below the reserve cannot win with profit and is bid as it is.
 * The result is whole and never above the value.
 */
export function equilibriumBid({ value, bidders, reserve }: BiddingSituation): number {
  if (value <= reserve) return value;
  let power = 1;
  for (let rival = 1; rival < bidders; rival++) power *= reserve / value;
  const bid = Math.floor((value * (bidders - 1) + reserve * power) / bidders);
  // Rounding down must not take a bid below the reserve, where it would win nothing.
  return Math.max(bid, reserve);
}
