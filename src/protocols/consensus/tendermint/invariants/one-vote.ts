import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { TendermintTypes } from '../types.ts';

/** The last vote of one kind that left a validator: votes are about ever later places. */
interface Last {
  readonly height: number;
  readonly round: number;
  readonly id: string;
  readonly fact: Fact;
}

export const oneVote: Invariant<TendermintTypes> = {
  name: 'One Vote in a Round',
  expectation: 'always',
  sentence:
    'A correct validator prevotes once in a height and round and precommits once, whatever becomes of it in between.',
  citation: 'Tendermint §3',
  hears: ['Prevoted', 'Precommitted'],
  start(verdict, { nodeCount }) {
    const prevotes: (Last | undefined)[] = new Array(nodeCount).fill(undefined);
    const precommits: (Last | undefined)[] = new Array(nodeCount).fill(undefined);
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Prevoted' && observation.type !== 'Precommitted') return;
        const lasts = observation.type === 'Prevoted' ? prevotes : precommits;
        const { height, round, id } = observation;
        const fact = { atUs, node, observation };
        const last = lasts[node];
        lasts[node] = { height, round, id, fact };
        if (last?.height !== height || last.round !== round) return;
        // It restarted, and said the same again.
        verdict.exercised();
        if (last.id === id) return;
        const explanation = `n${node} cast two different votes in height ${height}, round ${round}`;
        verdict.violated(explanation, [last.fact, fact]);
      },
    };
  },
};
