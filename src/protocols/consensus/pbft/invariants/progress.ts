import type { ClientId } from '../../../../core/identity.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import { FAULTS_OF_NODES, FaultyNodes } from '../../shared/faulty-nodes.ts';
import { maxFaulty } from '../../shared/quorums.ts';
import { viewTimeoutUs } from '../rules.ts';
import type { PbftTypes } from '../types.ts';
import { mostSpoiltViews } from './spoilt-views.ts';

/** The views that liars may spoil in a row, and two more, each twice as long as the one before. */
function viewsUs(spoilt: number, firstUs: Micros): Micros {
  return viewTimeoutUs(firstUs, spoilt + 2);
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
  hears: [
    'client:invoked',
    'client:completed',
    'ViewEntered',
    'ViewChangeStarted',
    'faults:healed',
    ...FAULTS_OF_NODES,
  ],
  start(verdict, setup) {
    const { nodeCount, params } = setup;
    const faulty = params.faults ?? maxFaulty(nodeCount);
    /** By node: how long it gives a view. The faults may have made it patient. */
    const timeoutsUs = new Array<Micros>(nodeCount).fill(params.viewTimeout);
    /** By node: the view that it has entered. */
    const views = new Array<number>(nodeCount).fill(0);
    const faultyNodes = new FaultyNodes();
    let graceUs = viewsUs(faulty, params.viewTimeout);
    /** By client, by sequence: since when it waits. */
    const waitingSinceUs = new Map<ClientId, Map<number, Micros>>();
    /** Operations that clients gave up. */
    const givenUp: Wait[] = [];
    let lastAnswerAtUs = -1;
    return {
      hear(observation, node, atUs) {
        faultyNodes.hear(observation, node);
        if (observation.type === 'ViewChangeStarted') timeoutsUs[node] = observation.timeoutUs;
        else if (observation.type === 'ViewEntered') views[node] = observation.view;
        else if (observation.type === 'faults:healed') {
          const from = faultyNodes.leastOfOthers(views);
          graceUs = viewsUs(mostSpoiltViews(from, faultyNodes, setup), Math.max(...timeoutsUs));
        } else if (observation.type === 'client:invoked') {
          const { client, sequence } = observation;
          const waiting = waitingSinceUs.get(client) ?? new Map<number, Micros>();
          waitingSinceUs.set(client, waiting.set(sequence, atUs));
        } else if (observation.type === 'client:completed') {
          const { client, sequence, outcome } = observation;
          const sinceUs = waitingSinceUs.get(client)?.get(sequence) ?? atUs;
          waitingSinceUs.get(client)?.delete(sequence);
          if (outcome === 'info') givenUp.push({ client, sequence, sinceUs, untilUs: atUs });
          else lastAnswerAtUs = atUs;
        }
      },
      judge({ endedAtUs, healedAtUs }) {
        const waits = [...givenUp];
        for (const [client, waiting] of waitingSinceUs) {
          for (const [sequence, sinceUs] of waiting) {
            waits.push({ client, sequence, sinceUs, untilUs: endedAtUs });
          }
        }
        const tooLong = waits.find(
          ({ sinceUs, untilUs }) => untilUs - Math.max(sinceUs, healedAtUs) > graceUs,
        );
        if (tooLong !== undefined || lastAnswerAtUs > healedAtUs) verdict.exercised();
        if (tooLong === undefined) return;
        const { client, sequence, sinceUs, untilUs } = tooLong;
        verdict.violated(
          `client c${client} waited for operation ${sequence} from ${sinceUs} us to ${untilUs} us, and faults had healed at ${healedAtUs} us`,
          [],
        );
      },
    };
  },
};

/** An operation that was not answered for some time. */
interface Wait {
  readonly client: ClientId;
  readonly sequence: number;
  readonly sinceUs: Micros;
  readonly untilUs: Micros;
}
