import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import { NO_CLIENT, type RaftTypes } from '../types.ts';

/**
 * Two halves: a server that runs applies the entries of its log one after another, from the first; and of all entries
 * that carry the same operation of a client, one takes effect. By State Machine Safety the second half needs to be
 * checked only where an index is applied for the first time.
 */
export const exactlyOnce: Invariant<RaftTypes> = {
  name: 'Exactly Once',
  expectation: 'always',
  sentence:
    'Each server applies each entry of its log once and in order, and each operation of a client takes effect at one entry at most.',
  citation: 'Ongaro §6.3',
  hears: ['Booted', 'Applied', 'SnapshotRestored'],
  start(verdict, { nodeCount }) {
    const lastApplied: number[] = new Array(nodeCount).fill(0);
    /** Where each client's operations took effect, by sequence. */
    const effects: (Fact | undefined)[][] = [];
    let highest = 0;
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Applied') {
          // What a snapshot stands for has been applied where it was taken.
          lastApplied[node] = observation.type === 'SnapshotRestored' ? observation.index : 0;
          return;
        }
        const { index, client, sequence } = observation;
        const previous = lastApplied[node] as number;
        lastApplied[node] = index;
        if (index !== previous + 1) {
          const explanation = `n${node} applied index ${index} after index ${previous}`;
          verdict.violated(explanation, [{ atUs, node, observation }]);
        }
        if (index <= highest || client === NO_CLIENT) return;
        highest = index;
        verdict.exercised();
        if (!observation.tookEffect) return;
        effects[client] ??= [];
        const ofClient = effects[client];
        const earlier = ofClient[sequence];
        const fact = { atUs, node, observation };
        if (earlier === undefined) ofClient[sequence] = fact;
        else {
          const explanation = `operation ${sequence} of client c${client} took effect twice`;
          verdict.violated(explanation, [earlier, fact]);
        }
      },
    };
  },
};
