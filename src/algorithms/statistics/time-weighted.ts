/**
 * Averages a quantity that jumps and otherwise stays, such as a queue's length, over the time it spends at each value.
 *
 * Times are in any one unit, microseconds in a simulation, and never go back: an earlier one is a RangeError.
 */
export class TimeWeighted {
  readonly #start: number;
  #since: number;
  #value: number;
  /** The integral from the start to the last change. */
  #integral = 0;
  #maximum: number;

  constructor(start: number, value: number) {
    this.#start = start;
    this.#since = start;
    this.#value = value;
    this.#maximum = value;
  }

  /** The value since the last change. */
  get value(): number {
    return this.#value;
  }

  /** The greatest value so far, even if it lasted no time. */
  get maximum(): number {
    return this.#maximum;
  }

  /** Says that the quantity has `value` from `at` on. */
  set(at: number, value: number): void {
    this.#integral = this.integral(at);
    this.#since = at;
    this.#value = value;
    this.#maximum = Math.max(this.#maximum, value);
  }

  /** Says that the quantity changes by `difference` at `at`. */
  change(at: number, difference: number): void {
    this.set(at, this.#value + difference);
  }

  /** Value times time, from the start until `until`, which is not before the last change. */
  integral(until: number): number {
    if (!(until >= this.#since)) {
      throw new RangeError(`Time does not go back from ${this.#since} to ${until}.`);
    }
    // Guarded, since an infinite value that lasted no time would count as NaN.
    return until === this.#since
      ? this.#integral
      : this.#integral + this.#value * (until - this.#since);
  }

  /** The average from the start until `until`; over no time at all, the present value. */
  average(until: number): number {
    const integral = this.integral(until);
    return until === this.#start ? this.#value : integral / (until - this.#start);
  }
}
