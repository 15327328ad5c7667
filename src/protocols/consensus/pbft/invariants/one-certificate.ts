import type { Invariant } from '../../../../core/invariant.ts';
import type { PbftTypes } from '../types.ts';
import type { FactOf } from './facts.ts';

export const oneCertificate: Invariant<PbftTypes> = {
  name: 'One Certificate',
  expectation: 'always',
  sentence:
    'No two non-faulty replicas prepare different batches with the same view and sequence number.',
  citation: 'PBFT §4.2',
  hears: ['Prepared'],
  start(verdict) {
    /** By view, by sequence number: who prepared first. */
    const views = new Map<number, Map<number, FactOf<'Prepared'>>>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Prepared') return;
        const { view, sequence, digest } = observation;
        let prepared = views.get(view);
        if (prepared === undefined) {
          prepared = new Map();
          views.set(view, prepared);
        }
        const first = prepared.get(sequence);
        if (first === undefined) {
          prepared.set(sequence, { atUs, node, observation });
          return;
        }
        verdict.exercised();
        if (first.observation.digest === digest) return;
        verdict.violated(
          `in view ${view}, n${first.node} and n${node} prepared different batches at sequence number ${sequence}`,
          [first, { atUs, node, observation }],
        );
      },
    };
  },
};
