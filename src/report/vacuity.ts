import type { FaultFamily } from '../core/fault.ts';
import type { BatchSummary } from './batch-summary.ts';

/** Something that a batch was meant to try and never did, so that its green proves less than it seems to. */
export type Vacuity =
  /** An `always` or `eventually` property whose premise never occurred. */
  | { readonly kind: 'neverExercised'; readonly property: string }
  /** A `sometimes` property that no trial reached. */
  | { readonly kind: 'neverReached'; readonly property: string }
  /** A property that was judged in no trial, though trials came to their end: its budget was spent in all of them. */
  | { readonly kind: 'neverDecided'; readonly property: string }
  /** Faults of this family were planned, and none of them took effect. */
  | { readonly kind: 'familyNeverLanded'; readonly family: FaultFamily }
  /** Something broke in every trial, and always under faults that the protocol does not promise to survive. */
  | { readonly kind: 'allOutside' }
  /** A line of the config's `faults`, counted from 0, that took effect in no trial. */
  | { readonly kind: 'lineNeverLanded'; readonly line: number };

/** Finds everything that the batch never tried. */
export function findVacuities(summary: BatchSummary): Vacuity[] {
  const { faults, properties } = summary;
  // What no trial came to judge is unknown, and another outcome tells why.
  const idle = properties.filter(
    ({ exercises, verdicts }) => exercises === 0 && verdicts['not exercised'].count > 0,
  );
  const passed = summary.outcomes.find(({ outcome }) => outcome === 'passed');
  const undecided = properties.filter(
    ({ verdicts }) => verdicts.unknown.count === summary.trials && (passed?.count ?? 0) > 0,
  );
  // A family is named only where no line of the config says the same more exactly.
  const lines = faults.linesLanded.flatMap((landed, line) => (landed === 0 ? [line] : []));
  const families = faults.familiesPlanned.filter(
    (family) => !faults.familiesLanded.includes(family),
  );
  const outside = summary.outcomes.find(({ outcome }) => outcome === 'outside');
  return [
    ...(outside?.count === summary.trials ? [{ kind: 'allOutside' } as const] : []),
    ...idle.map(({ name, expectation }): Vacuity => {
      const kind = expectation === 'sometimes' ? 'neverReached' : 'neverExercised';
      return { kind, property: name };
    }),
    ...undecided.map(({ name }): Vacuity => ({ kind: 'neverDecided', property: name })),
    ...lines.map((line): Vacuity => ({ kind: 'lineNeverLanded', line })),
    ...families.map((family): Vacuity => ({ kind: 'familyNeverLanded', family })),
  ];
}
