import { type Sale, saleOf } from '../../../algorithms/auctions/sealed-bid-outcome.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import type { Log } from '../../../core/storage.ts';
import {
  AUCTIONEER,
  type AuctioneerState,
  type AuctionId,
  type OutcomeRecord,
  type SealedBidTypes,
} from './types.ts';

type AuctioneerContext = Context<SealedBidTypes>;

/** Calls for bids, closes, and awards until the winner accepts. */
export const auctioneer: Role<SealedBidTypes, AuctioneerState> = {
  boot(ctx) {
    const state = recover(ctx);
    announceDurable(state, ctx);
    if (state.phase === 'open') open(state, ctx);
    if (state.sale !== undefined) award(state.sale, state, ctx);
    return state;
  },

  onMessage(state, from, message, ctx) {
    const { auction } = message;
    if (message.type === 'Bid')
      onBid({ auction, bidder: from, amount: message.amount }, state, ctx);
    if (message.type === 'Acceptance') onAcceptance(auction, from, state, ctx);
  },

  onTimer(state, timer, ctx) {
    if (timer === 'callAgain') call(state, ctx);
    if (timer === 'close') close(state, ctx);
    if (timer === 'evaluated') evaluate(state, ctx);
    if (timer === 'awardAgain' && state.sale !== undefined) {
      ctx.observe({ type: 'AwardResent', auction: state.auction });
      award(state.sale, state, ctx);
    }
  },

  onSynced: announceDurable,
};

function outcomesOf(ctx: AuctioneerContext): Log<OutcomeRecord> {
  return ctx.storage.log('outcomes');
}

/** The last record tells where the auctions stand. The bids of an auction that was not awarded are gone. */
function recover(ctx: AuctioneerContext): AuctioneerState {
  const log = outcomesOf(ctx);
  const last = log.at(log.length - 1);
  const state: AuctioneerState = {
    announced: 0,
    auction: last?.auction ?? 0,
    phase: 'open',
    sale: undefined,
    bids: new Map(),
  };
  if (last?.kind === 'awarded') {
    state.phase = 'awarding';
    state.sale = last.sale;
  } else if (last !== undefined) {
    advance(state, ctx);
  }
  return state;
}

/** Goes on to the next auction, if there is one. */
function advance(state: AuctioneerState, ctx: AuctioneerContext): void {
  state.auction++;
  state.sale = undefined;
  state.phase = state.auction < ctx.params.auctions ? 'open' : 'over';
}

function open(state: AuctioneerState, ctx: AuctioneerContext): void {
  state.bids.clear();
  ctx.observe({ type: 'Opened', auction: state.auction });
  ctx.setTimer('close', ctx.params.biddingTime);
  call(state, ctx);
}

/** Calls those from whom no bid has come. A repeated call reveals nothing, and is answered with the same bid. */
function call(state: AuctioneerState, ctx: AuctioneerContext): void {
  const { rule, reserve, resendAfter } = ctx.params;
  const message = { type: 'CallForBids', auction: state.auction, rule, reserve } as const;
  for (const node of ctx.nodes) {
    if (node !== AUCTIONEER && !state.bids.has(node)) ctx.send(node, message);
  }
  ctx.setTimer('callAgain', resendAfter);
}

interface ArrivedBid {
  readonly auction: AuctionId;
  readonly bidder: NodeId;
  readonly amount: number;
}

function onBid(bid: ArrivedBid, state: AuctioneerState, ctx: AuctioneerContext): void {
  const { auction, bidder, amount } = bid;
  if (auction > state.auction || !Number.isSafeInteger(amount) || amount < 0) return;
  ctx.observe({ type: 'BidArrived', auction, bidder, amount });
  if (auction < state.auction || !ctx.rules.isInTime(state.phase)) {
    ctx.observe({ type: 'LateBidRejected', auction, bidder });
  } else if (!state.bids.has(bidder)) {
    // The first bid counts; a second one is the same bid again.
    state.bids.set(bidder, amount);
  }
}

function close(state: AuctioneerState, ctx: AuctioneerContext): void {
  state.phase = 'evaluating';
  ctx.cancelTimer('callAgain');
  ctx.observe({ type: 'Closed', auction: state.auction });
  ctx.setTimer('evaluated', ctx.params.evaluationTime);
}

function evaluate(state: AuctioneerState, ctx: AuctioneerContext): void {
  const { auction } = state;
  const { rule, reserve } = ctx.params;
  const bids = Array.from(state.bids, ([bidder, amount]) => ({ bidder, amount }));
  const sale = saleOf(bids, reserve, (terms) => ctx.rules.priceOf(rule, terms));
  if (sale === undefined) {
    endWith({ kind: 'unsold', auction }, state, ctx);
    return;
  }
  state.phase = 'awarding';
  state.sale = sale;
  write({ kind: 'awarded', auction, sale }, state, ctx);
  award(sale, state, ctx);
}

function award({ winner, price }: Sale, state: AuctioneerState, ctx: AuctioneerContext): void {
  ctx.send(winner, { type: 'Award', auction: state.auction, price });
  ctx.setTimer('awardAgain', ctx.params.resendAfter);
}

function onAcceptance(
  auction: AuctionId,
  from: NodeId,
  state: AuctioneerState,
  ctx: AuctioneerContext,
): void {
  if (auction !== state.auction || from !== state.sale?.winner) return;
  ctx.cancelTimer('awardAgain');
  endWith({ kind: 'accepted', auction }, state, ctx);
}

function endWith(record: OutcomeRecord, state: AuctioneerState, ctx: AuctioneerContext): void {
  write(record, state, ctx);
  advance(state, ctx);
  if (state.phase === 'open') open(state, ctx);
}

/** Writes an outcome. What is sent afterwards leaves when it is durable. */
function write(record: OutcomeRecord, state: AuctioneerState, ctx: AuctioneerContext): void {
  outcomesOf(ctx).append(record);
  ctx.storage.sync();
  announceDurable(state, ctx);
}

/** Makes known what the log holds, as far as it is durable; after a restart, all of it again. */
function announceDurable(state: AuctioneerState, ctx: AuctioneerContext): void {
  const log = outcomesOf(ctx);
  const { durableLength } = log;
  for (; state.announced < durableLength; state.announced++) {
    const record = log.at(state.announced);
    if (record === undefined) return;
    const { auction } = record;
    if (record.kind === 'awarded') ctx.observe({ type: 'Awarded', auction, ...record.sale });
    else ctx.observe({ type: 'Ended', auction });
  }
}
