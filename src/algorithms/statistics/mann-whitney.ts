import { normalCdf } from '../../core/portable-math.ts';

/** What the rank test found. */
export interface MannWhitney {
  /** How many pairs (x of the first sample, y of the second) have x > y, an equal pair counting half. */
  readonly u: number;
  /** `u` as a share of all pairs: the probability that x is greater than y. ½ when neither tends to be. */
  readonly effect: number;
  /** Distance of `u` from its expectation, half a pair nearer, in deviations. Positive when the first is greater. */
  readonly z: number;
  /** Two-sided probability of a |z| at least this large if both samples are of one population. */
  readonly p: number;
}

/**
 * Tests whether the numbers of one sample tend to be greater than those of another, whatever their distribution.
 *
 * `p` is by the normal approximation with corrections for ties and continuity: good from some 8 values a sample on,
 * and too coarse to trust below. Samples that are all one value give z = 0 and p = 1. Throws a RangeError for
 * an empty sample or a NaN. [Mann 1947]
 */
export function mannWhitney(first: ArrayLike<number>, second: ArrayLike<number>): MannWhitney {
  const pairs = first.length * second.length;
  if (pairs === 0) throw new RangeError('A rank test needs at least one value in each sample.');
  const { rankSum, ties } = rankFirst(first, second);
  const n = first.length + second.length;
  const u = rankSum - (first.length * (first.length + 1)) / 2;
  const variance = (pairs / 12) * (n + 1 - ties / (n * (n - 1)));
  const excess = u - pairs / 2;
  const corrected = Math.max(Math.abs(excess) - 0.5, 0);
  const z = variance > 0 ? (excess < 0 ? -corrected : corrected) / Math.sqrt(variance) : 0;
  return { u, effect: u / pairs, z, p: 2 * normalCdf(-Math.abs(z)) };
}

/** The sum of the first sample's ranks among all, equal values sharing theirs, and Σ(t³ - t) over groups of t equals. */
function rankFirst(
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): { rankSum: number; ties: number } {
  const value = (index: number): number =>
    (index < first.length ? first[index] : second[index - first.length]) as number;
  const order = Uint32Array.from({ length: first.length + second.length }, (_, index) => index);
  for (const index of order) {
    if (Number.isNaN(value(index))) throw new RangeError('Only numbers can be ranked, found NaN.');
  }
  order.sort((a, b) => value(a) - value(b) || a - b);
  let rankSum = 0;
  let ties = 0;
  let start = 0;
  while (start < order.length) {
    const current = value(order[start] as number);
    let end = start + 1;
    while (end < order.length && value(order[end] as number) === current) end += 1;
    const size = end - start;
    ties += size * size * size - size;
    // Ranks count from 1, so the group shares (start + 1 + end) / 2.
    for (let position = start; position < end; position += 1) {
      if ((order[position] as number) < first.length) rankSum += (start + 1 + end) / 2;
    }
    start = end;
  }
  return { rankSum, ties };
}
