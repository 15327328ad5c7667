import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { HotStuffObservation } from '../observations.ts';
import type { HotStuffTypes } from '../types.ts';

type Committed = Extract<HotStuffObservation, { type: 'Committed' }>;

export const agreement: Invariant<HotStuffTypes> = {
  name: 'Agreement',
  expectation: 'always',
  sentence: 'No two correct replicas commit two conflicting blocks.',
  citation: 'HotStuff §4.3, Theorem 2',
  hears: ['Committed'],
  start(verdict) {
    /** By height: who committed a block there first. */
    const first: (Fact<Committed> | undefined)[] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Committed') return;
        const { height, block } = observation;
        const earlier = first[height];
        if (earlier === undefined) {
          first[height] = { atUs, node, observation };
          return;
        }
        verdict.exercised();
        if (earlier.observation.block === block) return;
        verdict.violated(
          `n${earlier.node} and n${node} committed different blocks at height ${height}`,
          [earlier, { atUs, node, observation }],
        );
      },
    };
  },
};
