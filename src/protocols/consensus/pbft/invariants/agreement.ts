import type { Invariant } from '../../../../core/invariant.ts';
import type { PbftTypes } from '../types.ts';
import type { FactOf } from './facts.ts';

export const agreement: Invariant<PbftTypes> = {
  name: 'Agreement',
  expectation: 'always',
  sentence:
    'Non-faulty replicas agree on the sequence numbers of requests: none commits a batch at a number at which any has committed another.',
  citation: 'PBFT §4.2',
  hears: ['Committed'],
  start(verdict) {
    /** The first commitment at each sequence number. */
    const commitments = new Map<number, FactOf<'Committed'>>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Committed') return;
        const { sequence, digest } = observation;
        const first = commitments.get(sequence);
        if (first === undefined) {
          commitments.set(sequence, { atUs, node, observation });
          return;
        }
        verdict.exercised();
        if (first.observation.digest === digest) return;
        verdict.violated(
          `n${first.node} and n${node} committed different batches at sequence number ${sequence}`,
          [first, { atUs, node, observation }],
        );
      },
    };
  },
};
