import type { Fault, FaultFamily, FaultModel, ScheduledFault } from '../core/fault.ts';

/** What happens to links, or undoes it. */
export type NetworkFault = Extract<
  Fault,
  {
    kind:
      | 'partition'
      | 'flap'
      | 'loss'
      | 'duplication'
      | 'corruption'
      | 'slowLink'
      | 'clog'
      | 'adversarialDelay'
      | 'heal';
  }
>;

/** Every family, in the order in which they are listed to people. */
export const FAULT_FAMILIES: readonly FaultFamily[] = [
  'crash',
  'diskLoss',
  'pause',
  'clock',
  'diskStall',
  'lostWrites',
  'tornWrites',
  'partition',
  'loss',
  'duplication',
  'corruption',
  'delay',
  'byzantine',
  'leader',
];

/** The family that a fault counts under. What undoes a fault counts under the family of what it undoes. */
export function familyOf(fault: Fault): FaultFamily {
  switch (fault.kind) {
    case 'restart':
      return fault.disk === 'lost' ? 'diskLoss' : 'crash';
    case 'resume':
      return 'pause';
    case 'clockJump':
    case 'clockDrift':
      return 'clock';
    case 'flap':
    case 'heal':
      return 'partition';
    case 'slowLink':
    case 'clog':
    case 'adversarialDelay':
      return 'delay';
    case 'keyTheft':
      return 'byzantine';
    default:
      return fault.kind;
  }
}

/**
 * The families in the schedule that the model does not promise to survive, in the order of `FAULT_FAMILIES`, when
 * `liars` nodes turned out to be liars or to count as such.
 */
export function beyond(
  schedule: readonly ScheduledFault[],
  model: FaultModel,
  liars: number,
): FaultFamily[] {
  const used = new Set(
    schedule.filter(({ fault }) => !asksNothing(fault)).map(({ fault }) => familyOf(fault)),
  );
  const isTolerated = (family: FaultFamily): boolean => {
    const isCounted = family === 'crash' && model.crashIsByzantine === true;
    if (family === 'byzantine' || isCounted) return liars <= model.byzantine;
    return model.safeUnder.includes(family);
  };
  return FAULT_FAMILIES.filter((family) => used.has(family) && !isTolerated(family));
}

/**
 * A remedy only undoes what another fault did, a delay within the declared synchrony is what was declared, and one order
 * of leaders is as good as another.
 */
function asksNothing(fault: Fault): boolean {
  if (fault.kind === 'adversarialDelay' || fault.kind === 'leader') return true;
  if (fault.kind === 'restart') return fault.disk !== 'lost';
  return fault.kind === 'resume' || fault.kind === 'heal';
}
