import { MAX_VALUE } from '../../../algorithms/auctions/equilibrium-bid.ts';
import type { PaymentRuleName } from '../../../algorithms/auctions/sealed-bid-outcome.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import type { Cell, Log } from '../../../core/storage.ts';
import {
  AUCTIONEER,
  type AuctionId,
  type BidderState,
  type Contract,
  type PlacedBid,
  type SealedBidTypes,
} from './types.ts';

type BidderContext = Context<SealedBidTypes>;

/** Has its own values, bids what its policy says, and accepts what it is awarded. */
export const bidder: Role<SealedBidTypes, BidderState> = {
  boot(ctx) {
    const contracts = contractsOf(ctx).slice(0);
    const state: BidderState = {
      announced: 0,
      values: valuesOf(ctx),
      contracted: new Set(contracts.map(({ auction }) => auction)),
    };
    for (const [auction, value] of state.values.entries()) {
      ctx.observe({ type: 'Valued', auction, value });
    }
    announceDurable(state, ctx);
    return state;
  },

  onMessage(state, _from, message, ctx) {
    if (message.type === 'CallForBids') onCallForBids(message, state, ctx);
    if (message.type === 'Award') onAward(message, state, ctx);
  },

  onTimer() {},

  onSynced: announceDurable,
};

/** The bidder's values: drawn once, for all auctions, and kept over restarts. */
function valuesOf(ctx: BidderContext): readonly number[] {
  const cell = ctx.storage.cell<readonly number[]>('values', []);
  if (cell.value.length === 0) {
    cell.value = Array.from({ length: ctx.params.auctions }, () => ctx.rng.integer(0, MAX_VALUE));
    ctx.storage.sync();
  }
  return cell.value;
}

function placedBid(ctx: BidderContext): Cell<PlacedBid | undefined> {
  return ctx.storage.cell<PlacedBid | undefined>('bid', undefined);
}

function contractsOf(ctx: BidderContext): Log<Contract> {
  return ctx.storage.log('contracts');
}

interface CallForBids {
  readonly auction: AuctionId;
  readonly rule: PaymentRuleName;
  readonly reserve: number;
}

function onCallForBids(call: CallForBids, state: BidderState, ctx: BidderContext): void {
  const { auction, rule, reserve } = call;
  const value = state.values[auction];
  const cell = placedBid(ctx);
  // A call that comes late, for an auction before the last one, is not worth a bid.
  if (value === undefined || (cell.value !== undefined && cell.value.auction > auction)) return;
  if (cell.value?.auction !== auction) {
    const situation = { value, bidders: ctx.nodes.length - 1, reserve, rule };
    const amount = Math.max(0, Math.floor(ctx.policy.decide(situation, ctx.rng)));
    cell.value = { auction, amount };
    ctx.storage.sync();
  }
  ctx.send(AUCTIONEER, { type: 'Bid', ...cell.value });
}

function onAward({ auction, price }: Contract, state: BidderState, ctx: BidderContext): void {
  if (ctx.rules.makesContract(state.contracted.has(auction))) {
    state.contracted.add(auction);
    contractsOf(ctx).append({ auction, price });
    ctx.storage.sync();
    announceDurable(state, ctx);
  }
  ctx.send(AUCTIONEER, { type: 'Acceptance', auction });
}

/** Makes known the contracts that are durable; after a restart, all of them again. */
function announceDurable(state: BidderState, ctx: BidderContext): void {
  const contracts = contractsOf(ctx);
  const { durableLength } = contracts;
  for (; state.announced < durableLength; state.announced++) {
    const contract = contracts.at(state.announced);
    if (contract === undefined) return;
    ctx.observe({ type: 'Contracted', contract: state.announced, ...contract });
  }
}
