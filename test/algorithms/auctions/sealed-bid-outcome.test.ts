import { describe, expect, test } from 'vitest';
import {
  firstPrice,
  highestBid,
  PAYMENT_RULES,
  type PaymentRule,
  type SealedBid,
  saleOf,
  vickreyPrice,
} from '../../../src/algorithms/auctions/sealed-bid-outcome.ts';
import { createRng } from '../../../src/core/rng.ts';

function bids(...amounts: readonly number[]): SealedBid[] {
  return amounts.map((amount, bidder) => ({ bidder, amount }));
}

describe('the sale', () => {
  test('under first price the highest bidder pays its own bid', () => {
    expect(saleOf(bids(30, 70, 50), 0, firstPrice)).toEqual({
      winner: 1,
      winningBid: 70,
      price: 70,
    });
  });

  test('under Vickrey the highest bidder pays the second-highest bid', () => {
    expect(saleOf(bids(30, 70, 50), 0, vickreyPrice)?.price).toBe(50);
  });

  test('under Vickrey the price is the reserve where only one bid reaches it', () => {
    expect(saleOf(bids(30, 70, 50), 60, vickreyPrice)?.price).toBe(60);
    expect(saleOf(bids(70), 20, vickreyPrice)?.price).toBe(20);
  });

  test('a bid at the reserve wins, and below it there is no sale', () => {
    expect(saleOf(bids(60), 60, firstPrice)?.winner).toBe(0);
    expect(saleOf(bids(59), 60, firstPrice)).toBeUndefined();
    expect(saleOf([], 0, firstPrice)).toBeUndefined();
  });

  test('of equal bids the lowest bidder wins, in whatever order they came', () => {
    const tied = bids(10, 40, 40);
    expect(highestBid(tied, 0)?.bidder).toBe(1);
    expect(highestBid(tied.toReversed(), 0)?.bidder).toBe(1);
    expect(saleOf(tied, 0, vickreyPrice)).toEqual({ winner: 1, winningBid: 40, price: 40 });
  });

  test('agrees with sorting all bids, on 20,000 random auctions', () => {
    const rng = createRng('sale', 'naive twin');
    const differing: unknown[] = [];
    for (let auction = 0; auction < 20_000; auction++) {
      const amounts = Array.from({ length: rng.integer(0, 6) }, () => rng.integer(0, 12));
      const reserve = rng.integer(0, 8);
      const rule = rng.pick(['firstPrice', 'vickrey'] as const);
      const found = saleOf(rng.shuffled(bids(...amounts)), reserve, PAYMENT_RULES[rule]);
      const expected = naiveSale(amounts, reserve, rule);
      if (JSON.stringify(found) !== JSON.stringify(expected)) differing.push({ found, expected });
    }
    expect(differing).toEqual([]);
  });
});

function naiveSale(amounts: readonly number[], reserve: number, rule: 'firstPrice' | 'vickrey') {
  const ranked = bids(...amounts)
    .filter(({ amount }) => amount >= reserve)
    .sort((a, b) => b.amount - a.amount || a.bidder - b.bidder);
  const [first, second] = ranked;
  if (first === undefined) return undefined;
  const price = rule === 'firstPrice' ? first.amount : (second?.amount ?? reserve);
  return { winner: first.bidder, winningBid: first.amount, price };
}

describe('truthful bidding on the grid {0, .1, …, 1}, three bidders', () => {
  const grid = Array.from({ length: 11 }, (_, step) => step);

  /** What the bidder at `seat` gains by bidding `amount` for an item worth `value` to it. */
  function profit(
    rule: PaymentRule,
    value: number,
    amount: number,
    others: readonly number[],
    seat: number,
  ) {
    const sale = saleOf(bids(...others.toSpliced(seat, 0, amount)), 2, rule);
    return sale?.winner === seat ? value - sale.price : 0;
  }

  const profiles = grid.flatMap((first) => grid.map((second) => [first, second]));
  const cases = grid.flatMap((value) =>
    profiles.flatMap((others) => [0, 1, 2].map((seat) => ({ value, others, seat }))),
  );

  /** The profitable deviations from truth, over all values, deviations, opponents' bids and seats. */
  function profitableDeviations(rule: PaymentRule): number {
    let profitable = 0;
    for (const { value, others, seat } of cases) {
      const truth = profit(rule, value, value, others, seat);
      const better = grid.filter((amount) => profit(rule, value, amount, others, seat) > truth);
      profitable += better.length;
    }
    return profitable;
  }

  test('no deviation from truth profits under Vickrey', () => {
    expect(profitableDeviations(vickreyPrice)).toBe(0);
  });

  test('many deviations from truth profit under first price', () => {
    expect(profitableDeviations(firstPrice)).toBeGreaterThan(1000);
  });

  test('a truthful bidder never pays more than its value', () => {
    for (const rule of [firstPrice, vickreyPrice]) {
      const profits = cases.map(({ value, others, seat }) =>
        profit(rule, value, value, others, seat),
      );
      expect(Math.min(...profits)).toBeGreaterThanOrEqual(0);
    }
  });
});
