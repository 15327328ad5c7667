import { firstPrice } from '../../../algorithms/auctions/sealed-bid-outcome.ts';
import type { Mutant } from '../../../core/protocol.ts';
import type { SealedBidTypes } from './types.ts';

export const mutants: readonly Mutant<SealedBidTypes>[] = [
  {
    name: 'late-bid',
    sentence: 'A bid that comes between the close and the award counts.',
    rules: { isInTime: (phase) => phase === 'open' || phase === 'evaluating' },
    breaks: ['Bid In Time', 'Payment Rule'],
    config: 'sealed-bid/mutants/late-bid.yaml',
  },
  {
    name: 'own-price',
    sentence: 'Under Vickrey the winner is charged its own bid.',
    rules: { priceOf: (_rule, terms) => firstPrice(terms) },
    breaks: ['Payment Rule'],
    config: 'sealed-bid/mutants/own-price.yaml',
  },
  {
    name: 'two-contracts',
    sentence: 'An award that is sent again makes a second contract.',
    rules: { makesContract: () => true },
    breaks: ['One Contract'],
    config: 'sealed-bid/mutants/two-contracts.yaml',
  },
];
