import { describe, expect, test } from 'vitest';
import { MAX_VALUE } from '../../../../src/algorithms/auctions/equilibrium-bid.ts';
import type { Metric } from '../../../../src/core/metric.ts';
import type { Protocol, Role } from '../../../../src/core/protocol.ts';
import { type ConfigOptions, configure } from '../../../../src/experiment/configure.ts';
import { runTrial } from '../../../../src/experiment/trial.ts';
import type { TrialPlan } from '../../../../src/experiment/trial-plan.ts';
import { runTrials } from '../../../../src/experiment/trials.ts';
import { bidder } from '../../../../src/protocols/auctions/sealed-bid/bidder.ts';
import { sealedBid } from '../../../../src/protocols/auctions/sealed-bid/sealed-bid.ts';
import type {
  BidderState,
  SealedBidTypes,
} from '../../../../src/protocols/auctions/sealed-bid/types.ts';
import { planOf } from '../../../configs.ts';

/** Ten auctions a trial, one after the other. */
function auctions(bidders: number, options: Partial<ConfigOptions> = {}): TrialPlan {
  const { params, ...rest } = options;
  return configure(sealedBid, {
    nodes: bidders + 1,
    duration: '20s',
    settle: '5s',
    params: { auctions: 10, ...(params as object) },
    ...rest,
  });
}

/** The mean of a metric over trials, and its standard error. Every trial must pass. */
function estimate(plan: TrialPlan, column: string, trials = 1000) {
  const index = plan.columns.indexOf(column);
  const values = Array.from(runTrials(plan, { trials }), ({ outcome, metrics }) => {
    expect(outcome).toBe('passed');
    return metrics[index] ?? Number.NaN;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / trials;
  const squares = values.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return { mean, standardError: Math.sqrt(squares / (trials - 1) / trials) };
}

function expectWithinThreeErrors(
  { mean, standardError }: ReturnType<typeof estimate>,
  expected: number,
): void {
  expect(standardError).toBeLessThan(0.01);
  expect(Math.abs(mean - expected) / standardError).toBeLessThan(3);
}

describe('expected revenue', () => {
  const rules = [
    { rule: 'firstPrice', policy: 'shaded' },
    { rule: 'vickrey', policy: 'truthful' },
  ] as const;

  describe.each(rules)('under $rule with $policy bidders', ({ rule, policy }) => {
    test.each([2, 3, 5, 10])('is (n − 1)/(n + 1) for %i bidders', (bidders) => {
      const plan = auctions(bidders, { params: { rule }, policy });
      expectWithinThreeErrors(estimate(plan, 'revenue'), (bidders - 1) / (bidders + 1));
    });

    test('is 5/12 for two bidders and a reserve of one half', () => {
      const plan = auctions(2, { params: { rule, reserve: 0.5 }, policy });
      expectWithinThreeErrors(estimate(plan, 'revenue'), 5 / 12);
    });
  });

  test('truthful bidders under first price have no surplus', () => {
    const plan = auctions(3, { params: { rule: 'firstPrice' }, policy: 'truthful' });
    expect(estimate(plan, 'winnerSurplus', 100).mean).toBe(0);
  });
});

describe('without faults, at a constant latency of 10 ms', () => {
  const [trial] = runTrials(auctions(4, { network: { latency: '10ms' } }), { trials: 1 });
  const metric = (column: string) => trial?.metrics[auctions(4).columns.indexOf(column)];

  test('the bidder with the highest value wins', () => {
    expect(metric('efficiency')).toBe(1);
  });

  test('an auction takes a call and a bid a bidder, an award and an acceptance', () => {
    expect(metric('messagesPerAuction')).toBe(4 + 4 + 2);
  });

  test('an auction takes its two phases, and the way to the winner and back', () => {
    expect(metric('timeToCloseMeanUs')).toBe(500_000 + 50_000 + 20_000);
  });
});

describe('when messages are lost with probability 1/5 and nobody calls twice', () => {
  const bidders = 3;
  const plan = auctions(bidders, {
    params: { resendAfter: '500ms' },
    network: { loss: 0.2 },
    duration: '60s',
  });
  /** A bid counts when the call and the bid arrive. */
  const arrives = 0.8 * 0.8;

  test('the revenue is that of as many bidders as are heard', () => {
    // m of n bids arrive with binomial probability, and are worth (m − 1)/(m + 1).
    const missed = 1 - arrives;
    const expected =
      3 * arrives * arrives * missed * (1 / 3) + arrives * arrives * arrives * (2 / 4);
    expectWithinThreeErrors(estimate(plan, 'revenue'), expected);
  });

  test('the efficiency is that of the best bidder that is heard', () => {
    // The j-th best is the best heard with probability q·(1 − q)^(j−1), and has (n − j + 1)/n of the best value.
    const missed = 1 - arrives;
    const expected = arrives * (1 + (missed * 2) / 3 + (missed * missed) / 3);
    expectWithinThreeErrors(estimate(plan, 'efficiency'), expected);
  });
});

describe('awards and acceptances that are lost', () => {
  const lossy = { network: { loss: 0.2 }, duration: '60s', settle: '60s' };

  test('never make two contracts, in 10,000 auctions', () => {
    for (const { outcome } of runTrials(auctions(3, lossy), { trials: 1000 })) {
      expect(outcome).toBe('passed');
    }
  });

  test('make two contracts as often as the first acceptance is lost, in the mutant', () => {
    const plan = auctions(3, { ...lossy, variant: 'two-contracts', params: { auctions: 1 } });
    const trials = 2000;
    let doubled = 0;
    for (const { violation } of runTrials(plan, { trials })) {
      if (violation?.invariant === 'One Contract') doubled++;
    }
    const standardError = Math.sqrt((0.2 * 0.8) / trials);
    expect(Math.abs(doubled / trials - 0.2) / standardError).toBeLessThan(3);
  });
});

test('under chaos, on a disk that takes its time, every property holds', () => {
  const plan = planOf('sealed-bid/chaos.yaml');
  for (const { trial, outcome, violation } of runTrials(plan, { trials: 2000 })) {
    expect({ trial, outcome, violation }).toEqual({ trial, outcome: 'passed' });
  }
});

describe('a bidder that bids as if its value were another, among truthful ones', () => {
  const profit: Metric<SealedBidTypes> = {
    name: 'profit',
    sentence: 'What the first bidder gains.',
    columns: ['profit'],
    hears: ['Valued', 'Awarded'],
    start() {
      let [value, gained] = [0, 0];
      return {
        hear(observation, node) {
          if (observation.type === 'Valued' && node === 1) value = observation.value;
          if (observation.type === 'Awarded' && observation.winner === 1) {
            gained = value - observation.price;
          }
        },
        result: () => [gained],
      };
    },
  };

  /** Draws its values as any bidder, and goes on as if they were others. */
  function liarBy(misreport: (value: number) => number): Role<SealedBidTypes, BidderState> {
    return {
      ...bidder,
      boot(ctx) {
        const state = bidder.boot(ctx);
        return { ...state, values: state.values.map(misreport) };
      },
    };
  }

  /** Its gain in each of 300 auctions, the same ones whatever it bids. */
  function gains(rule: 'vickrey' | 'firstPrice', misreport: (value: number) => number): number[] {
    const protocol: Protocol<SealedBidTypes> = {
      ...sealedBid,
      roles: { ...sealedBid.roles, liar: liarBy(misreport) },
      assign: () => ['auctioneer', 'liar', 'bidder', 'bidder'],
      metrics: [profit],
    };
    const plan = configure(protocol, {
      nodes: 4,
      duration: '2s',
      settle: '1s',
      params: { rule },
    });
    return Array.from({ length: 300 }, (_, trial) => runTrial(plan, trial).metrics[0] ?? 0);
  }

  const misreports: readonly ((value: number) => number)[] = [
    (value) => Math.floor(value / 2),
    (value) => Math.floor(value * 0.9),
    (value) => Math.floor(value * 1.1),
    (value) => value * 2,
    () => 0,
    () => MAX_VALUE,
    (value) => MAX_VALUE - value,
  ];

  test('never gains more than by its true value, under Vickrey', () => {
    const truth = gains('vickrey', (value) => value);
    expect(Math.max(...truth)).toBeGreaterThan(0);
    for (const misreport of misreports) {
      const better = gains('vickrey', misreport).filter(
        (gain, trial) => gain > (truth[trial] ?? 0),
      );
      expect(better).toEqual([]);
    }
  });

  test('gains by bidding less, under first price', () => {
    const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
    expect(sum(gains('firstPrice', (value) => value))).toBe(0);
    expect(sum(gains('firstPrice', (value) => Math.floor(value * 0.9)))).toBeGreaterThan(0);
  });
});
