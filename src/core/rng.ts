import seedrandom from 'seedrandom';

/** One named stream of random numbers. Two streams of one trial never touch each other. */
export interface Rng {
  /** A uniform number in [0, 1) with 53 random bits. */
  next(): number;
  /** A uniform number in [min, max). */
  uniform(min: number, max: number): number;
  /** A uniform whole number in [min, max], both included. */
  integer(min: number, max: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element, uniformly. The array must not be empty. */
  pick<E>(elements: readonly E[]): E;
  /** A new array with the same elements in a uniformly random order (Fisher–Yates). */
  shuffled<E>(elements: readonly E[]): E[];
}

/**
 * The stream called `name` of the trial with the given seed.
 *
 * Built on seedrandom's Alea with an explicit label: the same label gives the same numbers on every runtime,
 * and a draw from one stream moves no other. The generator itself is made at the first draw, since most
 * streams of most trials are never drawn from.
 */
export function createRng(seed: string, name: string): Rng {
  return new NamedRng(`${seed}/${name}`);
}

class NamedRng implements Rng {
  readonly #label: string;
  #double: (() => number) | undefined;

  constructor(label: string) {
    this.#label = label;
  }

  next(): number {
    if (this.#double === undefined) this.#double = seedrandom.alea(this.#label).double;
    return this.#double();
  }

  uniform(min: number, max: number): number {
    return min + (max - min) * this.next();
  }

  integer(min: number, max: number): number {
    return min + Math.floor((max - min + 1) * this.next());
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<E>(elements: readonly E[]): E {
    return elements[this.integer(0, elements.length - 1)] as E;
  }

  shuffled<E>(elements: readonly E[]): E[] {
    const result = elements.slice();
    for (let last = result.length - 1; last > 0; last--) {
      const chosen = this.integer(0, last);
      const moved = result[last] as E;
      result[last] = result[chosen] as E;
      result[chosen] = moved;
    }
    return result;
  }
}

/** The seed of the `trial`-th trial of a batch: readable, and independent of every factor of the config. */
export function trialSeed(rootSeed: string, trial: number): string {
  return `${rootSeed}:${trial}`;
}
