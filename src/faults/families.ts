import type { Fault, FaultFamily, FaultModel, ScheduledFault } from '../core/fault.ts';

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
      return 'delay';
    default:
      return fault.kind;
  }
}

/** The families in the schedule that the model does not promise to survive, in the order of `FAULT_FAMILIES`. */
export function beyond(schedule: readonly ScheduledFault[], model: FaultModel): FaultFamily[] {
  const used = new Set(
    schedule.filter(({ fault }) => !isRemedy(fault)).map(({ fault }) => familyOf(fault)),
  );
  return FAULT_FAMILIES.filter((family) => used.has(family) && !model.safeUnder.includes(family));
}

/** A remedy only undoes: it asks nothing of a protocol that the fault before it did not ask. */
function isRemedy(fault: Fault): boolean {
  if (fault.kind === 'restart') return fault.disk !== 'lost';
  return fault.kind === 'resume' || fault.kind === 'heal';
}
