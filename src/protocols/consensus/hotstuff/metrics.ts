import { countOf, type Metric, trafficByType } from '../../../core/metric.ts';
import { authenticators } from '../shared/authenticators.ts';
import { clientDelays, clientLatency, commitLatency } from '../shared/latencies.ts';
import type { HotStuffTypes } from './types.ts';

/** With a constant delay of d it is 7d, and 6d for the leader, in the basic protocol and in the chained one. */
const ofCommits: Metric<HotStuffTypes> = commitLatency({
  sentence:
    'Time from when a leader proposed a block until a replica committed it, for each replica.',
  hears: ['Proposed', 'Committed'],
  proposed: (observation) => (observation.type === 'Proposed' ? observation.block : undefined),
  committed: (observation) => (observation.type === 'Committed' ? observation.block : undefined),
  counts: 'each',
});

const ofClients: Metric<HotStuffTypes> = clientLatency(
  'Time from when a client asked for an operation until it believed the answer.',
);

const cost: Metric<HotStuffTypes> = {
  name: 'cost',
  sentence:
    'Blocks committed, the messages and bytes sent for each, and the authenticators: signatures and certificates, each counted as one.',
  columns: [
    'decisions',
    'messagesPerDecision',
    'bytesPerDecision',
    'authenticatorsPerDecision',
    'viewsPerDecision',
  ],
  hears: ['Committed', 'EnteredView'],
  start() {
    let decisions = 0;
    let authenticators = 0;
    let view = 0;
    return {
      hear(observation) {
        if (observation.type === 'EnteredView') view = Math.max(view, observation.view);
        else if (observation.type === 'Committed') {
          decisions = Math.max(decisions, observation.height);
          authenticators += observation.authenticators;
        }
      },
      result: ({ messagesSent, bytesSent }) =>
        decisions === 0
          ? [0, undefined, undefined, undefined, undefined]
          : [
              decisions,
              messagesSent / decisions,
              bytesSent / decisions,
              authenticators / decisions,
              view / decisions,
            ],
    };
  },
};

const views: Metric<HotStuffTypes> = {
  name: 'views',
  sentence:
    'The highest view that a replica entered, and in how many views some replica timed out.',
  columns: ['views', 'viewChanges'],
  hears: ['EnteredView', 'TimedOut'],
  start() {
    let highest = 1;
    const timedOut = new Set<number>();
    return {
      hear(observation) {
        if (observation.type === 'TimedOut') timedOut.add(observation.view);
        else if (observation.type === 'EnteredView') highest = Math.max(highest, observation.view);
      },
      result: () => [highest, timedOut.size],
    };
  },
};

export const hotStuffMetrics: readonly Metric<HotStuffTypes>[] = [
  ofCommits,
  ofClients,
  clientDelays(),
  cost,
  authenticators(),
  views,
  countOf(
    'blocksFetched',
    'BlockFetched',
    'How many blocks were fetched by replicas that missed them.',
  ),
  trafficByType([
    'Prepare',
    'PreCommit',
    'Commit',
    'Decide',
    'Generic',
    'Vote',
    'NewView',
    'Fetch',
    'Blocks',
  ]),
];
