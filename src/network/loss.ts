import type { LossModel } from '../core/network-options.ts';

/** The bursty one of the loss models. */
export type BurstModel = Extract<LossModel, { kind: 'gilbertElliott' }>;

/**
 * Which links are in the bad state of the Gilbert–Elliott model [Gilbert 1960] [Elliott 1963].
 *
 * A link's state after k messages depends on those k draws alone, whatever became of the messages.
 */
export class BurstStates {
  readonly #isBad: Uint8Array;

  constructor(linkCount: number) {
    this.#isBad = new Uint8Array(linkCount);
  }

  /**
   * Moves the link on for its message number `count` and gives the probability that this message is lost.
   * `u` is uniform in [0, 1). The first message finds the link in a state drawn from the long-run shares, so that a
   * link with few messages loses as many of them as a busy one.
   */
  advance(model: BurstModel, link: number, count: number, u: number): number {
    let isBad: boolean;
    if (count === 0) isBad = u < shareOfBad(model);
    else if (this.#isBad[link] === 1) isBad = u >= model.badToGood;
    else isBad = u < model.goodToBad;
    this.#isBad[link] = isBad ? 1 : 0;
    return isBad ? model.lossWhenBad : model.lossWhenGood;
  }
}

/** The share of messages that find the link bad in the long run; links that never change stay good. */
function shareOfBad(model: BurstModel): number {
  const changes = model.goodToBad + model.badToGood;
  return changes > 0 ? model.goodToBad / changes : 0;
}
