import type { Mutant } from '../../../core/protocol.ts';
import type { VotingTypes } from './types.ts';

/** What a naive coordinator of agents does, one thing at a time. */
export const mutants: readonly Mutant<VotingTypes>[] = [
  {
    name: 'seed-naive-fallback-majority',
    sentence:
      'When no round has a quorum, the value with the most votes is decided: just when liars prevent one.',
    rules: { withoutQuorum: (leading) => leading },
    breaks: ['Agreement'],
    config: 'multi-round-voting/mutants/seed-naive-fallback-majority.yaml',
  },
  {
    name: 'seed-naive-unlocked-votes',
    sentence:
      'An agent follows the majority it sees, though others may have decided by its last vote.',
    rules: { isLocked: () => false },
    breaks: ['Agreement'],
    config: 'multi-round-voting/mutants/seed-naive-unlocked-votes.yaml',
  },
  {
    name: 'seed-naive-float-threshold',
    sentence: 'Two thirds are .67, which is more than all honest agents from 103 on.',
    rules: { isQuorum: ({ votes }, { nodeCount }) => votes >= nodeCount * 0.67 },
    breaks: ['Unanimity Decides'],
    config: 'multi-round-voting/mutants/seed-naive-float-threshold.yaml',
  },
  {
    name: 'seed-naive-share-of-received',
    sentence: 'Two thirds of the votes that came suffice, however few came.',
    rules: { isQuorum: ({ votes, heard }) => 3 * votes >= 2 * heard },
    breaks: ['Agreement'],
    config: 'multi-round-voting/mutants/seed-naive-share-of-received.yaml',
  },
  {
    name: 'seed-naive-quorum',
    sentence: 'A quorum is 2f + 1, also of more than 3f + 1 agents.',
    rules: { isQuorum: ({ votes }, { maxFaulty }) => votes >= 2 * maxFaulty + 1 },
    breaks: ['Agreement'],
    config: 'multi-round-voting/mutants/seed-naive-quorum.yaml',
  },
  {
    name: 'seed-naive-unsigned-votes',
    sentence: 'A vote counts for whoever is said to have cast it.',
    rules: { isFromSigner: () => true },
    breaks: ['Agreement', 'Strong Validity', 'Sound Detection'],
    config: 'multi-round-voting/mutants/seed-naive-unsigned-votes.yaml',
  },
];
