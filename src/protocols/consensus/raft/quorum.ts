/**
 * The largest value that at least `quorum` of the values reach: of match indexes, what a majority stores; of
 * heartbeat rounds, the last that a majority answered. Clusters are small, so counting is quicker than sorting.
 */
export function reachedByQuorum(values: readonly number[], quorum: number): number {
  let best = 0;
  for (let candidate = 0; candidate < values.length; candidate++) {
    const value = values[candidate] as number;
    if (value <= best) continue;
    let count = 0;
    for (let index = 0; index < values.length; index++) {
      if ((values[index] as number) >= value) count++;
    }
    if (count >= quorum) best = value;
  }
  return best;
}

/** How many of the nodes are marked. */
export function countMarked(marks: readonly boolean[]): number {
  let count = 0;
  for (let node = 0; node < marks.length; node++) {
    if (marks[node] === true) count++;
  }
  return count;
}
