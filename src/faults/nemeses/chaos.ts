import type { FaultFamily, Nemesis, NemesisSetup, ScheduledFault } from '../../core/fault.ts';
import type { NodeId } from '../../core/identity.ts';
import { byTime, roomFor, type TimedFault } from './drawing.ts';
import * as incidents from './incidents.ts';
import { drawLiars, drawLie } from './lies.ts';

/**
 * A swarm [Groce 2012]: each trial leaves out a random half of the families of faults.
 *
 * Some faults hide what others would show: with every link lossy no election ends, and nothing that follows
 * an election is tested. A trial with few families goes deep where one with all of them stays shallow.
 */
export const chaos: Nemesis = {
  name: 'chaos',
  sentence:
    'Draws for each trial which of the families of faults that the protocol promises to survive it uses, and how much of each.',
  draw: drawSwarm,
};

interface Family {
  readonly name: FaultFamily;
  draw(setup: NemesisSetup, liars: readonly NodeId[]): readonly TimedFault[];
  /** A family that it cannot do without. */
  readonly needs?: FaultFamily;
  readonly fewestNodes?: number;
}

const FAMILIES: readonly Family[] = [
  { name: 'crash', draw: incidents.crash },
  { name: 'diskLoss', draw: incidents.diskLoss, needs: 'crash' },
  { name: 'pause', draw: incidents.pause },
  { name: 'clock', draw: incidents.clock },
  { name: 'diskStall', draw: incidents.diskStall },
  { name: 'lostWrites', draw: incidents.lostWrites },
  { name: 'tornWrites', draw: incidents.tornWrites },
  { name: 'partition', draw: incidents.partition, fewestNodes: 2 },
  { name: 'loss', draw: incidents.loss },
  { name: 'duplication', draw: incidents.duplication },
  { name: 'corruption', draw: incidents.corruption },
  { name: 'delay', draw: incidents.delay },
  { name: 'byzantine', draw: (setup, liars) => [drawLie(setup, liars)] },
];

/** Crashes where one counts as a lie: of the nodes that may lie alone. */
const COUNTED_CRASH: Family = { name: 'crash', draw: incidents.crashAmong };

function drawSwarm(setup: NemesisSetup): readonly ScheduledFault[] {
  if (setup.horizonUs < 1) return [];
  const liars = drawLiars(setup);
  const allowed = FAMILIES.filter((family) => isAllowed(family, setup));
  if (setup.tolerates.crashIsByzantine && liars.length > 0) allowed.push(COUNTED_CRASH);
  // How much is drawn too: between two blows a protocol must have time to get something done.
  const most = setup.rng.integer(1, roomFor(setup, 25, 8));
  return byTime(
    swarmOf(allowed, setup).flatMap((family) => {
      const count = setup.rng.integer(1, most);
      return Array.from({ length: count }, () => family.draw(setup, liars)).flat();
    }),
  );
}

function isAllowed(family: Family, { tolerates, nodeCount }: NemesisSetup): boolean {
  if (family.name === 'byzantine') return tolerates.byzantine > 0;
  const isSafe = (name: FaultFamily): boolean => tolerates.safeUnder.includes(name);
  if (!isSafe(family.name) || nodeCount < (family.fewestNodes ?? 1)) return false;
  return family.needs === undefined || isSafe(family.needs);
}

/** Each family with probability one half, but never none. */
function swarmOf(allowed: readonly Family[], { rng }: NemesisSetup): readonly Family[] {
  if (allowed.length === 0) return [];
  const swarm = allowed.filter(() => rng.chance(0.5));
  return swarm.length > 0 ? swarm : [rng.pick(allowed)];
}
