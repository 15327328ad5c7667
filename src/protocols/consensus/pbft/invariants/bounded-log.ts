import type { Invariant } from '../../../../core/invariant.ts';
import type { PbftTypes } from '../types.ts';

export const boundedLog: Invariant<PbftTypes> = {
  name: 'Bounded Log',
  expectation: 'always',
  sentence:
    'No replica prepares anything that is not between its watermarks: its last stable checkpoint, and two intervals beyond.',
  citation: 'PBFT §4.3',
  hears: ['Booted', 'CheckpointStable', 'Prepared'],
  start(verdict, { nodeCount, params }) {
    const low: number[] = new Array(nodeCount).fill(0);
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Booted') low[node] = observation.stableSequence;
        if (observation.type === 'CheckpointStable') low[node] = observation.sequence;
        if (observation.type !== 'Prepared') return;
        verdict.exercised();
        const { sequence } = observation;
        const from = low[node] as number;
        const to = from + 2 * params.checkpointInterval;
        if (sequence > from && sequence <= to) return;
        verdict.violated(
          `n${node} prepared sequence number ${sequence}, and its watermarks are ${from} and ${to}`,
          [{ atUs, node, observation }],
        );
      },
    };
  },
};
