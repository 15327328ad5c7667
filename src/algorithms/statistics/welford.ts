/**
 * Keeps count, mean, variance and extremes of a stream of numbers in constant space, without cancellation.
 *
 * Each number changes the sums with rounding, so the order in which numbers are added, and partial results are
 * merged, decides the last bits: fold trials in trial order. [Welford 1962]
 */
export class Welford {
  #count = 0;
  #mean = 0;
  /** The sum of squared distances from the mean. */
  #squares = 0;
  #minimum = Number.POSITIVE_INFINITY;
  #maximum = Number.NEGATIVE_INFINITY;

  get count(): number {
    return this.#count;
  }

  /** NaN before the first number. */
  get mean(): number {
    return this.#count === 0 ? Number.NaN : this.#mean;
  }

  /** The unbiased sample variance, over count - 1. NaN below two numbers. */
  get variance(): number {
    return this.#count < 2 ? Number.NaN : this.#squares / (this.#count - 1);
  }

  /** The square root of the variance. */
  get deviation(): number {
    return Math.sqrt(this.variance);
  }

  /** The standard error of the mean. */
  get standardError(): number {
    return Math.sqrt(this.variance / this.#count);
  }

  /** Infinity before the first number. */
  get minimum(): number {
    return this.#minimum;
  }

  /** -Infinity before the first number. */
  get maximum(): number {
    return this.#maximum;
  }

  add(x: number): void {
    this.#count += 1;
    const difference = x - this.#mean;
    this.#mean += difference / this.#count;
    this.#squares += difference * (x - this.#mean);
    this.#minimum = Math.min(this.#minimum, x);
    this.#maximum = Math.max(this.#maximum, x);
  }

  /** Takes in all that `other` has seen, as if it came after. `other` stays as it is. [Chan 1983] */
  merge(other: Welford): void {
    if (other.#count === 0) return;
    const count = this.#count + other.#count;
    const difference = other.#mean - this.#mean;
    this.#squares +=
      other.#squares + difference * difference * ((this.#count * other.#count) / count);
    this.#mean += difference * (other.#count / count);
    this.#count = count;
    this.#minimum = Math.min(this.#minimum, other.#minimum);
    this.#maximum = Math.max(this.#maximum, other.#maximum);
  }
}
