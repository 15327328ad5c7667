import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { TendermintTypes } from '../types.ts';

export const oneQuorum: Invariant<TendermintTypes> = {
  name: 'One Quorum in a Round',
  expectation: 'always',
  sentence:
    'In one height and round no two quorums prevote different values, nor precommit different values; nil is one of them.',
  citation: 'Tendermint §4',
  hears: ['PolkaSeen', 'CommitSeen'],
  start(verdict) {
    interface Sighting {
      readonly id: string;
      readonly fact: Fact;
    }
    /** By kind, height and round. */
    const seen = new Map<string, Sighting>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'PolkaSeen' && observation.type !== 'CommitSeen') return;
        const { type, height, round, id } = observation;
        const place = `${type} ${height} ${round}`;
        const first = seen.get(place);
        const fact = { atUs, node, observation };
        if (first === undefined) {
          seen.set(place, { id, fact });
          return;
        }
        verdict.exercised();
        if (first.id === id) return;
        const explanation = `n${first.fact.node} and n${node} saw quorums for different values in height ${height}, round ${round}`;
        verdict.violated(explanation, [first.fact, fact]);
      },
    };
  },
};
