import { countOf, type Metric } from '../../../core/metric.ts';
import { clientLatency, quantileColumns, quantilesOf } from '../shared/latencies.ts';
import { LEADERSHIP, Leaderships } from './invariants/leadership.ts';
import type { RaftTypes } from './types.ts';

const commitLatency: Metric<RaftTypes> = {
  name: 'commitLatency',
  sentence:
    'Time from when a leader appended an entry until a leader learned that it is committed.',
  columns: quantileColumns('commitLatency'),
  hears: ['EntryAppended', 'CommitAdvanced'],
  start() {
    // By index: the entry's term, and when its leader appended it, before anyone else did.
    const terms: number[] = [0];
    const appendedAtUs: number[] = [0];
    const latenciesUs: number[] = [];
    let committed = 0;
    return {
      hear(observation, _, atUs) {
        if (observation.type === 'EntryAppended') {
          const { index, term } = observation;
          if (index < terms.length && (terms[index] as number) >= term) return;
          terms[index] = term;
          appendedAtUs[index] = atUs;
        } else if (observation.type === 'CommitAdvanced') {
          while (committed < observation.to) {
            committed++;
            latenciesUs.push(atUs - (appendedAtUs[committed] ?? atUs));
          }
        }
      },
      result: () => quantilesOf(latenciesUs),
    };
  },
};

const ofClients: Metric<RaftTypes> = clientLatency(
  'Time from when a client asked for an operation until it knew that it was done.',
);

const unavailability: Metric<RaftTypes> = {
  name: 'unavailability',
  sentence: "The longest time from a leader's crash until the next entry was committed.",
  columns: ['unavailabilityUs'],
  hears: [...LEADERSHIP, 'CommitAdvanced'],
  start({ nodeCount }) {
    const leaderships = new Leaderships(nodeCount);
    let committed = 0;
    let crashedAtUs: number | undefined;
    let longestUs: number | undefined;
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'CommitAdvanced') {
          if (observation.to <= committed) return;
          committed = observation.to;
          if (crashedAtUs === undefined) return;
          longestUs = Math.max(longestUs ?? 0, atUs - crashedAtUs);
          crashedAtUs = undefined;
        } else {
          const isLeaderCrash =
            observation.type === 'node:crashed' && leaderships.current() === node;
          if (isLeaderCrash) crashedAtUs ??= atUs;
          leaderships.hear(observation, node);
        }
      },
      result: () => [longestUs],
    };
  },
};

const leaderChanges: Metric<RaftTypes> = {
  name: 'leaderChanges',
  sentence: 'How often another server than the last one was elected leader.',
  columns: ['leaderChanges'],
  hears: ['BecameLeader'],
  start() {
    let last: number | undefined;
    let count = 0;
    return {
      hear(_, node) {
        if (last !== undefined && last !== node) count++;
        last = node;
      },
      result: () => [count],
    };
  },
};

const cost: Metric<RaftTypes> = {
  name: 'cost',
  sentence: 'Messages and bytes sent, heartbeats and elections included, for each committed entry.',
  columns: ['messagesPerCommit', 'bytesPerCommit'],
  hears: ['CommitAdvanced'],
  start() {
    let committed = 0;
    return {
      hear(observation) {
        if (observation.type === 'CommitAdvanced' && observation.to > committed) {
          committed = observation.to;
        }
      },
      result: ({ messagesSent, bytesSent }) =>
        committed === 0
          ? [undefined, undefined]
          : [messagesSent / committed, bytesSent / committed],
    };
  },
};

export const raftMetrics: readonly Metric<RaftTypes>[] = [
  commitLatency,
  ofClients,
  unavailability,
  countOf('elections', 'StartedElection', 'How often a server stood for election.'),
  leaderChanges,
  cost,
];
