import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { ExecutedRequest } from '../observations.ts';
import type { PbftTypes } from '../types.ts';

/**
 * By Agreement, the second half needs to be checked only where a sequence number is executed for the first time.
 */
export const totalOrder: Invariant<PbftTypes> = {
  name: 'Total Order',
  expectation: 'always',
  sentence:
    'Each replica executes the batches in the order of their sequence numbers, leaving none out, and each request takes effect at one of them at most.',
  citation: 'PBFT §4.2',
  hears: ['Booted', 'Executed', 'StateTransferred'],
  start(verdict, { nodeCount }) {
    const lastExecuted: number[] = new Array(nodeCount).fill(0);
    /** Where each client's requests took effect, by sequence. */
    const effects: (Fact | undefined)[][] = [];
    let highest = 0;

    function noteEffect({ client, sequence }: ExecutedRequest, fact: Fact): void {
      effects[client] ??= [];
      const ofClient = effects[client];
      const earlier = ofClient[sequence];
      ofClient[sequence] ??= fact;
      if (earlier === undefined) return;
      const explanation = `request ${sequence} of client c${client} took effect twice`;
      verdict.violated(explanation, [earlier, fact]);
    }

    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Booted') lastExecuted[node] = observation.lastExecuted;
        if (observation.type === 'StateTransferred') lastExecuted[node] = observation.sequence;
        if (observation.type !== 'Executed') return;
        const { sequence, requests } = observation;
        const previous = lastExecuted[node] as number;
        lastExecuted[node] = sequence;
        const fact = { atUs, node, observation };
        if (sequence !== previous + 1) {
          const explanation = `n${node} executed sequence number ${sequence} after ${previous}`;
          verdict.violated(explanation, [fact]);
        }
        if (sequence <= highest) return;
        highest = sequence;
        verdict.exercised();
        for (const request of requests) if (request.tookEffect) noteEffect(request, fact);
      },
    };
  },
};
