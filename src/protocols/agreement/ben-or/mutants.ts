import type { Mutant } from '../../../core/protocol.ts';
import type { BenOrTypes } from './types.ts';

export const mutants: readonly Mutant<BenOrTypes>[] = [
  {
    name: 'decides-at-adoption',
    sentence: 'As many proposals as suffice to adopt a value suffice to decide it.',
    rules: { isDecided: (proposals, _nodeCount, maxFaulty) => proposals >= maxFaulty + 1 },
    breaks: ['Agreement'],
    config: 'ben-or/mutants/decides-at-adoption.yaml',
  },
  {
    name: 'relative-majority',
    sentence: 'The value that most reported is proposed, however few they are.',
    rules: { isMajority: () => true },
    breaks: ['Agreement', 'Termination'],
    config: 'ben-or/mutants/relative-majority.yaml',
  },
  {
    name: 'coin-for-all',
    sentence: 'Whoever has not decided tosses the coin, though enough proposed one value.',
    rules: { keepsAdopted: (_adopted, coin) => coin },
    breaks: ['Agreement'],
    config: 'ben-or/mutants/coin-for-all.yaml',
  },
  {
    name: 'waits-for-all',
    sentence: 'A step waits for messages of all nodes, those that say nothing included.',
    rules: { waitsFor: (nodeCount) => nodeCount },
    breaks: ['Termination'],
    config: 'ben-or/mutants/waits-for-all.yaml',
  },
  {
    name: 'halts-at-once',
    sentence:
      'A node that has decided says nothing more, and the others miss it in the next round.',
    rules: { halts: () => 'atOnce' },
    breaks: ['Termination'],
    config: 'ben-or/mutants/halts-at-once.yaml',
  },
];
