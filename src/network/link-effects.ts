import { assert } from '../core/assert.ts';
import type { LinkEffect } from '../core/fault.ts';
import type { Admission } from '../core/network-model.ts';

/** What all effects on one link amount to together. */
export interface CombinedEffect {
  readonly admission: Admission;
  readonly loss: number;
  readonly duplication: number;
  readonly corruption: number;
  readonly latencyFactor: number;
  readonly adversarial: LinkEffect['adversarial'];
}

const NO_EFFECT: CombinedEffect = {
  admission: 'deliver',
  loss: 0,
  duplication: 0,
  corruption: 0,
  latencyFactor: 1,
  adversarial: undefined,
};

/**
 * The effects of faults that are on the links now.
 *
 * Losses, duplications and corruptions of several effects strike independently of each other, latency factors
 * multiply, and a block that drops outweighs one that holds. All is computed anew, in the order in which the
 * effects were added, whenever one is lifted; so what remains is exactly what would be there without it.
 */
export class LinkEffects {
  readonly #endpointCount: number;
  readonly #effects: Map<number, LinkEffect> = new Map();
  #lastHandle = 0;
  /** Links that are under the same effects share one combination: the first is that of no effect. */
  #combinations: CombinedEffect[] = [NO_EFFECT];
  readonly #combinationOf: Uint32Array;
  #hasBlocks = false;

  constructor(endpointCount: number) {
    this.#endpointCount = endpointCount;
    this.#combinationOf = new Uint32Array(endpointCount * endpointCount);
  }

  get isEmpty(): boolean {
    return this.#effects.size === 0;
  }

  get hasBlocks(): boolean {
    return this.#hasBlocks;
  }

  /** What is on the link now. */
  on(link: number): CombinedEffect {
    return this.#combinations[this.#combinationOf[link] as number] as CombinedEffect;
  }

  /** Forgets all effects and begins to count handles anew, so that a trial's handles depend on the trial alone. */
  clear(): void {
    this.#lastHandle = 0;
    if (this.isEmpty) return;
    this.#effects.clear();
    this.#combineAll();
  }

  /** Adds an effect and gives its handle, which no later effect of the trial gets again. */
  add(effect: LinkEffect): number {
    for (const [from, to] of effect.links) {
      const isLink = this.#isEndpoint(from) && this.#isEndpoint(to);
      assert(isLink, `an effect is put on the link ${from} → ${to}, which does not exist`);
    }
    this.#lastHandle++;
    this.#effects.set(this.#lastHandle, effect);
    this.#combine(effect);
    return this.#lastHandle;
  }

  /** Ends one effect. Ending it again does nothing: a heal and the effect's own end may both come. */
  lift(handle: number): void {
    if (this.#effects.delete(handle)) this.#combineAll();
  }

  #isEndpoint(endpoint: number): boolean {
    return Number.isInteger(endpoint) && endpoint >= 0 && endpoint < this.#endpointCount;
  }

  #combineAll(): void {
    this.#combinations = [NO_EFFECT];
    this.#combinationOf.fill(0);
    this.#hasBlocks = false;
    for (const effect of this.#effects.values()) this.#combine(effect);
  }

  #combine(effect: LinkEffect): void {
    const combined = new Map<number, number>();
    for (const [from, to] of effect.links) {
      const link = from * this.#endpointCount + to;
      const before = this.#combinationOf[link] as number;
      let after = combined.get(before);
      if (after === undefined) {
        after = this.#combinations.push(combine(this.on(link), effect)) - 1;
        combined.set(before, after);
      }
      this.#combinationOf[link] = after;
    }
    if (effect.block !== undefined && effect.links.length > 0) this.#hasBlocks = true;
  }
}

function combine(before: CombinedEffect, effect: LinkEffect): CombinedEffect {
  const { loss = 0, duplication = 0, corruption = 0, latencyFactor = 1 } = effect;
  return {
    admission: stronger(before.admission, effect.block),
    loss: either(before.loss, loss),
    duplication: either(before.duplication, duplication),
    corruption: either(before.corruption, corruption),
    latencyFactor: before.latencyFactor * latencyFactor,
    // Of two adversaries on one link the later rules it.
    adversarial: effect.adversarial ?? before.adversarial,
  };
}

function stronger(before: Admission, block: 'drop' | 'hold' | undefined): Admission {
  if (block === undefined || before === 'drop') return before;
  return block;
}

/** The probability that at least one of two independent events happens. */
function either(p: number, q: number): number {
  return p + q * (1 - p);
}
