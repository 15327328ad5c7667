import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { TendermintTypes } from '../types.ts';

export const exactlyOnce: Invariant<TendermintTypes> = {
  name: 'Exactly Once',
  expectation: 'always',
  sentence: 'An operation takes effect in one place of the chain, however often it is asked for.',
  citation: 'Ongaro §6.3',
  hears: ['Executed'],
  start(verdict) {
    /** By client and sequence: where it took effect first. */
    const effects: (Fact | undefined)[][] = [];
    const places: number[][] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Executed' || !observation.tookEffect) return;
        verdict.exercised();
        const { client, sequence, height } = observation;
        const first = effects[client]?.[sequence];
        if (first === undefined) {
          effects[client] ??= [];
          places[client] ??= [];
          effects[client][sequence] = { atUs, node, observation };
          places[client][sequence] = height;
          return;
        }
        const before = places[client]?.[sequence];
        if (before === height) return;
        const explanation = `operation ${sequence} of c${client} took effect in height ${before} and in height ${height}`;
        verdict.violated(explanation, [first, { atUs, node, observation }]);
      },
    };
  },
};
