import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { HotStuffObservation } from '../observations.ts';
import type { HotStuffTypes } from '../types.ts';

type Seen = Extract<HotStuffObservation, { type: 'CertificateSeen' }>;

export const oneCertificate: Invariant<HotStuffTypes> = {
  name: 'One Certificate a View',
  expectation: 'always',
  sentence: 'No two valid certificates of one view are for different blocks.',
  citation: 'HotStuff §4.3, Lemma 1',
  hears: ['CertificateSeen'],
  start(verdict) {
    const first = new Map<number, Fact<Seen>>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'CertificateSeen') return;
        const { view, block } = observation;
        const earlier = first.get(view);
        if (earlier === undefined) {
          first.set(view, { atUs, node, observation });
          return;
        }
        verdict.exercised();
        if (earlier.observation.block === block) return;
        verdict.violated(
          `n${earlier.node} and n${node} saw certificates of view ${view} for different blocks`,
          [earlier, { atUs, node, observation }],
        );
      },
    };
  },
};
