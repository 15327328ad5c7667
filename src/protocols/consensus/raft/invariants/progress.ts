import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';
import { LEADERSHIP, Leaderships } from './leadership.ts';

/** How long a leader may take, in longest election timeouts: time for a new leader, and for messages lost on the way. */
const GRACE_TIMEOUTS = 5;

/**
 * A leader that can do its work commits the entry that begins its term, and then what clients ask of it. Entries that
 * came within a few election timeouts of the end may still be on their way.
 */
export const progress: Invariant<RaftTypes> = {
  name: 'Progress',
  expectation: 'eventually',
  sentence: 'Once faults have healed, what the leader adds to its log is committed.',
  citation: 'Raft §5.3',
  hears: [...LEADERSHIP, 'EntryAppended', 'CommitAdvanced'],
  start(verdict, { nodeCount, params }) {
    const leaderships = new Leaderships(nodeCount);
    const length: number[] = new Array(nodeCount).fill(0);
    const commitIndex: number[] = new Array(nodeCount).fill(0);
    /** By node: since when there are entries that it has not committed, and has not committed any other either. */
    const waitingSinceUs: number[] = new Array(nodeCount).fill(0);
    let lastCommitAtUs = -1;
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'EntryAppended') {
          if (length[node] === commitIndex[node]) waitingSinceUs[node] = atUs;
          length[node] = observation.index;
        } else if (observation.type === 'CommitAdvanced') {
          commitIndex[node] = observation.to;
          waitingSinceUs[node] = atUs;
          lastCommitAtUs = atUs;
        } else {
          leaderships.hear(observation, node);
          if (observation.type === 'BecameLeader') waitingSinceUs[node] = atUs;
          if (observation.type === 'node:crashed') commitIndex[node] = 0;
        }
      },
      judge({ endedAtUs, healedAtUs }) {
        const graceUs = GRACE_TIMEOUTS * params.electionTimeout.maxUs;
        if (endedAtUs - healedAtUs <= graceUs) return;
        verdict.exercised();
        const leader = leaderships.current();
        if (leader === undefined) {
          if (lastCommitAtUs >= healedAtUs) return;
          verdict.violated(
            'nothing was committed after the faults had healed, and nobody leads',
            [],
          );
          return;
        }
        const to = commitIndex[leader] as number;
        const sinceUs = Math.max(waitingSinceUs[leader] as number, healedAtUs);
        if (to >= (length[leader] as number) || endedAtUs - sinceUs <= graceUs) return;
        const explanation = `n${leader} leads with ${length[leader]} entries, and has committed ${to}`;
        verdict.violated(explanation, []);
      },
    };
  },
};
