import { describe, expect, test } from 'vitest';
import { equilibriumBid, MAX_VALUE } from '../../../src/algorithms/auctions/equilibrium-bid.ts';

const rule = 'firstPrice';

describe('the equilibrium bid', () => {
  test('is (n − 1)/n of the value where there is no reserve', () => {
    const bid = (bidders: number) => equilibriumBid({ value: 600_000, bidders, reserve: 0, rule });
    expect([1, 2, 3, 5].map(bid)).toEqual([0, 300_000, 400_000, 480_000]);
  });

  test('is the reserve for a value at it, and rises with the value', () => {
    const bid = (value: number) => equilibriumBid({ value, bidders: 2, reserve: 500_000, rule });
    expect(bid(500_000)).toBe(500_000);
    // v/2 + r²/(2v) at v = 1, r = 1/2.
    expect(bid(MAX_VALUE)).toBe(625_000);
    expect(bid(500_001)).toBeGreaterThanOrEqual(500_000);
  });

  test('is the value itself where it is below the reserve', () => {
    expect(equilibriumBid({ value: 300_000, bidders: 2, reserve: 500_000, rule })).toBe(300_000);
  });

  test('is whole, and never above the value', () => {
    for (let value = 0; value <= MAX_VALUE; value += 7_919) {
      for (const reserve of [0, 1, 250_000, 999_999]) {
        const bid = equilibriumBid({ value, bidders: 3, reserve, rule });
        expect(Number.isInteger(bid)).toBe(true);
        expect(bid).toBeLessThanOrEqual(value);
      }
    }
  });

  test('no other bid earns more against rivals who bid so', () => {
    // The chance that a bid wins is the chance that n − 1 rivals have a lower value; found by bisection.
    const [bidders, value] = [3, 700_000];
    const earns = (bid: number) => {
      let [low, high] = [0, MAX_VALUE];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (equilibriumBid({ value: middle, bidders, reserve: 0, rule }) < bid) low = middle;
        else high = middle;
      }
      return (value - bid) * (high / MAX_VALUE) ** (bidders - 1);
    };
    const best = earns(equilibriumBid({ value, bidders, reserve: 0, rule }));
    for (let bid = 0; bid <= value; bid += 10_000)
      expect(earns(bid)).toBeLessThanOrEqual(best * 1.00001);
  });
});
