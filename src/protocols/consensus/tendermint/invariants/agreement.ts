import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { TendermintTypes } from '../types.ts';

export const agreement: Invariant<TendermintTypes> = {
  name: 'Agreement',
  expectation: 'always',
  sentence: 'No two correct validators decide different values in one height.',
  citation: 'Tendermint §2',
  hears: ['Decided'],
  start(verdict) {
    /** By height: the first decision. */
    const decided: (Fact | undefined)[] = [];
    const ids: string[] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Decided') return;
        const { height, id } = observation;
        const first = decided[height];
        if (first === undefined) {
          decided[height] = { atUs, node, observation };
          ids[height] = id;
          return;
        }
        verdict.exercised();
        if (ids[height] === id) return;
        const explanation = `n${first.node} and n${node} decided different values in height ${height}`;
        verdict.violated(explanation, [first, { atUs, node, observation }]);
      },
    };
  },
};
