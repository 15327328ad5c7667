import type { Mutant } from '../../../core/protocol.ts';
import type { DolevStrongTypes } from './types.ts';

export const mutants: readonly Mutant<DolevStrongTypes>[] = [
  {
    name: 'one-round-less',
    sentence:
      'There are as many rounds as liars, and what comes in the last one is passed on to nobody.',
    rules: { rounds: (maxFaulty) => maxFaulty },
    breaks: ['Agreement'],
    config: 'dolev-strong/mutants/one-round-less.yaml',
  },
  {
    name: 'late-values',
    sentence: 'A value is taken in any round, with however few signatures.',
    rules: { isInTime: () => true },
    breaks: ['Agreement'],
    config: 'dolev-strong/mutants/late-values.yaml',
  },
  {
    name: 'repeated-signers',
    sentence: 'Two signatures of one node count as two.',
    rules: { countOf: (signers) => signers.length },
    breaks: ['Agreement'],
    config: 'dolev-strong/mutants/repeated-signers.yaml',
  },
  {
    name: 'unverified-signatures',
    sentence: 'Who is said to have signed is believed to have.',
    rules: { isGenuine: () => true },
    breaks: ['Agreement', 'Integrity'],
    config: 'dolev-strong/mutants/unverified-signatures.yaml',
  },
  {
    name: 'first-value',
    sentence: 'The value that came first is decided, though the sender signed another too.',
    rules: { decisionOf: ([first = 0]) => first },
    breaks: ['Agreement'],
    config: 'dolev-strong/mutants/first-value.yaml',
  },
];
