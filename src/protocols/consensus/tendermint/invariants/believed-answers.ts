import type { Invariant } from '../../../../core/invariant.ts';
import type { TendermintTypes } from '../types.ts';

export const believedAnswers: Invariant<TendermintTypes> = {
  name: 'Believed Answers',
  expectation: 'always',
  sentence: 'What a client believes, a correct validator has answered.',
  hears: ['Executed', 'client:completed'],
  start(verdict) {
    /** By client and sequence: the answer of a correct validator. */
    const answers: unknown[][] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Executed') {
          const { client, sequence, value } = observation;
          if (value === undefined) return;
          answers[client] ??= [];
          answers[client][sequence] = value;
        } else if (observation.type === 'client:completed' && observation.outcome === 'ok') {
          verdict.exercised();
          const { client, sequence, value } = observation;
          const answered = answers[client]?.[sequence];
          if (answered === value) return;
          const explanation = `c${client} believes that its operation ${sequence} gave ${value}, and it gave ${answered}`;
          verdict.violated(explanation, [{ atUs, node, observation }]);
        }
      },
    };
  },
};
