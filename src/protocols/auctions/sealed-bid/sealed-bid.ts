/**
 * Sealed-bid auction, first-price or Vickrey [Vickrey 1961] [Krishna 2009]: one item goes to the bidder with the
 * highest of bids that nobody else has seen.
 *
 * Model: asynchronous; messages are lost, repeated, late and out of order; nodes crash and come back with what their
 * disk has synced; nobody lies about the rules, though a policy may bid anything. There is one winner or none, its
 * bid arrived before the close, the price is exactly the rule's, and there is one contract at most: always. Every
 * auction ends once failures are repaired.
 *
 * Phases, for one auction after another:
 * 1. Open: the auctioneer sends CallForBids, again after `resendAfter` to those who have not bid. A bidder decides by
 *    its policy, writes its bid and sends it; called again, it sends the same bid.
 * 2. Evaluating: after `biddingTime` by the auctioneer's clock the auction closes. Bids that come now are late.
 * 3. Awarding: after `evaluationTime` the auctioneer writes who has won at what price and sends the Award, again after
 *    `resendAfter`. The winner writes a contract at the first Award, and answers every Award with Acceptance.
 * 4. Over: the auctioneer has written that the award was accepted, or that no bid reached the reserve price.
 * Restart: an auction that was not awarded is opened anew; an award that was not accepted is sent again.
 *
 * Preferences are private: each bidder draws its values from its own stream, independent and uniform on [0, 1], the
 * independent private values of the literature. Money is counted in millionths of the highest possible value. Of
 * equal bids that of the lowest-numbered bidder wins.
 *
 * Symbols: v is `value`, b is `amount`, n is `bidders`, r is `reserve`.
 *
 * Deviations from [Vickrey 1961]: there is a reserve price, as in [Krishna 2009 §2.5]; time passes between the close
 * and the award, so that late bids can be told from bids in time.
 *
 * Not modelled: a winner that declines, or is down for good (the award waits for it); commitments that keep bids
 * sealed from the auctioneer itself; telling losers that they lost.
 */
import { type ZodType, z } from 'zod';
import { MAX_VALUE } from '../../../algorithms/auctions/equilibrium-bid.ts';
import { CRASH_RECOVERY_FAULTS } from '../../../core/fault.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { count, duration, quantity } from '../../../core/schema.ts';
import { auctioneer } from './auctioneer.ts';
import { bidder } from './bidder.ts';
import { invariants } from './invariants.ts';
import { metrics } from './metrics.ts';
import { mutants } from './mutants.ts';
import { rules } from './rules.ts';
import {
  AUCTIONEER,
  type AuctioneerState,
  type AuctionId,
  type BidderState,
  type SealedBidParams,
  type SealedBidTypes,
} from './types.ts';

const reserve: ZodType<number> = quantity('a share of the highest value, from 0 to 1', {
  min: 0,
  max: 1,
})
  .prefault(0)
  .transform((share) => Math.round(share * MAX_VALUE));

const params: ZodType<SealedBidParams> = z.strictObject({
  rule: z.enum(['firstPrice', 'vickrey']).default('vickrey'),
  reserve,
  auctions: count(1, 10_000).prefault(1),
  biddingTime: duration({ minUs: 1 }).prefault('500ms'),
  evaluationTime: duration().prefault('50ms'),
  resendAfter: duration({ minUs: 1 }).prefault('100ms'),
});

export const sealedBid: Protocol<SealedBidTypes> = {
  name: 'sealed-bid',
  summary: 'An item goes to the highest sealed bid, at its own price or at the second-highest.',
  params,
  rules,
  roles: { auctioneer, bidder },
  assign: (nodeCount) =>
    Array.from({ length: nodeCount }, (_, node) => (node === AUCTIONEER ? 'auctioneer' : 'bidder')),
  impossible: (nodeCount) =>
    nodeCount < 2 ? 'an auction needs an auctioneer and a bidder' : undefined,
  duties: {
    auctioneer: (state) => (isAuctioneer(state) ? 0 : undefined),
    /** Ranked by the auction that the bidder has won last. */
    winner: (state) => (isAuctioneer(state) ? undefined : lastContracted(state)),
  },
  tolerates: () => ({ safeUnder: CRASH_RECOVERY_FAULTS, crashed: 0, byzantine: 0 }),
  invariants,
  metrics,
  workloads: [],
  mutants,
  policyFamily: 'bidding',
};

function isAuctioneer(state: AuctioneerState | BidderState): state is AuctioneerState {
  return 'phase' in state;
}

function lastContracted({ contracted }: BidderState): AuctionId | undefined {
  return contracted.size === 0 ? undefined : Math.max(...contracted);
}
