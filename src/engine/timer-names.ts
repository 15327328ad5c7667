import { assert } from '../core/assert.ts';

const MAX_TIMER_NAMES = 64;

/** The small numbers that stand for the names of timers in the queue. */
export class TimerNames {
  private readonly numbers: Map<string, number> = new Map();

  numberOf(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.numbers.size;
    assert(
      number < MAX_TIMER_NAMES,
      'A protocol has at most 64 names of timers; use `about` to tell timers apart.',
    );
    this.numbers.set(name, number);
    return number;
  }
}
