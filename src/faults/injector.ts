import { assert } from '../core/assert.ts';
import type {
  AdversaryOptions,
  Fault,
  FaultReport,
  FaultSurface,
  ScheduledFault,
} from '../core/fault.ts';
import { ActiveFaults } from './active-faults.ts';
import { COLLUDING_ADVERSARY } from './byzantine/adversary.ts';

/**
 * Brings a schedule of faults over a trial, and counts for each how often it landed.
 *
 * `begin` arms every trigger; the trial runner calls `heal` at the end of the faulty phase. Lines of the same
 * instant strike in the order of the schedule. An injector may serve one trial after another: `begin` forgets
 * the one before. `landed` counts nodes hit, and cuts of a flapping partition, one by one.
 */
export class FaultInjector {
  readonly reports: readonly FaultReport[];
  #faults: ActiveFaults | undefined;

  constructor(schedule: readonly ScheduledFault[]) {
    this.reports = schedule.map((scheduled) => ({ scheduled, landed: 0 }));
  }

  begin(surface: FaultSurface, adversary: AdversaryOptions = COLLUDING_ADVERSARY): void {
    this.#faults?.abandon();
    const faults = new ActiveFaults(surface, adversary);
    this.#faults = faults;
    if (this.reports.some(({ scheduled }) => isCorruption(scheduled.fault))) surface.expectLiars();
    for (const report of this.reports) {
      report.landed = 0;
      arm(report, faults);
    }
  }

  /** Lifts every effect and cancels what has not struck yet: a trigger that fires later does nothing. */
  heal(surface: FaultSurface): void {
    const faults = this.#faults;
    assert(faults?.surface === surface, 'Faults are healed in the trial in which they began.');
    faults.heal();
  }
}

function arm(report: FaultReport, faults: ActiveFaults): void {
  const when = report.scheduled.when;
  const surface = faults.surface;
  const strike = (): void => faults.strike(report);
  if (report.scheduled.fault.kind === 'leader') return strike();
  if ('atUs' in when) {
    if (when.atUs === 0 && isOfTheBeginning(report.scheduled.fault)) strike();
    else surface.at(when.atUs, strike);
    return;
  }
  // Sends and observations happen inside a handler, and handlers run to completion: even a strike
  // without delay waits until the handler is done.
  const strikeSoon = (): void => faults.later(when.afterUs ?? 0, strike);
  const occurrence = when.occurrence ?? 1;
  if ('message' in when)
    surface.onMessage(when.message, when.from, when.to, occurrence, strikeSoon);
  else surface.onObservation(when.observation, when.node, occurrence, strikeSoon);
}

/** A liar from the start lies in what it says when it boots, too, which is before the first event. */
function isOfTheBeginning(fault: Fault): boolean {
  return isCorruption(fault) && !('duty' in fault.target);
}

function isCorruption(fault: Fault): fault is Extract<Fault, { kind: 'byzantine' | 'keyTheft' }> {
  return fault.kind === 'byzantine' || fault.kind === 'keyTheft';
}
