import type { Invariant, TrialSetup } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import { ClientWaits, WAITS_OF_CLIENTS } from '../../shared/client-waits.ts';
import { FAULTS_OF_NODES, FaultyNodes } from '../../shared/faulty-nodes.ts';
import { maxFaulty } from '../../shared/quorums.ts';
import { mostSpoilt } from '../../shared/spoilt-rounds.ts';
import { leaderOf } from '../rules.ts';
import type { HotStuffParams, HotStuffTypes } from '../types.ts';

/** No trial lasts longer than so many doublings of a timeout. */
const MOST_DOUBLINGS = 24;

/**
 * How long a correct replica may go without a commit once faults have healed: time for f + 2 leaders to fail one after
 * another, each with a timeout twice as long, twice over, and for views that are out of step to be brought together.
 * A scenario may let more than f fail.
 */
function graceUs({ viewTimeout }: HotStuffParams, spoilt: number): Micros {
  return viewTimeout * 2 * (1 << Math.min(spoilt + 3, MOST_DOUBLINGS));
}

/**
 * How many turns of leaders in a row, from that of a view on, may come to nothing: a turn is over when one of its views
 * fails, so that a faulty leader of any of them spoils it.
 */
function mostSpoiltTurns(
  view: number,
  faultyNodes: FaultyNodes,
  { nodeCount, params: { viewsPerLeader }, leaders }: TrialSetup<HotStuffTypes>,
): number {
  const turnOf = (of: number): number => Math.floor((of - 1) / viewsPerLeader);
  return mostSpoilt({
    from: Math.max(0, turnOf(view)),
    lastNamed: turnOf(leaders.lastNamed),
    turns: nodeCount,
    faulty: maxFaulty(nodeCount),
    isSpoilt(turn) {
      const first = turn * viewsPerLeader + 1;
      for (let of = first; of < first + viewsPerLeader; of++) {
        const leader = leaders.of(of, leaderOf(of, viewsPerLeader, nodeCount));
        if (faultyNodes.has(leader)) return true;
      }
      return false;
    },
  });
}

/**
 * Views go on without requests too, so that a correct replica commits again and again. Clients are answered, for as long
 * as they ask.
 */
export const progress: Invariant<HotStuffTypes> = {
  name: 'Progress',
  expectation: 'eventually',
  sentence:
    'Once faults have healed, every correct replica that is up commits again and again, and clients are answered.',
  citation: 'HotStuff §4.3, Theorem 4',
  hears: ['Committed', ...WAITS_OF_CLIENTS, 'EnteredView', 'faults:healed', ...FAULTS_OF_NODES],
  start(verdict, setup) {
    const { nodeCount, params } = setup;
    const lastCommitAtUs: Micros[] = new Array(nodeCount).fill(-1);
    const faultyNodes = new FaultyNodes();
    /** By node: the view that it is in. */
    const views: number[] = new Array(nodeCount).fill(0);
    let spoilt = maxFaulty(nodeCount);
    const waits = new ClientWaits();
    return {
      hear(observation, node, atUs) {
        faultyNodes.hear(observation, node);
        switch (observation.type) {
          case 'Committed':
            lastCommitAtUs[node] = atUs;
            return;
          case 'EnteredView':
            views[node] = observation.view;
            return;
          case 'faults:healed':
            spoilt = mostSpoiltTurns(faultyNodes.leastOfOthers(views), faultyNodes, setup);
            return;
          default:
            waits.hear(observation, atUs);
        }
      },
      judge(end) {
        const { endedAtUs, healedAtUs } = end;
        const sinceUs = endedAtUs - graceUs(params, spoilt);
        if (sinceUs < healedAtUs) return;
        verdict.exercised();
        for (let node = 0; node < nodeCount; node++) {
          if (faultyNodes.has(node) || (lastCommitAtUs[node] as Micros) >= sinceUs) continue;
          verdict.violated(`n${node} has committed nothing for a long time`, []);
          return;
        }
        const tooLong = waits.tooLong(graceUs(params, spoilt), end);
        if (tooLong !== undefined) verdict.violated(tooLong, []);
      },
    };
  },
};
