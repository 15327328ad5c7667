/**
 * Gives the value below which the fraction `p` of a sample lies, interpolating between neighbours.
 *
 * `sorted` ascends and has no NaN; `p` is in [0, 1]. This is type 7, the default of R and NumPy: the k-th smallest
 * of n values has p = (k - 1) / (n - 1). Throws a RangeError for an empty sample or a bad `p`. [Hyndman 1996]
 */
export function quantile(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('A quantile needs at least one value, found none.');
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile has p from 0 to 1, found ${p}.`);
  const position = (sorted.length - 1) * p;
  const index = Math.floor(position);
  const below = sorted[index] as number;
  const fraction = position - index;
  if (fraction === 0) return below;
  const above = sorted[index + 1] as number;
  return below === above ? below : below + fraction * (above - below);
}

/** Gives several quantiles of values in any order, which are left alone. `ps` are fractions: 0.99, not 99. */
export function percentiles(values: ArrayLike<number>, ps: readonly number[]): number[] {
  const sorted = sortedCopy(values);
  return ps.map((p) => quantile(sorted, p));
}

/** Copies numbers in ascending order, for `quantile`. Throws a RangeError for a NaN, which has no rank. */
export function sortedCopy(values: ArrayLike<number>): Float64Array {
  // biome-ignore lint/plugin: without a comparator a typed array sorts by number, and several times faster.
  const sorted = new Float64Array(values).sort();
  // NaN comes last.
  if (Number.isNaN(sorted.at(-1))) {
    const index = Array.from(values).findIndex((value) => Number.isNaN(value));
    throw new RangeError(`Only numbers can be ranked, found NaN at index ${index}.`);
  }
  return sorted;
}
