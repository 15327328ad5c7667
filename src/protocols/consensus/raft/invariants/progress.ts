import type { NodeId } from '../../../../core/identity.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import { initialConfiguration } from '../membership.ts';
import type { RaftObservation } from '../observations.ts';
import type { RaftTypes } from '../types.ts';
import { LEADERSHIP, Leaderships } from './leadership.ts';

/** How long a leader may take, in longest election timeouts: time for a new leader, and for messages lost on the way. */
const GRACE_TIMEOUTS = 5;

/** The length of the log of a server that is down: it may stay so for good, and is not behind. */
const DOWN = Number.POSITIVE_INFINITY;

/**
 * A leader that can do its work commits the entry that begins its term, and then what clients ask of it, and every
 * member that is up gets it. Entries that came within a few election timeouts of the end may still be on their way.
 */
export const progress: Invariant<RaftTypes> = {
  name: 'Progress',
  expectation: 'eventually',
  sentence:
    'Once faults have healed, what the leader adds to its log is committed, and every member that is up gets it.',
  citation: 'Raft §5.3',
  hears: [
    ...LEADERSHIP,
    'EntryAppended',
    'CommitAdvanced',
    'ConfigurationProposed',
    'Booted',
    'LogTruncated',
    'SnapshotRestored',
  ],
  start(verdict, { nodeCount, params }) {
    const leaderships = new Leaderships(nodeCount);
    const length: number[] = new Array(nodeCount).fill(0);
    const commitIndex: number[] = new Array(nodeCount).fill(0);
    /** By node: since when there are entries that it has not committed, and has not committed any other either. */
    const waitingSinceUs: number[] = new Array(nodeCount).fill(0);
    let lastCommitAtUs = -1;
    const members = new MemberRoll(nodeCount, params.initialMembers);

    function whyStuck(leader: NodeId, sinceUs: number): string | undefined {
      const to = commitIndex[leader] as number;
      const own = length[leader] as number;
      if (to < own && (waitingSinceUs[leader] as number) < sinceUs) {
        return `n${leader} leads with ${own} entries, and has committed ${to}`;
      }
      if (lastCommitAtUs >= sinceUs) return undefined;
      const behind = members.known?.find((node) => (length[node] as number) < to);
      if (behind === undefined) return undefined;
      return `n${leader} has committed ${to} entries, and n${behind}, which is a member, has ${length[behind]}`;
    }

    return {
      hear(observation, node, atUs) {
        switch (observation.type) {
          case 'EntryAppended':
            if (length[node] === commitIndex[node]) waitingSinceUs[node] = atUs;
            length[node] = observation.index;
            return;
          case 'CommitAdvanced':
            commitIndex[node] = observation.to;
            waitingSinceUs[node] = atUs;
            lastCommitAtUs = atUs;
            members.commit(observation.term, observation.to);
            return;
          case 'ConfigurationProposed':
            members.propose(observation);
            return;
          case 'Booted':
            length[node] = observation.lastIndex;
            return;
          case 'LogTruncated':
            length[node] = observation.toLength;
            return;
          case 'SnapshotRestored':
            length[node] = Math.max(length[node] as number, observation.index);
            return;
        }
        leaderships.hear(observation, node);
        if (observation.type === 'BecameLeader') waitingSinceUs[node] = atUs;
        if (observation.type === 'node:crashed') [commitIndex[node], length[node]] = [0, DOWN];
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
        const explanation = whyStuck(leader, endedAtUs - graceUs);
        if (explanation !== undefined) verdict.violated(explanation, []);
      },
    };
  },
};

/**
 * Who belongs to the cluster, where it is sure: when the last configuration that any leader proposed is committed, by
 * itself. One that was lost with its leader leaves it unsure until the next.
 */
class MemberRoll {
  private proposal: Proposal | undefined;
  private members: readonly NodeId[] | undefined;

  constructor(nodeCount: number, initialMembers: number) {
    const nodes = Array.from({ length: nodeCount }, (_, node) => node);
    this.members = initialConfiguration(nodes, initialMembers).voters;
  }

  get known(): readonly NodeId[] | undefined {
    return this.members;
  }

  propose(proposal: Proposal): void {
    this.proposal = proposal;
    this.members = undefined;
  }

  commit(term: number, to: number): void {
    if (this.proposal === undefined || term !== this.proposal.term || to < this.proposal.index) {
      return;
    }
    const { voters, outgoing, learners } = this.proposal;
    this.members = [...voters, ...outgoing, ...learners];
    this.proposal = undefined;
  }
}

type Proposal = Extract<RaftObservation, { type: 'ConfigurationProposed' }>;
