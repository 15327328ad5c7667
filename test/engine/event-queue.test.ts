import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MESSAGE } from '../../src/engine/event-kinds.ts';
import { EventQueue } from '../../src/engine/event-queue.ts';

/** The slow twin: a sorted array. */
class SortedQueue {
  private readonly events: { timeUs: number; order: number; id: number }[] = [];
  private order = 0;

  push(timeUs: number, id: number): void {
    this.events.push({ timeUs, order: this.order++, id });
    this.events.sort((left, right) => left.timeUs - right.timeUs || left.order - right.order);
  }

  move(id: number, timeUs: number): void {
    this.remove(id);
    this.push(timeUs, id);
  }

  remove(id: number): void {
    this.events.splice(
      this.events.findIndex((event) => event.id === id),
      1,
    );
  }

  pop(): number | undefined {
    return this.events.shift()?.id;
  }

  get ids(): number[] {
    return this.events.map((event) => event.id);
  }
}

interface Step {
  readonly action: 'push' | 'pop' | 'move' | 'remove';
  readonly timeUs: number;
  readonly which: number;
}

/** The queue and its twin, which must agree after every step. */
class BothQueues {
  private readonly queue = new EventQueue();
  private readonly twin = new SortedQueue();
  private readonly slots = new Map<number, number>();

  take({ action, timeUs, which }: Step): void {
    const pending = this.twin.ids;
    const chosen = pending[which % Math.max(1, pending.length)];
    if (action === 'push') this.push(timeUs);
    else if (chosen !== undefined) this.change(action, chosen, timeUs);
    expect(this.queue.size).toBe(this.twin.ids.length);
  }

  drain(): void {
    while (this.queue.size > 0) this.pop();
  }

  private push(timeUs: number): void {
    const id = this.slots.size;
    this.slots.set(id, this.queue.push(timeUs, 0, id, 0, 0, undefined));
    this.twin.push(timeUs, id);
  }

  private change(action: 'pop' | 'move' | 'remove', id: number, timeUs: number): void {
    const slot = this.slots.get(id) as number;
    if (action === 'pop') this.pop();
    else if (action === 'move') {
      this.queue.move(slot, timeUs);
      this.twin.move(id, timeUs);
    } else {
      this.queue.remove(slot);
      this.twin.remove(id);
    }
  }

  private pop(): void {
    this.queue.pop();
    expect(this.queue.a).toBe(this.twin.pop());
  }
}

const step: fc.Arbitrary<Step> = fc.record({
  action: fc.constantFrom('push', 'push', 'push', 'pop', 'move', 'remove'),
  timeUs: fc.nat(20),
  which: fc.nat(1000),
});

describe('the event queue', () => {
  it('gives events in the order of time, and of arrival where times are equal, whatever is moved or removed', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 2000 }), (steps) => {
        const both = new BothQueues();
        for (const one of steps) both.take(one);
        both.drain();
      }),
      { numRuns: 200 },
    );
  });

  it('keeps all fields of an event, past several growths', () => {
    const queue = new EventQueue();
    for (let index = 0; index < 5000; index++) {
      queue.push(5000 - index, index % 9, index, -index, index * 2, `payload ${index}`);
    }
    for (let index = 4999; index >= 0; index--) {
      queue.pop();
      expect([queue.timeUs, queue.kind, queue.a, queue.b, queue.c, queue.takePayload()]).toEqual([
        5000 - index,
        index % 9,
        index,
        0 - index,
        index * 2,
        `payload ${index}`,
      ]);
    }
  });

  it('shuffles events of one instant by its tie key, the same way each time and no event twice', () => {
    const orderFor = (tieKey: number): number[] => {
      const queue = new EventQueue();
      queue.reset(tieKey);
      for (let id = 0; id < 100; id++) queue.push(7, MESSAGE, id, 0, 0, undefined);
      return Array.from({ length: 100 }, () => {
        queue.pop();
        return queue.a;
      });
    };
    expect(orderFor(12345)).toEqual(orderFor(12345));
    expect(orderFor(12345)).not.toEqual(orderFor(54321));
    expect(orderFor(12345)).not.toEqual(orderFor(0));
    expect(orderFor(12345).sort((left, right) => left - right)).toEqual(orderFor(0));
  });

  it('holds at most 120 bytes a pending event, spare capacity included', () => {
    const queue = new EventQueue();
    // Right after a growth by half, a third of the capacity is spare.
    expect(queue.bytesPerSlot() * 1.5).toBeLessThanOrEqual(120);
  });
});
