import type { Invariant } from '../../../../core/invariant.ts';
import type { TendermintTypes } from '../types.ts';

export const totalOrder: Invariant<TendermintTypes> = {
  name: 'Total Order',
  expectation: 'always',
  sentence:
    'Every correct validator decides one height after another, leaves none out, and after a crash goes on where its disk says.',
  citation: 'Tendermint §3',
  hears: ['Booted', 'Decided'],
  start(verdict, { nodeCount }) {
    /** By validator: the height that it decides next. */
    const next: number[] = new Array(nodeCount).fill(0);
    return {
      hear(observation, node, atUs) {
        const expected = next[node] as number;
        if (observation.type === 'Booted') {
          // What was not synced is lost, and learnt again.
          if (observation.height > expected) {
            const explanation = `n${node} starts at height ${observation.height}, and has decided only ${expected} heights`;
            verdict.violated(explanation, [{ atUs, node, observation }]);
          }
          next[node] = observation.height;
        } else if (observation.type === 'Decided') {
          verdict.exercised();
          const { height } = observation;
          if (height !== expected) {
            const explanation = `n${node} decided height ${height}, and its turn was height ${expected}`;
            verdict.violated(explanation, [{ atUs, node, observation }]);
          }
          next[node] = height + 1;
        }
      },
    };
  },
};
