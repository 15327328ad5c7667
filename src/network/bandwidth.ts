import type { EndpointId } from '../core/identity.ts';
import { MICROS_PER_SECOND, type Micros } from '../core/micros.ts';

/** What `enqueue` answers when the message finds the queue full. */
export const QUEUE_FULL = -1;

/**
 * The senders' side of limited bandwidth: each endpoint puts one message on the wire at a time, and the others
 * wait behind it in the order sent.
 *
 * Work is counted in bytes times microseconds a second, which are whole numbers where rate and sizes are, so no
 * rounding error builds up however long the queue lives.
 */
export class EgressQueues {
  readonly #bytesPerSecond: number;
  readonly #queueLimit: number;
  /** The work that was left at `#updatedAtUs`. */
  readonly #backlog: Float64Array;
  readonly #updatedAtUs: Float64Array;

  constructor(endpointCount: number, bytesPerSecond: number, queueBytes: number) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#queueLimit = queueBytes * MICROS_PER_SECOND;
    this.#backlog = new Float64Array(endpointCount);
    this.#updatedAtUs = new Float64Array(endpointCount);
  }

  reset(): void {
    this.#backlog.fill(0);
    this.#updatedAtUs.fill(0);
  }

  /**
   * Queues a message and gives the time until its last byte is on the wire, in microseconds, not rounded; or
   * `QUEUE_FULL`. A message that finds the wire free never waits, so it passes however short the queue.
   */
  enqueue(endpoint: EndpointId, sizeBytes: number, nowUs: Micros): number {
    const elapsedUs = nowUs - (this.#updatedAtUs[endpoint] as number);
    const left = (this.#backlog[endpoint] as number) - elapsedUs * this.#bytesPerSecond;
    const backlog = left > 0 ? left : 0;
    const work = backlog + sizeBytes * MICROS_PER_SECOND;
    if (backlog > 0 && work > this.#queueLimit) return QUEUE_FULL;
    this.#backlog[endpoint] = work;
    this.#updatedAtUs[endpoint] = nowUs;
    return work / this.#bytesPerSecond;
  }
}
