import type { Micros } from '../core/micros.ts';
import { EventQueue } from './event-queue.ts';

const SLOT_SPAN = 2 ** 24;

/**
 * A bare virtual clock: callbacks at instants, in order of (time, sequence).
 *
 * For models that need no nodes or network, such as a queueing system. Protocols run on a `Simulation`.
 */
export class Scheduler {
  /** The present instant of virtual time. */
  nowUs: Micros = 0;
  private readonly queue: EventQueue = new EventQueue();
  // By slot of the queue.
  private readonly handles: number[] = [];
  private readonly arguments: unknown[] = [];
  private nextGeneration = 0;

  /** How many callbacks are pending. */
  get pending(): number {
    return this.queue.size;
  }

  /**
   * Calls `callback(argument)` after `delayUs` (a whole number of microseconds, 0 or more) and returns a handle for
   * `cancel`. One callback with an argument each time costs no closure.
   */
  schedule<A>(delayUs: Micros, callback: (argument: A) => void, argument: A): number;
  schedule(delayUs: Micros, callback: () => void): number;
  schedule(delayUs: Micros, callback: (argument: never) => void, argument?: unknown): number {
    if (!(delayUs >= 0)) throw new RangeError(`A delay is 0us or more, not ${delayUs}us.`);
    const slot = this.queue.push(this.nowUs + delayUs, 0, 0, 0, 0, callback);
    const handle = this.nextGeneration + slot;
    this.nextGeneration += SLOT_SPAN;
    this.handles[slot] = handle;
    this.arguments[slot] = argument;
    return handle;
  }

  /** Takes back a callback. Answers false when it has run or was taken back before. */
  cancel(handle: number): boolean {
    const slot = handle % SLOT_SPAN;
    if (this.handles[slot] !== handle) return false;
    this.forget(slot);
    this.queue.remove(slot);
    return true;
  }

  /** Runs every callback up to and including `untilUs`, then sets the clock to it. Returns how many ran. */
  run(untilUs: Micros = Number.POSITIVE_INFINITY): number {
    const { queue } = this;
    let count = 0;
    while (queue.popUntil(untilUs)) {
      this.nowUs = queue.timeUs;
      const callback = queue.takePayload() as (argument: unknown) => void;
      const argument = this.arguments[queue.slot];
      this.forget(queue.slot);
      callback(argument);
      count++;
    }
    if (untilUs !== Number.POSITIVE_INFINITY) this.nowUs = untilUs;
    return count;
  }

  private forget(slot: number): void {
    this.handles[slot] = -1;
    this.arguments[slot] = undefined;
  }
}
