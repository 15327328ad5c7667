import type {
  Fault,
  FaultFamily,
  Nemesis,
  NemesisSetup,
  ScheduledFault,
  Target,
} from '../../core/fault.ts';
import type { Micros } from '../../core/micros.ts';
import { byTime, roomFor, spread } from './drawing.ts';

/**
 * Leaves a cluster no peace: the next leader is hit while the last one comes back and still believes in its
 * office. It hunts holders of duties; in a protocol that declares none it finds nobody.
 */
export const leaderHunter: Nemesis = {
  name: 'leader-hunter',
  sentence:
    'Crashes, pauses, isolates, mutes or deafens whoever holds a duty such as leader, again and again.',
  draw: drawHunt,
};

interface Weapon {
  readonly family: FaultFamily;
  aim(target: Target, forUs: Micros): Fault;
}

const WEAPONS: readonly Weapon[] = [
  { family: 'crash', aim: (target, forUs) => ({ kind: 'crash', target, forUs }) },
  { family: 'pause', aim: (target, forUs) => ({ kind: 'pause', target, forUs }) },
  {
    family: 'partition',
    aim: (target, forUs) => ({ kind: 'partition', shape: 'isolate', target, forUs }),
  },
  {
    family: 'partition',
    aim: (from, forUs) => ({ kind: 'partition', shape: 'oneWay', from, to: { all: true }, forUs }),
  },
  {
    family: 'partition',
    aim: (to, forUs) => ({ kind: 'partition', shape: 'oneWay', from: { all: true }, to, forUs }),
  },
];

function drawHunt(setup: NemesisSetup): readonly ScheduledFault[] {
  const { rng, duties, horizonUs, typicalLatencyUs } = setup;
  if (horizonUs < 1 || duties.length === 0) return [];
  const weapons = tolerated(setup);
  const strikes = rng.integer(1, roomFor(setup, 15, 20));
  const gapUs = horizonUs / strikes;
  const lines = Array.from({ length: strikes }, (_, strike) => {
    const atUs = Math.min(horizonUs - 1, Math.floor((strike + rng.next()) * gapUs));
    const forUs = spread(rng, typicalLatencyUs, 2 * gapUs);
    return { when: { atUs }, fault: rng.pick(weapons).aim({ duty: rng.pick(duties) }, forUs) };
  });
  return byTime(lines);
}

/** A hunt with a weapon that the protocol never promised to survive would prove nothing. */
function tolerated({ tolerates, nodeCount }: NemesisSetup): readonly Weapon[] {
  const usable = WEAPONS.filter(({ family }) => family !== 'partition' || nodeCount >= 2);
  const declared = usable.filter(({ family }) => tolerates.safeUnder.includes(family));
  return declared.length > 0 ? declared : usable;
}
