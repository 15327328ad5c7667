import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { RaftTypes } from '../types.ts';

export const leaderAppendOnly: Invariant<RaftTypes> = {
  name: 'Leader Append-Only',
  expectation: 'always',
  sentence: 'A leader never overwrites or deletes entries in its log; it only appends new entries.',
  citation: 'Raft §5.3',
  hears: ['BecameLeader', 'SteppedDown', 'LogTruncated', 'node:crashed'],
  start(verdict) {
    /** By node: since when it leads. */
    const leading: (Fact | undefined)[] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'BecameLeader') {
          verdict.exercised();
          leading[node] = { atUs, node, observation };
        } else if (observation.type === 'LogTruncated') {
          const election = leading[node];
          if (election === undefined) return;
          const { fromLength, toLength } = observation;
          const explanation = `n${node} cut its log from ${fromLength} to ${toLength} entries while it led`;
          verdict.violated(explanation, [election, { atUs, node, observation }]);
        } else leading[node] = undefined;
      },
    };
  },
};
