import type { Metric } from '../../../core/metric.ts';
import type { Micros } from '../../../core/micros.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import { type AgreementTypes, metricOf } from './types.ts';

const cost: Metric<AgreementTypes> = {
  name: 'costOfAgreement',
  sentence:
    'The rounds and the time until the last honest node has decided, and the messages sent.',
  columns: ['rounds', 'lastDecisionUs', 'messages'],
  hears: ['Decided'],
  start() {
    let rounds: number | undefined;
    let lastAtUs: Micros | undefined;
    return {
      hear(observation, _node, atUs) {
        if (observation.type !== 'Decided') return;
        rounds = Math.max(rounds ?? 0, observation.round);
        lastAtUs = atUs;
      },
      result: ({ messagesSent }) => [rounds, lastAtUs, messagesSent],
    };
  },
};

/** What reaching agreement took: rounds until the last honest decision, its instant, and all messages sent. */
export function costOfAgreement<T extends ProtocolTypes>(): Metric<T> {
  return metricOf(cost);
}
