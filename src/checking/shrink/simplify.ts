/**
 * One way to make a failing case simpler: candidates, the boldest first. Each must be strictly simpler, so that it ends.
 */
export type Simplification<C> = (current: C) => Iterable<C>;

/** More rounds or steps than this are a sign of simplifications that undo each other. */
const MOST_ROUNDS = 10;
const MOST_STEPS = 1_000;

/**
 * Makes a failing case simpler in one way after another, each for as long as it helps, and begins again until none
 * helps any more. What comes first in the list matters most.
 */
export function simplify<C>(
  start: C,
  simplifications: readonly Simplification<C>[],
  stillFails: (candidate: C) => boolean,
): C {
  let current = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = current;
    for (const simplification of simplifications) {
      current = simplifyBy(current, simplification, stillFails);
    }
    if (current === before) break;
  }
  return current;
}

function simplifyBy<C>(
  start: C,
  candidates: Simplification<C>,
  stillFails: (candidate: C) => boolean,
): C {
  let current = start;
  for (let step = 0; step < MOST_STEPS; step++) {
    const simpler = firstFailing(candidates(current), stillFails);
    if (simpler === undefined) break;
    current = simpler;
  }
  return current;
}

function firstFailing<C>(
  candidates: Iterable<C>,
  stillFails: (candidate: C) => boolean,
): C | undefined {
  for (const candidate of candidates) if (stillFails(candidate)) return candidate;
  return undefined;
}
