import { PAYMENT_RULES } from '../../../algorithms/auctions/sealed-bid-outcome.ts';
import type { SealedBidRules } from './types.ts';

/** The rules of the auction as it is announced. */
export const rules: SealedBidRules = {
  /** Bids are sealed until the close, and none is taken after it [Krishna 2009 §1.1]. */
  isInTime: (phase) => phase === 'open',

  /** First price: the winner's own bid. Vickrey: the highest bid that it beat [Vickrey 1961]. */
  priceOf: (rule, terms) => PAYMENT_RULES[rule](terms),

  /** An award may come twice. A contract for the auction is made by the first, and confirmed by the others. */
  makesContract: (isContracted) => !isContracted,
};
