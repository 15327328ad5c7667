import { countOf, type Metric } from '../../../core/metric.ts';
import type { Micros } from '../../../core/micros.ts';
import { clientLatency, quantileColumns, quantilesOf } from '../shared/latencies.ts';
import type { HotStuffTypes } from './types.ts';

const commitLatency: Metric<HotStuffTypes> = {
  name: 'commitLatency',
  sentence:
    'Time from when a leader proposed a block until a replica committed it, for each replica.',
  columns: quantileColumns('commitLatency'),
  hears: ['Proposed', 'Committed'],
  start() {
    const proposedAtUs = new Map<string, Micros>();
    const latenciesUs: number[] = [];
    return {
      hear(observation, _, atUs) {
        if (observation.type === 'Proposed') proposedAtUs.set(observation.block, atUs);
        else if (observation.type === 'Committed') {
          // What a liar proposed began at an instant that nobody honest saw.
          const sinceUs = proposedAtUs.get(observation.block);
          if (sinceUs !== undefined) latenciesUs.push(atUs - sinceUs);
        }
      },
      result: () => quantilesOf(latenciesUs),
    };
  },
};

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
  commitLatency,
  ofClients,
  cost,
  views,
  countOf(
    'blocksFetched',
    'BlockFetched',
    'How many blocks were fetched by replicas that missed them.',
  ),
];
