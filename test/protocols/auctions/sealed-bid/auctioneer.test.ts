import { describe, expect, test } from 'vitest';
import { auctioneer } from '../../../../src/protocols/auctions/sealed-bid/auctioneer.ts';
import { node } from './fixture.ts';

const call = { type: 'CallForBids', auction: 0, rule: 'vickrey', reserve: 0 } as const;

function opened(params?: Parameters<typeof node>[1]) {
  const ctx = node(0, params);
  const state = auctioneer.boot(ctx);
  const bid = (from: number, amount: number, auction = 0) =>
    auctioneer.onMessage(state, from, { type: 'Bid', auction, amount }, ctx);
  const accept = (from: number, auction = 0) =>
    auctioneer.onMessage(state, from, { type: 'Acceptance', auction }, ctx);
  const closeAndEvaluate = () => {
    ctx.fire(auctioneer, state, 'close');
    ctx.fire(auctioneer, state, 'evaluated');
  };
  return { ctx, state, bid, accept, closeAndEvaluate };
}

/** An auction that bidder 2 has won with 70 over 50 and 30, and the award is sent. */
function awarded() {
  const auction = opened();
  auction.bid(1, 30);
  auction.bid(2, 70);
  auction.bid(3, 50);
  auction.closeAndEvaluate();
  auction.ctx.take();
  return auction;
}

describe('the call', () => {
  test('goes to every bidder', () => {
    const { ctx } = opened();
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'Opened', auction: 0 } },
      { kind: 'setTimer', timer: 'close', delayUs: 500 },
      { kind: 'send', to: 1, message: call },
      { kind: 'send', to: 2, message: call },
      { kind: 'send', to: 3, message: call },
      { kind: 'setTimer', timer: 'callAgain', delayUs: 100 },
    ]);
  });

  test('goes again to those who have not bid', () => {
    const { ctx, state, bid } = opened();
    bid(2, 40);
    ctx.take();
    ctx.fire(auctioneer, state, 'callAgain');
    expect(ctx.takeOnly('send').map(({ to }) => to)).toEqual([1, 3]);
  });
});

describe('a bid', () => {
  test('that comes twice counts once, and the first counts', () => {
    const { state, bid } = opened();
    bid(1, 40);
    bid(1, 40);
    bid(1, 90);
    expect([...state.bids]).toEqual([[1, 40]]);
  });

  test('that comes after the close is rejected', () => {
    const { ctx, state, bid } = opened();
    ctx.fire(auctioneer, state, 'close');
    ctx.take();
    bid(1, 40);
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'BidArrived', auction: 0, bidder: 1, amount: 40 } },
      { kind: 'observe', observation: { type: 'LateBidRejected', auction: 0, bidder: 1 } },
    ]);
    expect(state.bids.size).toBe(0);
  });

  test('for an auction that is over is late for the present one', () => {
    const { ctx, state, bid, accept } = awarded();
    accept(2);
    ctx.take();
    bid(3, 90, 0);
    expect(ctx.take().at(-1)).toEqual({
      kind: 'observe',
      observation: { type: 'LateBidRejected', auction: 0, bidder: 3 },
    });
    expect(state.bids.size).toBe(0);
  });

  test('that makes no sense is ignored', () => {
    const { ctx, state, bid } = opened();
    ctx.take();
    bid(1, Number.NaN);
    bid(1, -1);
    bid(1, 0.5);
    bid(1, 40, 7);
    expect(ctx.take()).toEqual([]);
    expect(state.bids.size).toBe(0);
  });
});

describe('the award', () => {
  test('is durable before the winner hears of it', () => {
    const { ctx, bid, closeAndEvaluate } = opened();
    bid(1, 30);
    bid(2, 70);
    ctx.take();
    closeAndEvaluate();
    expect(ctx.take()).toEqual([
      { kind: 'cancelTimer', timer: 'callAgain' },
      { kind: 'observe', observation: { type: 'Closed', auction: 0 } },
      { kind: 'setTimer', timer: 'evaluated', delayUs: 50 },
      { kind: 'sync' },
      {
        kind: 'observe',
        observation: { type: 'Awarded', auction: 0, winner: 2, winningBid: 70, price: 30 },
      },
      { kind: 'send', to: 2, message: { type: 'Award', auction: 0, price: 30 } },
      { kind: 'setTimer', timer: 'awardAgain', delayUs: 100 },
    ]);
  });

  test('is sent again until the winner accepts', () => {
    const { ctx, state, accept } = awarded();
    ctx.fire(auctioneer, state, 'awardAgain');
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'AwardResent', auction: 0 } },
      { kind: 'send', to: 2, message: { type: 'Award', auction: 0, price: 50 } },
      { kind: 'setTimer', timer: 'awardAgain', delayUs: 100 },
    ]);
    accept(2);
    expect(ctx.isRunning('awardAgain')).toBe(false);
  });

  test('is not accepted by another bidder, nor for another auction', () => {
    const { ctx, accept } = awarded();
    accept(3);
    accept(2, 1);
    expect(ctx.take()).toEqual([]);
  });

  test('the next auction opens when it is accepted, and a second acceptance changes nothing', () => {
    const { ctx, state, accept } = awarded();
    accept(2);
    accept(2);
    expect(ctx.takeOnly('observe').map(({ observation }) => observation)).toEqual([
      { type: 'Ended', auction: 0 },
      { type: 'Opened', auction: 1 },
    ]);
    expect(state.auction).toBe(1);
  });

  test('goes to nobody where no bid reaches the reserve', () => {
    const { ctx, bid, closeAndEvaluate } = opened({ reserve: 50, auctions: 1 });
    bid(1, 49);
    closeAndEvaluate();
    expect(ctx.takeOnly('observe').at(-1)?.observation).toEqual({ type: 'Ended', auction: 0 });
    expect(ctx.timers).toEqual([]);
  });
});

describe('a restart', () => {
  test('before the award opens the auction anew, without the bids', () => {
    const { ctx, bid } = opened();
    bid(1, 30);
    ctx.crash();
    const state = auctioneer.boot(ctx);
    expect(ctx.take()[0]).toEqual({ kind: 'observe', observation: { type: 'Opened', auction: 0 } });
    expect(state.bids.size).toBe(0);
  });

  test('after the award sends it again, to the same winner at the same price', () => {
    const { ctx } = awarded();
    ctx.crash();
    auctioneer.boot(ctx);
    expect(ctx.takeOnly('send')).toEqual([
      { kind: 'send', to: 2, message: { type: 'Award', auction: 0, price: 50 } },
    ]);
  });

  test('after the acceptance opens the next auction', () => {
    const { ctx, accept } = awarded();
    accept(2);
    ctx.crash();
    const state = auctioneer.boot(ctx);
    expect(state.auction).toBe(1);
    expect(state.phase).toBe('open');
  });

  test('after the last auction opens none', () => {
    const { ctx, closeAndEvaluate } = opened({ auctions: 1 });
    closeAndEvaluate();
    ctx.crash();
    auctioneer.boot(ctx);
    expect(ctx.take()).toEqual([{ kind: 'observe', observation: { type: 'Ended', auction: 0 } }]);
  });
});
