import { truthful } from '../../../../src/policies/bidding.ts';
import { sealedBid } from '../../../../src/protocols/auctions/sealed-bid/sealed-bid.ts';
import type {
  SealedBidParams,
  SealedBidTypes,
} from '../../../../src/protocols/auctions/sealed-bid/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

/** A node of an auctioneer and three truthful bidders, with two Vickrey auctions to hold. */
export function node(
  self: number,
  params: Partial<SealedBidParams> = {},
): RecordingContext<SealedBidTypes> {
  return new RecordingContext<SealedBidTypes>({
    self,
    nodes: 4,
    params: {
      rule: 'vickrey',
      reserve: 0,
      auctions: 2,
      biddingTime: 500,
      evaluationTime: 50,
      resendAfter: 100,
      ...params,
    },
    rules: sealedBid.rules,
    policy: truthful,
  });
}
