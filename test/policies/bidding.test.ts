import { expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { biddingPolicies, shaded, truthful } from '../../src/policies/bidding.ts';
import { policyFamilies } from '../../src/policies/index.ts';

const situation = { value: 800_000, bidders: 4, reserve: 0, rule: 'firstPrice' } as const;

test('the truthful bidder bids its value', () => {
  expect(truthful.decide(situation, createRng('s', 'r'))).toBe(800_000);
});

test('the shaded bidder bids (n − 1)/n of its value', () => {
  expect(shaded.decide(situation, createRng('s', 'r'))).toBe(600_000);
});

test('truth is the default of the family', () => {
  expect(policyFamilies).toMatchObject({ bidding: biddingPolicies });
  expect(biddingPolicies.map(({ name }) => name)).toEqual(['truthful', 'shaded']);
});
