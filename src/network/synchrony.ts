import type { Micros } from '../core/micros.ts';
import type { Synchrony } from '../core/network-options.ts';

/**
 * The promise of a network, in one form for all three models [DLS 1988]: a message arrives by
 * max(sent, `gstUs`) + `deltaUs`, and one sent from `gstUs` on is not lost.
 */
export interface TimingPromise {
  readonly gstUs: Micros;
  readonly deltaUs: Micros;
}

/** The promise of a model: synchrony is a GST at the beginning, asynchrony one that never comes. */
export function timingPromise(synchrony: Synchrony | undefined): TimingPromise {
  switch (synchrony?.kind) {
    case 'synchronous':
      return { gstUs: 0, deltaUs: synchrony.deltaUs };
    case 'partiallySynchronous':
      return { gstUs: synchrony.gstUs, deltaUs: synchrony.deltaUs };
    default:
      return { gstUs: Number.POSITIVE_INFINITY, deltaUs: Number.POSITIVE_INFINITY };
  }
}

/** The longest delay that the promise allows to a message sent now. */
export function longestDelayUs(promise: TimingPromise, nowUs: Micros): number {
  const untilGstUs = promise.gstUs - nowUs;
  return (untilGstUs > 0 ? untilGstUs : 0) + promise.deltaUs;
}
