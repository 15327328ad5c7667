import type { NemesisSetup, ScheduledFault, Target } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import type { Rng } from '../../core/rng.ts';

/** An instant of the faulty phase. */
export function instant(setup: NemesisSetup): Micros {
  return setup.rng.integer(0, setup.horizonUs - 1);
}

/**
 * A whole number in [shortest, longest] that is as likely to be of one order of magnitude as of another.
 *
 * Timeouts of a protocol may lie anywhere between a message's delay and the length of the trial; a uniform
 * draw would hardly ever give a short duration.
 */
export function spread(rng: Rng, shortest: number, longest: number): number {
  const least = Math.max(1, Math.floor(shortest));
  const most = Math.max(least, Math.floor(longest));
  let doublings = 0;
  for (let low = least * 2; low <= most; low *= 2) doublings++;
  let low = least;
  for (let step = rng.integer(0, doublings); step > 0; step--) low *= 2;
  return rng.integer(low, Math.min(2 * low, most));
}

/** A duration between a message's delay and the given share of the faulty phase. */
export function duration(setup: NemesisSetup, shareOfHorizon: number): Micros {
  return spread(setup.rng, setup.typicalLatencyUs, setup.horizonUs * shareOfHorizon);
}

/** How many faults of one kind fit: one for every `latencies` message delays of the horizon, from 1 to `most`. */
export function roomFor(setup: NemesisSetup, latencies: number, most: number): number {
  const fitting = Math.floor(setup.horizonUs / (Math.max(1, setup.typicalLatencyUs) * latencies));
  return Math.max(1, Math.min(most, fitting));
}

export function allNodes(setup: NemesisSetup): readonly NodeId[] {
  return Array.from({ length: setup.nodeCount }, (_, node) => node);
}

/** One node, drawn by index, or the holder of a duty at the time: most faults of the field hit a single node. */
export function oneNode(setup: NemesisSetup): Target {
  const { rng, duties, nodeCount } = setup;
  if (duties.length > 0 && rng.chance(0.3)) return { duty: rng.pick(duties) };
  return { nodes: [rng.integer(0, nodeCount - 1)] };
}

/** One node or several, majorities and all of them included. */
export function someNodes(setup: NemesisSetup): Target {
  const { rng, nodeCount } = setup;
  if (nodeCount === 1 || rng.chance(0.6)) return oneNode(setup);
  if (rng.chance(0.15)) return { all: true };
  return { nodes: subset(setup, nodeCount) };
}

/** From 1 to `most` different nodes, in order. */
export function subset(setup: NemesisSetup, most: number): readonly NodeId[] {
  const { rng } = setup;
  return inOrder(rng.shuffled(allNodes(setup)).slice(0, rng.integer(1, most)));
}

export function inOrder(nodes: readonly NodeId[]): readonly NodeId[] {
  return nodes.toSorted((a, b) => a - b);
}

/** A line that strikes at an instant, as nemeses draw them: they do not know the messages of a protocol. */
export type TimedFault = ScheduledFault & { readonly when: { readonly atUs: Micros } };

/** The lines in the order in which they strike; those of one instant stay as they were. */
export function byTime(lines: readonly TimedFault[]): readonly ScheduledFault[] {
  return lines.toSorted((a, b) => a.when.atUs - b.when.atUs);
}
