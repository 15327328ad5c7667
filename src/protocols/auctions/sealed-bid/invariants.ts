import { PAYMENT_RULES, saleOf } from '../../../algorithms/auctions/sealed-bid-outcome.ts';
import type { NodeId } from '../../../core/identity.ts';
import { type Invariant, reached } from '../../../core/invariant.ts';
import type { Fact } from '../../../core/observation.ts';
import type { AuctionId, SealedBidObservation, SealedBidTypes } from './types.ts';

type Observed<Type> = Extract<SealedBidObservation, { type: Type }>;

const oneWinner: Invariant<SealedBidTypes> = {
  name: 'One Winner',
  expectation: 'always',
  sentence: 'An auction is awarded to one bidder at one price, or to nobody.',
  hears: ['Awarded'],
  start(verdict) {
    const awards = new Map<AuctionId, Fact<Observed<'Awarded'>>>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Awarded') return;
        verdict.exercised();
        const { auction, winner, price } = observation;
        const fact = { atUs, node, observation };
        const earlier = awards.get(auction);
        awards.set(auction, fact);
        if (earlier === undefined) return;
        if (earlier.observation.winner === winner && earlier.observation.price === price) return;
        verdict.violated(
          `auction ${auction} was awarded to n${earlier.observation.winner} and to n${winner}`,
          [earlier, fact],
        );
      },
    };
  },
};

/** The bids that arrived before the close, by bidder. An auctioneer that opens anew after a crash has none. */
class BidsInTime {
  readonly #bids = new Map<AuctionId, Map<NodeId, number>>();
  readonly #closed = new Set<AuctionId>();

  hear(observation: Observed<'Opened' | 'Closed' | 'BidArrived'>): void {
    const { auction } = observation;
    if (observation.type === 'BidArrived') this.#arrive(observation);
    else if (observation.type === 'Closed') this.#closed.add(auction);
    else {
      this.#bids.set(auction, new Map());
      this.#closed.delete(auction);
    }
  }

  #arrive({ auction, bidder, amount }: Observed<'BidArrived'>): void {
    const bids = this.#bids.get(auction);
    if (this.#closed.has(auction) || bids === undefined || bids.has(bidder)) return;
    bids.set(bidder, amount);
  }

  of(auction: AuctionId): ReadonlyMap<NodeId, number> {
    return this.#bids.get(auction) ?? new Map();
  }
}

const bidInTime: Invariant<SealedBidTypes> = {
  name: 'Bid In Time',
  expectation: 'always',
  sentence: 'The winning bid arrived before the close.',
  citation: 'Krishna 2009 §1.1',
  hears: ['Opened', 'BidArrived', 'Closed', 'Awarded'],
  start(verdict) {
    const inTime = new BidsInTime();
    return {
      hear(observation, node, atUs) {
        if (isBidding(observation)) inTime.hear(observation);
        if (observation.type !== 'Awarded') return;
        verdict.exercised();
        const { auction, winner } = observation;
        if (inTime.of(auction).has(winner)) return;
        verdict.violated(`n${winner} won auction ${auction} without a bid before the close`, [
          { atUs, node, observation },
        ]);
      },
    };
  },
};

const paymentRule: Invariant<SealedBidTypes> = {
  name: 'Payment Rule',
  expectation: 'always',
  sentence: 'The highest bid in time wins and pays exactly what the payment rule says.',
  citation: 'Vickrey 1961',
  hears: ['Opened', 'BidArrived', 'Closed', 'Awarded'],
  start(verdict, { params: { rule, reserve } }) {
    const inTime = new BidsInTime();
    return {
      hear(observation, node, atUs) {
        if (isBidding(observation)) inTime.hear(observation);
        if (observation.type !== 'Awarded') return;
        verdict.exercised();
        const { auction, winner, price } = observation;
        const bids = Array.from(inTime.of(auction), ([bidder, amount]) => ({ bidder, amount }));
        const due = saleOf(bids, reserve, PAYMENT_RULES[rule]);
        if (due?.winner === winner && due.price === price) return;
        const expected = due === undefined ? 'nobody' : `n${due.winner} for ${due.price}`;
        verdict.violated(
          `auction ${auction} went to n${winner} for ${price}; by the rule it goes to ${expected}`,
          [{ atUs, node, observation }],
        );
      },
    };
  },
};

function isBidding(observation: {
  readonly type: string;
}): observation is Observed<'Opened' | 'Closed' | 'BidArrived'> {
  return ['Opened', 'Closed', 'BidArrived'].includes(observation.type);
}

const individualRationality: Invariant<SealedBidTypes> = {
  name: 'Individual Rationality',
  expectation: 'always',
  sentence: 'A winner that bid no more than its value pays no more than its value.',
  citation: 'Krishna 2009 ch. 5',
  hears: ['Valued', 'Awarded'],
  start(verdict) {
    const values = new Map<string, number>();
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Valued') {
          values.set(`${node}:${observation.auction}`, observation.value);
        }
        if (observation.type !== 'Awarded') return;
        const { auction, winner, winningBid, price } = observation;
        const value = values.get(`${winner}:${auction}`);
        if (value === undefined || winningBid > value) return;
        verdict.exercised();
        if (price <= value) return;
        verdict.violated(`n${winner} pays ${price} for what is worth ${value} to it`, [
          { atUs, node, observation },
        ]);
      },
    };
  },
};

const oneContract: Invariant<SealedBidTypes> = {
  name: 'One Contract',
  expectation: 'always',
  sentence: 'An auction makes one contract at most.',
  hears: ['Contracted'],
  start(verdict) {
    const contracts = new Map<AuctionId, Fact<Observed<'Contracted'>>>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Contracted') return;
        verdict.exercised();
        const { auction, contract } = observation;
        const fact = { atUs, node, observation };
        const earlier = contracts.get(auction);
        contracts.set(auction, fact);
        if (earlier === undefined) return;
        // A bidder that restarts says again which contracts it has.
        if (earlier.node === node && earlier.observation.contract === contract) return;
        verdict.violated(`auction ${auction} made two contracts`, [earlier, fact]);
      },
    };
  },
};

const everyAuctionEnds: Invariant<SealedBidTypes> = {
  name: 'Every Auction Ends',
  expectation: 'eventually',
  sentence: 'Once failures are repaired, every auction ends with an accepted award or unsold.',
  hears: ['Opened', 'Ended'],
  start(verdict) {
    const open = new Map<AuctionId, Fact>();
    const ended = new Set<AuctionId>();
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Opened' && !open.has(observation.auction)) {
          open.set(observation.auction, { atUs, node, observation });
        }
        if (observation.type !== 'Ended') return;
        verdict.exercised();
        ended.add(observation.auction);
      },
      judge({ healedAtUs }) {
        for (const [auction, fact] of open) {
          // What was opened after the repair may still be under way.
          if (ended.has(auction) || fact.atUs >= healedAtUs) continue;
          verdict.violated(`auction ${auction} never ended`, [fact]);
        }
      },
    };
  },
};

export const invariants: readonly Invariant<SealedBidTypes>[] = [
  oneWinner,
  bidInTime,
  paymentRule,
  individualRationality,
  oneContract,
  everyAuctionEnds,
  reached('sometimes', 'Late Bid Rejected', 'LateBidRejected', 'A bid comes after the close.'),
  reached('sometimes', 'Award Resent', 'AwardResent', 'An award is sent again.'),
];
