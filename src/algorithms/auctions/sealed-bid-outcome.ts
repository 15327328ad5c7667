/** What the winner of a sealed-bid auction pays: its own bid, or the highest bid that it beat. */
export type PaymentRuleName = 'firstPrice' | 'vickrey';

/** One bid, in whole units of money. */
export interface SealedBid {
  /** The bidder's index. It breaks ties: of two equal bids the one with the lower index is the higher. */
  readonly bidder: number;
  readonly amount: number;
}

/** Who gets the item, for how much. */
export interface Sale {
  readonly winner: number;
  readonly winningBid: number;
  readonly price: number;
}

/** What the price depends on, once the winner is known. */
export interface PaymentTerms {
  readonly winningBid: number;
  /** The highest of the other bids at or above the reserve price, undefined where there is none. */
  readonly highestOther: number | undefined;
  readonly reserve: number;
}

/** The price that the winner pays. */
export type PaymentRule = (terms: PaymentTerms) => number;

/** The winner pays its own bid. */
export function firstPrice({ winningBid }: PaymentTerms): number {
  return winningBid;
}

/**
 * The winner pays the least that would have won: the highest other bid, or the reserve price where no other
 * bid reaches it. So a bid decides whether its bidder wins, never what it pays [Vickrey 1961].
 */
export function vickreyPrice({ highestOther, reserve }: PaymentTerms): number {
  return Math.max(highestOther ?? reserve, reserve);
}

export const PAYMENT_RULES: Readonly<Record<PaymentRuleName, PaymentRule>> = {
  firstPrice,
  vickrey: vickreyPrice,
};

/** The highest bid, and of equal ones that of the lowest bidder; undefined where no bid reaches the reserve. */
export function highestBid(bids: readonly SealedBid[], reserve: number): SealedBid | undefined {
  let highest: SealedBid | undefined;
  for (const bid of bids) {
    if (bid.amount >= reserve && (highest === undefined || isHigher(bid, highest))) highest = bid;
  }
  return highest;
}

/** Sells to the highest bid at the price that the rule gives; undefined where no bid reaches the reserve. */
export function saleOf(
  bids: readonly SealedBid[],
  reserve: number,
  paymentRule: PaymentRule,
): Sale | undefined {
  const highest = highestBid(bids, reserve);
  if (highest === undefined) return undefined;
  const others = bids.filter((bid) => bid.bidder !== highest.bidder);
  const highestOther = highestBid(others, reserve)?.amount;
  const price = paymentRule({ winningBid: highest.amount, highestOther, reserve });
  return { winner: highest.bidder, winningBid: highest.amount, price };
}

function isHigher(bid: SealedBid, than: SealedBid): boolean {
  return bid.amount > than.amount || (bid.amount === than.amount && bid.bidder < than.bidder);
}
