import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';

/**
 * What a batch of trials under faults ought to reach: where nothing of the kind ever happened, the promises above were
 * hardly put to the test.
 */

export const leaderChange: Invariant<RaftTypes> = {
  name: 'Leader Change',
  expectation: 'sometimes',
  sentence: 'Some server leads after another one did.',
  citation: 'Raft §5.2',
  hears: ['BecameLeader'],
  start(verdict) {
    let last: number | undefined;
    return {
      hear(_, node) {
        if (last !== undefined && last !== node) verdict.exercised();
        last = node;
      },
    };
  },
};

export const logTruncated: Invariant<RaftTypes> = {
  name: 'Log Truncated',
  expectation: 'sometimes',
  sentence: "Some follower deletes entries that conflict with its leader's.",
  citation: 'Raft §5.3',
  hears: ['LogTruncated'],
  start: (verdict) => ({ hear: () => verdict.exercised() }),
};

export const voteRejected: Invariant<RaftTypes> = {
  name: 'Vote Rejected',
  expectation: 'sometimes',
  sentence: 'Some candidate is denied a vote.',
  citation: 'Raft §5.4.1',
  hears: ['VoteRejected'],
  start: (verdict) => ({ hear: () => verdict.exercised() }),
};

export const termCarriedOver: Invariant<RaftTypes> = {
  name: 'Term Carried Over Restart',
  expectation: 'sometimes',
  sentence: 'Some server starts again with the term that its disk kept.',
  citation: 'Raft Figure 2',
  hears: ['Booted'],
  start: (verdict) => ({
    hear(observation) {
      if (observation.type === 'Booted' && observation.term > 0) verdict.exercised();
    },
  }),
};
