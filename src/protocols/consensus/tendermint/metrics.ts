import { type Metric, trafficByType } from '../../../core/metric.ts';
import { authenticators } from '../shared/authenticators.ts';
import { clientDelays, clientLatency, commitLatency } from '../shared/latencies.ts';
import type { TendermintTypes } from './types.ts';

/** With a constant delay of d it is 3d: a proposal, a prevote, a precommit. */
const ofCommits: Metric<TendermintTypes> = commitLatency({
  sentence: 'Time from when the first value of a height was proposed until a validator decided.',
  hears: ['Proposed', 'Decided'],
  proposed: (observation) => (observation.type === 'Proposed' ? observation.height : undefined),
  committed: (observation) => (observation.type === 'Decided' ? observation.height : undefined),
  counts: 'first',
});

const ofClients: Metric<TendermintTypes> = clientLatency(
  'Time from when a client asked for an operation until it believed an answer.',
);

const chain: Metric<TendermintTypes> = {
  name: 'chain',
  sentence:
    'Heights decided, rounds that each of them took, how many took more than one, and operations that took effect a second.',
  columns: ['heights', 'roundsPerHeight', 'heightsInLaterRounds', 'operationsPerSecond'],
  hears: ['Decided', 'Executed'],
  start() {
    let heights = 0;
    let rounds = 0;
    let later = 0;
    let operations = 0;
    let executed = -1;
    let position = -1;
    return {
      hear(observation) {
        if (observation.type === 'Decided' && observation.height >= heights) {
          heights = observation.height + 1;
          rounds += observation.round + 1;
          if (observation.round > 0) later++;
        } else if (observation.type === 'Executed' && observation.tookEffect) {
          // Of all validators the first counts.
          const { height } = observation;
          if (height < executed || (height === executed && observation.position <= position))
            return;
          executed = height;
          position = observation.position;
          operations++;
        }
      },
      result: ({ endedAtUs }) => [
        heights,
        heights === 0 ? undefined : rounds / heights,
        later,
        endedAtUs === 0 ? undefined : (operations * 1_000_000) / endedAtUs,
      ],
    };
  },
};

const cost: Metric<TendermintTypes> = {
  name: 'cost',
  sentence: 'Messages and bytes between validators for each height.',
  columns: ['messagesPerHeight', 'bytesPerHeight'],
  hears: ['Decided'],
  start() {
    let heights = 0;
    return {
      hear(observation) {
        if (observation.type === 'Decided') heights = Math.max(heights, observation.height + 1);
      },
      result: ({ messagesSent, bytesSent }) =>
        heights === 0 ? [undefined, undefined] : [messagesSent / heights, bytesSent / heights],
    };
  },
};

export const tendermintMetrics: readonly Metric<TendermintTypes>[] = [
  ofCommits,
  ofClients,
  clientDelays(),
  chain,
  cost,
  authenticators(),
  trafficByType([
    'Proposal',
    'Prevote',
    'Precommit',
    'Submission',
    'RoundEnd',
    'ProofOfLock',
    'Status',
    'Decisions',
  ]),
];
