import { type BiddingSituation, equilibriumBid } from '../algorithms/auctions/equilibrium-bid.ts';
import type { Policy } from '../core/policy.ts';

/** How much to bid in a sealed-bid auction. */
export type BiddingPolicy = Policy<BiddingSituation, number>;

export const truthful: BiddingPolicy = {
  name: 'truthful',
  sentence: 'Bids what the item is worth to it: best under Vickrey, whatever the others do.',
  decide: ({ value }) => value,
};

export const shaded: BiddingPolicy = {
  name: 'shaded',
  sentence:
    'Bids (n − 1)/n of the value, more near a reserve price: the equilibrium under first price.',
  decide: (situation) => equilibriumBid(situation),
};

/** The family `bidding`. Its first member is the default. */
export const biddingPolicies: readonly BiddingPolicy[] = [truthful, shaded];
