import { describe, expect, test } from 'vitest';
import { bidder } from '../../../../src/protocols/auctions/sealed-bid/bidder.ts';
import { node } from './fixture.ts';

function booted() {
  const ctx = node(2);
  const state = bidder.boot(ctx);
  ctx.take();
  const call = (auction: number) =>
    bidder.onMessage(state, 0, { type: 'CallForBids', auction, rule: 'vickrey', reserve: 0 }, ctx);
  const award = (auction: number) =>
    bidder.onMessage(state, 0, { type: 'Award', auction, price: 50 }, ctx);
  return { ctx, state, call, award };
}

describe('values', () => {
  test('are whole, private to each bidder, and kept over a restart', () => {
    const { ctx, state } = booted();
    expect(state.values).toHaveLength(2);
    expect(state.values.every((value) => Number.isInteger(value))).toBe(true);
    expect(bidder.boot(node(3)).values).not.toEqual(state.values);
    ctx.crash();
    expect(bidder.boot(ctx).values).toEqual(state.values);
  });
});

describe('called', () => {
  test('it writes its bid before it sends it', () => {
    const { ctx, state, call } = booted();
    call(0);
    expect(ctx.take()).toEqual([
      { kind: 'sync' },
      { kind: 'send', to: 0, message: { type: 'Bid', auction: 0, amount: state.values[0] } },
    ]);
  });

  test('again, it sends the same bid, also after a restart', () => {
    const { ctx, call } = booted();
    call(0);
    const [, first] = ctx.take();
    call(0);
    expect(ctx.take()).toEqual([first]);
    ctx.crash();
    const state = bidder.boot(ctx);
    ctx.take();
    bidder.onMessage(
      state,
      0,
      { type: 'CallForBids', auction: 0, rule: 'vickrey', reserve: 0 },
      ctx,
    );
    expect(ctx.take()).toEqual([first]);
  });

  test('late, for an auction before the last, it does not bid', () => {
    const { ctx, call } = booted();
    call(1);
    ctx.take();
    call(0);
    call(99);
    expect(ctx.take()).toEqual([]);
  });
});

describe('awarded', () => {
  test('it makes a contract, durably, before it accepts', () => {
    const { ctx, award } = booted();
    award(0);
    expect(ctx.take()).toEqual([
      { kind: 'sync' },
      { kind: 'observe', observation: { type: 'Contracted', auction: 0, contract: 0, price: 50 } },
      { kind: 'send', to: 0, message: { type: 'Acceptance', auction: 0 } },
    ]);
  });

  test('again, it accepts again and makes no second contract, also after a restart', () => {
    const { ctx, award } = booted();
    award(0);
    ctx.take();
    award(0);
    const acceptance = { kind: 'send', to: 0, message: { type: 'Acceptance', auction: 0 } };
    expect(ctx.take()).toEqual([acceptance]);
    ctx.crash();
    const state = bidder.boot(ctx);
    ctx.take();
    bidder.onMessage(state, 0, { type: 'Award', auction: 0, price: 50 }, ctx);
    expect(ctx.take()).toEqual([acceptance]);
  });
});
