import type { NodeId } from '../../../core/identity.ts';

/**
 * The largest value that at least `quorum` of the voters reach: of match indexes, what a majority stores; of heartbeat
 * rounds, the last that a majority answered. Clusters are small, so counting is quicker than sorting.
 */
export function reachedByMajority(
  values: readonly number[],
  voters: readonly NodeId[],
  quorum: number,
): number {
  let best = 0;
  for (let candidate = 0; candidate < voters.length; candidate++) {
    const value = values[voters[candidate] as NodeId] as number;
    if (value <= best) continue;
    let count = 0;
    for (let index = 0; index < voters.length; index++) {
      if ((values[voters[index] as NodeId] as number) >= value) count++;
    }
    if (count >= quorum) best = value;
  }
  return best;
}

/** How many of the voters are marked. */
export function countMarked(marks: readonly boolean[], voters: readonly NodeId[]): number {
  let count = 0;
  for (let index = 0; index < voters.length; index++) {
    if (marks[voters[index] as NodeId] === true) count++;
  }
  return count;
}
