import type { BiddingSituation } from '../../../algorithms/auctions/equilibrium-bid.ts';
import type {
  PaymentRuleName,
  PaymentTerms,
  Sale,
  SealedBid,
} from '../../../algorithms/auctions/sealed-bid-outcome.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Policy } from '../../../core/policy.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';

/** Counts the auctions of a trial from 0. */
export type AuctionId = number;

/** The auctioneer is the first node; every other is a bidder. */
export const AUCTIONEER: NodeId = 0;

export interface SealedBidParams {
  readonly rule: PaymentRuleName;
  /** The least price, in units of money; a config gives it as a share of the highest possible value. */
  readonly reserve: number;
  /** How many auctions are held, one after the other. */
  readonly auctions: number;
  /** From the call for bids to the close. */
  readonly biddingTime: Micros;
  /** From the close to the award. Bids that come now are late. */
  readonly evaluationTime: Micros;
  /** How long the auctioneer waits for a bid before it calls again, and for an acceptance before it awards again. */
  readonly resendAfter: Micros;
}

export type SealedBidMessage =
  | {
      readonly type: 'CallForBids';
      readonly auction: AuctionId;
      readonly rule: PaymentRuleName;
      readonly reserve: number;
    }
  | { readonly type: 'Bid'; readonly auction: AuctionId; readonly amount: number }
  | { readonly type: 'Award'; readonly auction: AuctionId; readonly price: number }
  | { readonly type: 'Acceptance'; readonly auction: AuctionId };

export type Phase = 'open' | 'evaluating' | 'awarding' | 'over';

/** A record of the auctioneer's log. An award is binding, so it is on the disk before the winner hears of it. */
export type OutcomeRecord =
  | { readonly kind: 'awarded'; readonly auction: AuctionId; readonly sale: Sale }
  | { readonly kind: 'accepted' | 'unsold'; readonly auction: AuctionId };

/** A record of a bidder's log of contracts. */
export interface Contract {
  readonly auction: AuctionId;
  readonly price: number;
}

/** The bid that a bidder has decided on last. It is binding, so it is on the disk before it is sent. */
export interface PlacedBid {
  readonly auction: AuctionId;
  readonly amount: number;
}

/** How many records of the node's log, from the first, have been observed. */
export interface Announced {
  announced: number;
}

export interface AuctioneerState extends Announced {
  /** Rebuilt from the log of outcomes; a crash before the award opens the auction again. */
  auction: AuctionId;
  phase: Phase;
  sale: Sale | undefined;
  /** Lost in a crash: the bids that count, by bidder. */
  readonly bids: Map<NodeId, number>;
}

export interface BidderState extends Announced {
  /** Durable: what the item of each auction is worth to this bidder. */
  readonly values: readonly number[];
  /** Rebuilt from the log of contracts. */
  readonly contracted: Set<AuctionId>;
}

/** Facts about awards and contracts are made known when their record is durable. */
export type SealedBidObservation =
  | { readonly type: 'Valued'; readonly auction: AuctionId; readonly value: number }
  | { readonly type: 'Opened' | 'Closed'; readonly auction: AuctionId }
  | ({ readonly type: 'BidArrived'; readonly auction: AuctionId } & SealedBid)
  | { readonly type: 'LateBidRejected'; readonly auction: AuctionId; readonly bidder: NodeId }
  | ({ readonly type: 'Awarded'; readonly auction: AuctionId } & Sale)
  | { readonly type: 'AwardResent'; readonly auction: AuctionId }
  | {
      readonly type: 'Contracted';
      readonly auction: AuctionId;
      /** The contract's place in the bidder's log, which tells two contracts apart. */
      readonly contract: number;
      readonly price: number;
    }
  | { readonly type: 'Ended'; readonly auction: AuctionId };

export interface SealedBidTypes extends ProtocolTypes {
  Params: SealedBidParams;
  Rules: SealedBidRules;
  State: AuctioneerState | BidderState;
  Message: SealedBidMessage;
  Timer: 'callAgain' | 'close' | 'evaluated' | 'awardAgain';
  Observation: SealedBidObservation;
  Policy: Policy<BiddingSituation, number>;
}

export interface SealedBidRules {
  /** Whether a bid counts that arrives in this phase of its auction. */
  isInTime(phase: Phase): boolean;
  /** The price that the winner pays. */
  priceOf(rule: PaymentRuleName, terms: PaymentTerms): number;
  /** Whether an award makes a contract. */
  makesContract(isContracted: boolean): boolean;
}
