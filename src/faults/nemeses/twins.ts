import type { Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import { allNodes, byTime, inOrder, type TimedFault } from './drawing.ts';
import { drawLeader } from './leaders.ts';
import { mostLiars, twins as twinSides } from './lies.ts';

/** The rounds of a scenario: as many as its authors found enough. */
const ROUNDS = 7;

/**
 * Scenarios in the manner of Twins [Bano 2021]: as many nodes as the protocol tolerates run twice with one key, and for
 * each round it is drawn who of all nodes, and which twin, talks with whom, and who leads. Messages without a round pass.
 */
export const twins: Nemesis = {
  name: 'twins',
  sentence:
    'Lets as many nodes as the protocol tolerates run twice with one key, and for each round draws a leader and a cut.',
  draw: drawTwins,
};

function drawTwins(setup: NemesisSetup): readonly ScheduledFault[] {
  const { rng, tolerates, horizonUs, hasRounds } = setup;
  if (horizonUs < 1) return [];
  const doubled = inOrder(rng.shuffled(allNodes(setup)).slice(0, mostLiars(setup)));
  if (!hasRounds) {
    return doubled.map((node) =>
      begin({ kind: 'byzantine', target: { nodes: [node] }, behavior: twinSides(setup, node) }),
    );
  }
  const mayPart = tolerates.safeUnder.includes('partition') && setup.nodeCount >= 2;
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  const lines = rounds.flatMap((round) => {
    const scope = [round, round] as const;
    const lies = doubled.map((node) =>
      begin({
        kind: 'byzantine',
        target: { nodes: [node] },
        behavior: { ...twinSides(setup, node), rounds: scope },
      }),
    );
    if (!mayPart || rng.chance(0.5)) return lies;
    const nodes = rng.shuffled(allNodes(setup));
    const group = inOrder(nodes.slice(0, rng.integer(1, nodes.length - 1)));
    const cut = { kind: 'partition', shape: 'groups', groups: [group], rounds: scope } as const;
    return [...lies, begin(cut)];
  });
  return byTime([...rounds.flatMap((round) => drawLeader(setup, round, doubled)), ...lines]);
}

function begin(fault: ScheduledFault['fault']): TimedFault {
  return { when: { atUs: 0 }, fault };
}
