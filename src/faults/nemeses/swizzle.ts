import type { Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { byTime, roomFor, spread, subset, type TimedFault } from './drawing.ts';

/**
 * FoundationDB's swizzle-clogging [FoundationDB Testing]: "first pick a random subset of nodes", clog their
 * connections one by one, then "unclog them in a random order, again one by one". Its authors found nothing
 * better at digging up rare bugs: every node sees the others vanish and return in another order.
 */
export const swizzle: Nemesis = {
  name: 'swizzle',
  sentence:
    'Clogs the connections of a random set of nodes one by one, then unclogs them one by one in another order.',
  draw: drawSwizzles,
};

function drawSwizzles(setup: NemesisSetup): readonly ScheduledFault[] {
  if (setup.horizonUs < 1) return [];
  const rounds = setup.rng.integer(1, roomFor(setup, 50, 4));
  const roundUs = setup.horizonUs / rounds;
  const lines = Array.from({ length: rounds }, (_, round) =>
    drawRound(setup, Math.floor(round * roundUs), roundUs),
  );
  return byTime(lines.flat());
}

/** One swizzle: all are clogged in the first half of the round, and unclogged before its end. */
function drawRound(setup: NemesisSetup, startUs: number, roundUs: number): readonly TimedFault[] {
  const { rng, nodeCount, typicalLatencyUs } = setup;
  const nodes = rng.shuffled(subset(setup, nodeCount));
  const latestUs = Math.max(startUs, Math.floor(startUs + roundUs / 2) - 1);
  const longestGapUs = Math.max(1, roundUs / (2 * (nodes.length + 1)));
  const clogAtUs = new Map<NodeId, number>();
  let atUs = startUs;
  for (const node of nodes) {
    atUs = Math.min(latestUs, atUs + gap());
    clogAtUs.set(node, atUs);
  }
  return rng.shuffled(nodes).flatMap((node) => {
    atUs += gap();
    return clogBothWays(node, clogAtUs.get(node) as number, atUs);
  });

  function gap(): number {
    return spread(rng, Math.min(typicalLatencyUs, longestGapUs), longestGapUs);
  }
}

function clogBothWays(node: NodeId, fromUs: number, untilUs: number): readonly TimedFault[] {
  const target = { nodes: [node] };
  const when = { atUs: fromUs };
  const forUs = untilUs - fromUs;
  return [
    { when, fault: { kind: 'clog', links: { from: target }, forUs } },
    { when, fault: { kind: 'clog', links: { to: target }, forUs } },
  ];
}
