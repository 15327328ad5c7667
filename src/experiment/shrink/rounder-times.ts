import type { Fault, ScheduledFault, Trigger } from '../../core/fault.ts';
import type { SimConfig } from '../../core/sim-config.ts';
import { roundDown, roundNear } from './rounding.ts';

/** The schedule with one time in it rounder: when a fault strikes, or how long it lasts. */
export function* rounderTimes(config: SimConfig): Generator<SimConfig> {
  for (const [index, { when, fault }] of config.faults.entries()) {
    for (const rounder of rounderTriggers(when, config.durationUs)) {
      yield withFault(config, index, { when: rounder, fault });
    }
    for (const rounder of rounderDurations(fault)) {
      yield withFault(config, index, { when, fault: rounder });
    }
  }
}

/** The config with another fault in one place of its schedule. */
export function withFault(config: SimConfig, index: number, fault: ScheduledFault): SimConfig {
  return { ...config, faults: config.faults.with(index, fault) };
}

function rounderTriggers(when: Trigger, durationUs: number): Trigger[] {
  if ('atUs' in when) {
    return roundNear(when.atUs)
      .filter((atUs) => atUs < durationUs)
      .map((atUs) => ({ atUs }));
  }
  const { afterUs, ...event } = when;
  if (afterUs === undefined) return [];
  return [event, ...roundNear(afterUs).map((us) => ({ ...event, afterUs: us }))];
}

function rounderDurations(fault: Fault): Fault[] {
  if (!('forUs' in fault) || fault.forUs === undefined) return [];
  return roundDown(fault.forUs).map((forUs) => ({ ...fault, forUs }));
}
