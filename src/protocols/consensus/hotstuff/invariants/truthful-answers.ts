import type { Invariant } from '../../../../core/invariant.ts';
import type { KeyValueResult } from '../../shared/key-value.ts';
import type { HotStuffTypes } from '../types.ts';

/** Reads are ordered as writes are, so that what a client reads is what stood there at its place in the order. */
export const truthfulAnswers: Invariant<HotStuffTypes> = {
  name: 'Truthful Answers',
  expectation: 'always',
  sentence:
    'What a client holds for done was executed by a correct replica, with the result that the client was told.',
  citation: 'HotStuff §3',
  hears: ['Executed', 'client:completed'],
  start(verdict) {
    /** By client and sequence. */
    const results: (KeyValueResult | undefined)[][] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Executed') {
          const { client, sequence, result, tookEffect } = observation;
          if (!tookEffect) return;
          results[client] ??= [];
          results[client][sequence] = result;
          return;
        }
        if (observation.type !== 'client:completed' || observation.outcome !== 'ok') return;
        verdict.exercised();
        const { client, sequence, value } = observation;
        const result = results[client]?.[sequence];
        if (result === value) return;
        const truth = result === undefined ? 'was never executed' : `gave ${String(result)}`;
        const explanation = `operation ${sequence} of client c${client} ${truth}, and the client was told ${String(value)}`;
        verdict.violated(explanation, [{ atUs, node, observation }]);
      },
    };
  },
};
