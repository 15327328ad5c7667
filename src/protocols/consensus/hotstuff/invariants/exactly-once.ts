import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { HotStuffObservation } from '../observations.ts';
import type { HotStuffTypes } from '../types.ts';

type Executed = Extract<HotStuffObservation, { type: 'Executed' }>;

export const exactlyOnce: Invariant<HotStuffTypes> = {
  name: 'Exactly Once',
  expectation: 'always',
  sentence: 'Each operation of a client takes effect in one block at most, with one result.',
  citation: 'HotStuff §3',
  hears: ['Executed'],
  start(verdict) {
    /** By client and sequence: where the operation took effect first. */
    const effects: (Fact<Executed> | undefined)[][] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Executed' || !observation.tookEffect) return;
        verdict.exercised();
        const { client, sequence, height, result } = observation;
        effects[client] ??= [];
        const ofClient = effects[client];
        const earlier = ofClient[sequence];
        if (earlier === undefined) {
          ofClient[sequence] = { atUs, node, observation };
          return;
        }
        const first = earlier.observation;
        if (first.height === height && first.result === result) return;
        const explanation = `operation ${sequence} of client c${client} took effect at height ${first.height} with ${String(first.result)}, and at height ${height} with ${String(result)}`;
        verdict.violated(explanation, [earlier, { atUs, node, observation }]);
      },
    };
  },
};
