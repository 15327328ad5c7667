import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';

/** A leader says what it commits; of a follower, what it applies shows what it holds for committed. */
export const monotoneCommit: Invariant<RaftTypes> = {
  name: 'Monotone Commit',
  expectation: 'always',
  sentence:
    "While a server runs, its commit index only increases, and what is committed is never deleted from the server's log.",
  citation: 'Raft Figure 2',
  hears: ['Booted', 'CommitAdvanced', 'Applied', 'LogTruncated', 'SnapshotRestored'],
  start(verdict, { nodeCount }) {
    const commitIndex: number[] = new Array(nodeCount).fill(0);
    return {
      hear(observation, node, atUs) {
        const known = commitIndex[node] as number;
        switch (observation.type) {
          case 'Applied':
            if (observation.index > known) commitIndex[node] = observation.index;
            return;
          case 'CommitAdvanced': {
            verdict.exercised();
            const { from, to } = observation;
            commitIndex[node] = to;
            if (from === known && to > from) return;
            const explanation = `the commit index of n${node} went from ${known} to ${to}`;
            verdict.violated(explanation, [{ atUs, node, observation }]);
            return;
          }
          case 'LogTruncated': {
            if (observation.toLength >= known) return;
            const explanation = `n${node} cut its log to ${observation.toLength} entries, of which ${known} were committed`;
            verdict.violated(explanation, [{ atUs, node, observation }]);
            return;
          }
          case 'SnapshotRestored': {
            commitIndex[node] = observation.index;
            if (observation.index > known) return;
            const explanation = `n${node} went back from commit index ${known} to a snapshot of index ${observation.index}`;
            verdict.violated(explanation, [{ atUs, node, observation }]);
            return;
          }
          case 'Booted':
            commitIndex[node] = 0;
        }
      },
    };
  },
};
