/** The rounds, views or turns of a protocol that a scenario may have given to leaders of its choice. */
export interface RoundsToCome {
  /** The next one. */
  readonly from: number;
  /** The last one with a leader of the scenario's choice, −1 where there is none. */
  readonly lastNamed: number;
  /** How many there are until all have had their turn. */
  readonly turns: number;
  /** How many nodes may be faulty: so many in a row are spoilt where all lead by turns. */
  readonly faulty: number;
  /** Whether a faulty node leads it. */
  isSpoilt(round: number): boolean;
}

/**
 * How many rounds in a row may do nothing since faulty nodes lead them. By turns no faulty node leads twice before each
 * has led once; a scenario may give a liar all rounds that it names, beside those that are the liars' turns anyway.
 */
export function mostSpoilt({ from, lastNamed, turns, faulty, isSpoilt }: RoundsToCome): number {
  let most = faulty;
  if (lastNamed < from) return most;
  let inARow = 0;
  for (let round = from; round <= lastNamed + turns; round++) {
    inARow = isSpoilt(round) ? inARow + 1 : 0;
    most = Math.max(most, inARow);
  }
  return most;
}
