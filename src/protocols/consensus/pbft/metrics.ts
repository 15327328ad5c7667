import { countOf, type Metric, trafficByType } from '../../../core/metric.ts';
import { MICROS_PER_SECOND } from '../../../core/micros.ts';
import { authenticators } from '../shared/authenticators.ts';
import { clientDelays, clientLatency, commitLatency } from '../shared/latencies.ts';
import type { PbftTypes } from './types.ts';

/** With a constant delay of d it is 3d: a pre-prepare, a prepare, a commit. */
const ofCommits: Metric<PbftTypes> = commitLatency({
  sentence:
    'Time from when a batch was first proposed by an honest primary until the first replica committed it.',
  hears: ['Proposed', 'Committed'],
  proposed: (observation) => (observation.type === 'Proposed' ? observation.digest : undefined),
  committed: (observation) => (observation.type === 'Committed' ? observation.digest : undefined),
  counts: 'first',
});

/** With a constant delay of d it is 5d, where the client knows the primary. */
const ofClients: Metric<PbftTypes> = clientLatency(
  'Time from when a client asked for an operation until enough replicas had answered.',
);

const throughput: Metric<PbftTypes> = {
  name: 'throughput',
  sentence: 'Operations that clients had answers to, for each second of the trial.',
  columns: ['operationsPerSecond'],
  hears: ['client:completed'],
  start() {
    let count = 0;
    return {
      hear(observation) {
        if (observation.type === 'client:completed' && observation.outcome === 'ok') count++;
      },
      result: ({ endedAtUs }) => [
        endedAtUs === 0 ? undefined : (count * MICROS_PER_SECOND) / endedAtUs,
      ],
    };
  },
};

const cost: Metric<PbftTypes> = {
  name: 'cost',
  sentence:
    'Batches executed, and the messages and bytes between replicas for each, view changes included.',
  columns: ['batches', 'messagesPerBatch', 'bytesPerBatch'],
  hears: ['Executed'],
  start() {
    let executed = 0;
    return {
      hear(observation) {
        if (observation.type === 'Executed') executed = Math.max(executed, observation.sequence);
      },
      result: ({ messagesSent, bytesSent }) =>
        executed === 0
          ? [0, undefined, undefined]
          : [executed, messagesSent / executed, bytesSent / executed],
    };
  },
};

const views: Metric<PbftTypes> = {
  name: 'views',
  sentence: 'The highest view that any honest replica entered.',
  columns: ['highestView'],
  hears: ['ViewEntered'],
  start() {
    let highest = 0;
    return {
      hear(observation) {
        if (observation.type === 'ViewEntered') highest = Math.max(highest, observation.view);
      },
      result: () => [highest],
    };
  },
};

const logSize: Metric<PbftTypes> = {
  name: 'logSize',
  sentence:
    'The most sequence numbers that a replica held something about when a checkpoint became stable.',
  columns: ['logSizeMax'],
  hears: ['CheckpointStable'],
  start() {
    let most: number | undefined;
    return {
      hear(observation) {
        if (observation.type === 'CheckpointStable')
          most = Math.max(most ?? 0, observation.logSize);
      },
      result: () => [most],
    };
  },
};

export const pbftMetrics: readonly Metric<PbftTypes>[] = [
  ofCommits,
  ofClients,
  clientDelays(),
  throughput,
  cost,
  authenticators(),
  countOf('viewChangesStarted', 'ViewChangeStarted', 'How often a replica left its view.'),
  views,
  countOf('stateTransfers', 'StateTransferred', 'How often a replica took its state from another.'),
  logSize,
  countOf(
    'accusedNodes',
    'node:convicted',
    'How many nodes signed two messages that contradict each other, and both reached honest nodes.',
  ),
  trafficByType([
    'PrePrepare',
    'Prepare',
    'Commit',
    'Checkpoint',
    'ViewChange',
    'NewView',
    'RelayedRequest',
    'Status',
    'Decided',
    'StableProof',
    'FetchState',
    'StateTransfer',
  ]),
];
