import type { Mutant } from '../../../core/protocol.ts';
import type { BrachaTypes } from './types.ts';

export const mutants: readonly Mutant<BrachaTypes>[] = [
  {
    name: 'no-amplification',
    sentence: 'Nobody becomes ready because others are.',
    rules: { isAmplified: () => false },
    breaks: ['Totality'],
    config: 'bracha-broadcast/mutants/no-amplification.yaml',
  },
  {
    name: 'half-echoes',
    sentence: 'The echoes of more than half of the nodes suffice to be ready.',
    rules: { hasEchoQuorum: (echoes, nodeCount) => 2 * echoes > nodeCount },
    breaks: ['Consistency'],
    config: 'bracha-broadcast/mutants/half-echoes.yaml',
  },
  {
    name: 'delivers-at-amplification',
    sentence: 'As many ready nodes as suffice to be ready suffice to deliver.',
    rules: { isDelivered: (readies, maxFaulty) => readies >= maxFaulty + 1 },
    breaks: ['Totality', 'Consistency'],
    config: 'bracha-broadcast/mutants/delivers-at-amplification.yaml',
  },
  {
    name: 'counts-messages',
    sentence: 'Messages are counted, and not the nodes that sent them.',
    rules: { isNew: () => true },
    breaks: ['Consistency', 'Totality'],
    config: 'bracha-broadcast/mutants/counts-messages.yaml',
  },
];
