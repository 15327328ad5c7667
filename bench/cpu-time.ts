/** CPU seconds of this process spent in `work`: other processes on a noisy machine do not count. */
export function cpuSeconds(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/**
 * Runs the measurements in turns, A B C A B C …, and returns the median of each: what slows the machine down for a
 * while slows them all down.
 */
export function inTurns(
  rounds: number,
  measurements: Readonly<Record<string, () => number>>,
): Record<string, number> {
  const values: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [name, measure] of Object.entries(measurements)) {
      values[name] = [...(values[name] ?? []), measure()];
    }
  }
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, median(list)]));
}
