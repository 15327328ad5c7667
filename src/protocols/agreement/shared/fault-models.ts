import { CRASH_RECOVERY_FAULTS, type FaultFamily, type FaultModel } from '../../../core/fault.ts';

/**
 * What a protocol in lock-step survives, however many nodes it hits. A late message, a lost one, a paused process and a
 * wrong clock break the promise of synchrony that it builds on. A crash is not here: it counts as a lie.
 */
export const SYNCHRONOUS_FAULTS: readonly FaultFamily[] = [
  'diskStall',
  'lostWrites',
  'tornWrites',
  'duplication',
];

/** The same of an asynchronous protocol that asks again for what it misses, and keeps nothing on disk. */
export const ASYNCHRONOUS_FAULTS: readonly FaultFamily[] = [
  ...CRASH_RECOVERY_FAULTS.filter((family) => family !== 'crash'),
  'lostWrites',
];

/** What nodes bear that keep nothing on disk: of them `faulty` may lie, or crash, which comes to the same. */
export function forgetful(safeUnder: readonly FaultFamily[], faulty: number): FaultModel {
  return { safeUnder, crashed: faulty, byzantine: faulty, crashIsByzantine: true };
}
