import type { Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { allNodes, byTime, inOrder, type TimedFault } from './drawing.ts';
import { drawLeader } from './leaders.ts';
import { drawLiars, someOthers } from './lies.ts';

/** Faults strike in one of the first rounds. */
const ROUNDS = 10;
const MOST_FAULTS_OF_A_KIND = 4;

/**
 * Scenarios in the manner of ByzzFuzz [Winter 2023]: a few partitions and a few lies, each in one round. In the round of
 * a lie one of the liars sends some of the others messages with one small thing changed, or none. Besides, and beyond
 * [Winter 2023], a few rounds get a leader, as in Twins [Bano 2021].
 */
export const byzzfuzz: Nemesis = {
  name: 'byzzfuzz',
  sentence:
    'Draws a few partitions, a few changed or missing messages of liars and a few leaders, each of one round.',
  draw: drawScenario,
};

function drawScenario(setup: NemesisSetup): readonly ScheduledFault[] {
  const { rng, tolerates, horizonUs, hasRounds, nodeCount } = setup;
  if (horizonUs < 1 || !hasRounds) return [];
  const mayPart = tolerates.safeUnder.includes('partition') && nodeCount >= 2;
  const partitions = mayPart ? rng.integer(0, MOST_FAULTS_OF_A_KIND) : 0;
  const liars = drawLiars(setup);
  const lies =
    liars.length === 0 ? 0 : rng.integer(partitions === 0 ? 1 : 0, MOST_FAULTS_OF_A_KIND);
  const lines: TimedFault[] = [];
  for (let drawn = 0; drawn < partitions; drawn++) {
    const nodes = rng.shuffled(allNodes(setup));
    const groups = [inOrder(nodes.slice(0, rng.integer(1, nodes.length - 1)))];
    lines.push(inRound({ kind: 'partition', shape: 'groups', groups, rounds: oneRound(setup) }));
  }
  for (let drawn = 0; drawn < lies; drawn++) {
    const node = rng.pick(liars);
    const to = someOthers(setup, node);
    const does = rng.chance(0.2) ? 'omit' : 'equivocate';
    const behavior = { does, to, rounds: oneRound(setup) } as const;
    lines.push(inRound({ kind: 'byzantine', target: { nodes: [node] }, behavior }));
  }
  return byTime([...leadersOfSome(setup, liars), ...lines]);
}

/** Some of the rounds, each of them once. */
function leadersOfSome(setup: NemesisSetup, liars: readonly NodeId[]): readonly TimedFault[] {
  const { rng, hasLeaders } = setup;
  if (!hasLeaders) return [];
  const rounds = rng.shuffled(Array.from({ length: ROUNDS }, (_, round) => round));
  const some = rounds.slice(0, rng.integer(0, MOST_FAULTS_OF_A_KIND)).toSorted((a, b) => a - b);
  return some.flatMap((round) => drawLeader(setup, round, liars));
}

function oneRound({ rng }: NemesisSetup): readonly [number, number] {
  const round = rng.integer(0, ROUNDS - 1);
  return [round, round];
}

function inRound(fault: ScheduledFault['fault']): TimedFault {
  return { when: { atUs: 0 }, fault };
}
