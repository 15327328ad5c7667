import type { Invariant } from '../../../../core/invariant.ts';
import { FAULTS_OF_NODES, FaultyNodes } from '../../shared/faulty-nodes.ts';
import type { PbftTypes } from '../types.ts';
import { mostSpoiltViews } from './spoilt-views.ts';

/** Beyond the views that liars may spoil in a row and one honest: views whose timeouts were too short for the delays that there are. */
const DOUBLINGS = 3;

/**
 * "It is impossible for the primary to be faulty for more than f consecutive views", but for those that a scenario gives
 * to liars: with timeouts that grow there is soon one that is led well and lasts long enough.
 */
export const boundedViews: Invariant<PbftTypes> = {
  name: 'Bounded Views',
  expectation: 'eventually',
  sentence:
    'Once the faults of the network have healed, replicas go through few views in a row without executing anything: one for each liar, one more, and those whose timeouts are too short.',
  citation: 'PBFT §4.5.2',
  hears: ['faults:healed', 'ViewEntered', 'Executed', ...FAULTS_OF_NODES],
  start(verdict, setup) {
    const faultyNodes = new FaultyNodes();
    let most = 0;
    let isHealed = false;
    let fruitless = 0;
    let view = 0;
    return {
      hear(observation, node, atUs) {
        faultyNodes.hear(observation, node);
        const isReset =
          observation.type === 'faults:healed' ||
          (observation.type === 'Executed' && observation.requests.length > 0);
        if (isReset) fruitless = 0;
        if (observation.type === 'faults:healed') {
          isHealed = true;
          most = mostSpoiltViews(view + 1, faultyNodes, setup) + 1 + DOUBLINGS;
        }
        if (observation.type !== 'ViewEntered' || observation.view <= view) return;
        view = observation.view;
        if (!isHealed) return;
        fruitless++;
        verdict.exercised();
        if (fruitless <= most) return;
        verdict.violated(
          `n${node} enters view ${view}, the ${fruitless}th in a row that follows on nothing`,
          [{ atUs, node, observation }],
        );
      },
    };
  },
};
