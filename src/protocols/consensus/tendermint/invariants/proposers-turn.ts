import type { Invariant } from '../../../../core/invariant.ts';
import type { TendermintTypes } from '../types.ts';

export const proposersTurn: Invariant<TendermintTypes> = {
  name: "Proposer's Turn",
  expectation: 'always',
  sentence: 'A correct validator prevotes what the validator proposed whose turn it was.',
  citation: 'Tendermint §3',
  hears: ['ProposalAccepted'],
  start: (verdict, { nodeCount, leaders }) => ({
    hear(observation, node, atUs) {
      if (observation.type !== 'ProposalAccepted') return;
      verdict.exercised();
      const { height, round, proposer } = observation;
      const turn = leaders.of(height + round, (height + round) % nodeCount);
      if (proposer === turn) return;
      const explanation = `n${node} accepts what n${proposer} proposed in height ${height}, round ${round}, the turn of n${turn}`;
      verdict.violated(explanation, [{ atUs, node, observation }]);
    },
  }),
};
