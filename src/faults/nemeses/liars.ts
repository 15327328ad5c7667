import type { Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { allNodes, byTime } from './drawing.ts';
import { drawLie, mostLiars } from './lies.ts';

const MOST_LIES_A_NODE = 3;

/** As many nodes lie as the protocol promises to survive, in every way there is, and nothing else goes wrong. */
export const liars: Nemesis = {
  name: 'liars',
  sentence: 'Lets as many nodes lie as the protocol tolerates, each in up to three ways at a time.',
  draw: drawLiars,
};

function drawLiars(setup: NemesisSetup): readonly ScheduledFault[] {
  const { rng, horizonUs } = setup;
  if (horizonUs < 1) return [];
  const corrupted = rng.shuffled(allNodes(setup)).slice(0, mostLiars(setup));
  const lies = corrupted.flatMap((node: NodeId) =>
    Array.from({ length: rng.integer(1, MOST_LIES_A_NODE) }, () => drawLie(setup, [node])),
  );
  return byTime(lies);
}
