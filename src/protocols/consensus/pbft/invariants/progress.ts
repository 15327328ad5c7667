import type { Invariant } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import { maxFaulty } from '../../shared/quorums.ts';
import { viewTimeoutUs } from '../rules.ts';
import type { PbftParams, PbftTypes } from '../types.ts';

/** The timeouts of one view for each liar and two more, each twice the one before. */
function graceUs(faulty: number, { viewTimeout }: PbftParams): Micros {
  return viewTimeoutUs(viewTimeout, faulty + 2);
}

/**
 * "Clients eventually receive replies to their requests, provided at most ⌊(n−1)/3⌋ replicas are faulty and delay(t) does
 * not grow faster than t indefinitely" [PBFT §3]. The liars lie to the end.
 */
export const progress: Invariant<PbftTypes> = {
  name: 'Progress',
  expectation: 'eventually',
  sentence:
    'Once the faults of the network have healed, and liars have had their turn as primaries, clients are answered.',
  citation: 'PBFT §3',
  hears: ['client:invoked', 'client:completed'],
  start(verdict, { nodeCount, params }) {
    const grace = graceUs(params.faults ?? maxFaulty(nodeCount), params);
    /** By client: since when its operations have been waiting, by sequence. */
    const waitingSinceUs: Map<number, Micros>[] = [];
    const lost: { readonly client: number; readonly sinceUs: Micros; readonly untilUs: Micros }[] =
      [];
    return {
      hear(observation, _node, atUs) {
        if (observation.type === 'client:invoked') {
          waitingSinceUs[observation.client] ??= new Map();
          waitingSinceUs[observation.client]?.set(observation.sequence, atUs);
        } else if (observation.type === 'client:completed') {
          const { client, sequence, outcome } = observation;
          const sinceUs = waitingSinceUs[client]?.get(sequence) ?? atUs;
          waitingSinceUs[client]?.delete(sequence);
          if (outcome === 'info') lost.push({ client, sinceUs, untilUs: atUs });
        }
      },
      judge({ endedAtUs, healedAtUs }) {
        if (endedAtUs - healedAtUs <= grace) return;
        verdict.exercised();
        const given = lost.find(({ sinceUs }) => sinceUs >= healedAtUs + grace);
        if (given !== undefined) {
          const { client, sinceUs, untilUs } = given;
          verdict.violated(
            `client c${client} had no answer from ${sinceUs} us to ${untilUs} us, and gave up`,
            [],
          );
        }
        for (const [client, operations] of waitingSinceUs.entries()) {
          for (const [sequence, sinceUs] of operations ?? []) {
            if (Math.max(sinceUs, healedAtUs) >= endedAtUs - grace) continue;
            verdict.violated(
              `client c${client} has waited for operation ${sequence} since ${sinceUs} us`,
              [],
            );
          }
        }
      },
    };
  },
};
