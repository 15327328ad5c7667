import type { Invariant } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import { ClientWaits, WAITS_OF_CLIENTS } from '../../shared/client-waits.ts';
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
    ...WAITS_OF_CLIENTS,
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
    const waits = new ClientWaits();
    return {
      hear(observation, node, atUs) {
        faultyNodes.hear(observation, node);
        if (observation.type === 'ViewChangeStarted') timeoutsUs[node] = observation.timeoutUs;
        else if (observation.type === 'ViewEntered') views[node] = observation.view;
        else if (observation.type === 'faults:healed') {
          const from = faultyNodes.leastOfOthers(views);
          graceUs = viewsUs(mostSpoiltViews(from, faultyNodes, setup), Math.max(...timeoutsUs));
        } else waits.hear(observation, atUs);
      },
      judge(end) {
        const tooLong = waits.tooLong(graceUs, end);
        if (tooLong !== undefined || waits.isAnyAnsweredAfter(end.healedAtUs)) verdict.exercised();
        if (tooLong !== undefined) verdict.violated(tooLong, []);
      },
    };
  },
};
