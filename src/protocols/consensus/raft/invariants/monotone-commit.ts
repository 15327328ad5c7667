import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';

export const monotoneCommit: Invariant<RaftTypes> = {
  name: 'Monotone Commit',
  expectation: 'always',
  sentence:
    "While a server runs, its commit index only increases, and what is committed is never deleted from the server's log.",
  citation: 'Raft Figure 2',
  hears: ['Booted', 'CommitAdvanced', 'LogTruncated'],
  start(verdict, { nodeCount }) {
    const commitIndex: number[] = new Array(nodeCount).fill(0);
    return {
      hear(observation, node, atUs) {
        const known = commitIndex[node] as number;
        if (observation.type === 'CommitAdvanced') {
          verdict.exercised();
          const { from, to } = observation;
          commitIndex[node] = to;
          if (from === known && to > from) return;
          const explanation = `the commit index of n${node} went from ${known} to ${to}`;
          verdict.violated(explanation, [{ atUs, node, observation }]);
        } else if (observation.type === 'LogTruncated') {
          if (observation.toLength >= known) return;
          const explanation = `n${node} cut its log to ${observation.toLength} entries, of which ${known} were committed`;
          verdict.violated(explanation, [{ atUs, node, observation }]);
        } else commitIndex[node] = 0;
      },
    };
  },
};
