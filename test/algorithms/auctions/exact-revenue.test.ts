import { all, create, type Fraction } from 'mathjs';
import { describe, expect, it } from 'vitest';
import {
  firstPrice,
  type PaymentRule,
  saleOf,
  vickreyPrice,
} from '../../../src/algorithms/auctions/sealed-bid-outcome.ts';

const math = create({ ...all }, { number: 'Fraction' });

/** The exact mean price over every profile of bids on the grid 1 … size, each equally likely. */
function meanPrice(bidders: number, size: number, rule: PaymentRule): Fraction {
  let sum = 0;
  const profiles = size ** bidders;
  for (let profile = 0; profile < profiles; profile++) {
    const bids = Array.from({ length: bidders }, (_, bidder) => ({
      bidder,
      amount: 1 + (Math.floor(profile / size ** bidder) % size),
    }));
    sum += saleOf(bids, 0, rule)?.price ?? 0;
  }
  return math.fraction(sum, profiles);
}

/** The mean of the k-th highest of n uniform draws from 1 … size: the sum over t of P(k-th highest ≥ t). */
function meanOrderStatistic(k: 1 | 2, n: number, size: number): Fraction {
  let mean = math.fraction(0);
  for (let t = 1; t <= size; t++) {
    const below = math.fraction(t - 1, size);
    const atLeast = math.subtract(math.fraction(1), below) as Fraction;
    const none = math.pow(below, n) as Fraction;
    const one = math.multiply(n, atLeast, math.pow(below, n - 1)) as Fraction;
    const fewer = k === 1 ? none : (math.add(none, one) as Fraction);
    mean = math.add(mean, math.subtract(math.fraction(1), fewer)) as Fraction;
  }
  return mean;
}

describe.each([2, 3, 4])('with %i bidders on a grid of five values, in exact fractions', (n) => {
  it('the Vickrey price is the mean second-highest bid', () => {
    expect(math.format(meanPrice(n, 5, vickreyPrice))).toBe(
      math.format(meanOrderStatistic(2, n, 5)),
    );
  });

  it('the first price is the mean highest bid', () => {
    expect(math.format(meanPrice(n, 5, firstPrice))).toBe(math.format(meanOrderStatistic(1, n, 5)));
  });
});
