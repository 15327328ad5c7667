import { MAX_VALUE } from '../../../algorithms/auctions/equilibrium-bid.ts';
import type { Sale } from '../../../algorithms/auctions/sealed-bid-outcome.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Metric } from '../../../core/metric.ts';
import type { Micros } from '../../../core/micros.ts';
import type { AuctionId, SealedBidTypes } from './types.ts';

/** What is known of one auction. */
interface AuctionAccount {
  /** What the item is worth, by bidder. */
  readonly values: Map<NodeId, number>;
  openedAtUs: Micros | undefined;
  endedAtUs: Micros | undefined;
  sale: Sale | undefined;
}

/**
 * Money is a share of the highest possible value. An auction that ends unsold earns nothing and is not efficient,
 * also where that is the point of a reserve price.
 */
const auctions: Metric<SealedBidTypes> = {
  name: 'auctions',
  sentence: 'What the auctions that ended earned, allocated, cost and took, on average.',
  columns: ['revenue', 'efficiency', 'winnerSurplus', 'messagesPerAuction', 'timeToCloseMeanUs'],
  hears: ['Valued', 'Opened', 'Awarded', 'Ended'],
  start() {
    const accounts = new Map<AuctionId, AuctionAccount>();
    const accountOf = (auction: AuctionId): AuctionAccount => {
      const account = accounts.get(auction) ?? newAccount();
      accounts.set(auction, account);
      return account;
    };
    return {
      hear(observation, node, atUs) {
        if (!('auction' in observation)) return;
        const account = accountOf(observation.auction);
        // After a restart the same is said again: the first instant counts.
        if (observation.type === 'Valued') account.values.set(node, observation.value);
        if (observation.type === 'Opened') account.openedAtUs ??= atUs;
        if (observation.type === 'Awarded') account.sale = observation;
        if (observation.type === 'Ended') account.endedAtUs ??= atUs;
      },
      result: ({ messagesSent }) => averages([...accounts.values()], messagesSent),
    };
  },
};

function newAccount(): AuctionAccount {
  return { values: new Map(), openedAtUs: undefined, endedAtUs: undefined, sale: undefined };
}

function averages(
  accounts: readonly AuctionAccount[],
  messagesSent: number,
): readonly (number | undefined)[] {
  let [ended, revenue, efficiency, surplus, timeUs] = [0, 0, 0, 0, 0];
  for (const { values, openedAtUs, endedAtUs, sale } of accounts) {
    if (openedAtUs === undefined || endedAtUs === undefined) continue;
    ended++;
    timeUs += endedAtUs - openedAtUs;
    if (sale === undefined) continue;
    const winnersValue = values.get(sale.winner) ?? 0;
    const highestValue = Math.max(...values.values(), 0);
    revenue += sale.price / MAX_VALUE;
    surplus += (winnersValue - sale.price) / MAX_VALUE;
    efficiency += highestValue === 0 ? 1 : winnersValue / highestValue;
  }
  if (ended === 0) return [undefined, undefined, undefined, undefined, undefined];
  return [revenue, efficiency, surplus, messagesSent, timeUs].map((total) => total / ended);
}

export const metrics: readonly Metric<SealedBidTypes>[] = [auctions];
