import { assert } from '../core/assert.ts';
import type { Micros } from '../core/micros.ts';
import { CALLBACK } from './event-kinds.ts';

const INITIAL_CAPACITY = 256;
const MAX_SEQUENCE = 0x7fff_fffe;

/**
 * The pending events of a simulation, ordered by (time, sequence).
 *
 * A 4-ary heap on parallel typed arrays. The keys lie in heap order, so that the four children of an entry are
 * neighbours in memory; the rest of an event lies in a slot that never moves and is named by its number, so that
 * a timer can be moved or removed in place and leaves nothing behind. About 50 bytes a pending event.
 *
 * `pop` leaves the event in the public fields, and its payload for `takePayload`, instead of returning an object: it is called for every event.
 */
export class EventQueue {
  /** The event that `pop` removed last. */
  timeUs: Micros = 0;
  kind = 0;
  a = 0;
  b = 0;
  c = 0;
  /** The slot that it had, free again by now. Its payload waits there for `takePayload`. */
  slot = -1;

  /** How many events are pending. */
  size = 0;

  // By heap position.
  private times: Float64Array = new Float64Array(INITIAL_CAPACITY);
  private orders: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private slots: Int32Array = new Int32Array(INITIAL_CAPACITY);
  // By slot. `positions` of a free slot holds the next free slot.
  private positions: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private kinds: Uint8Array = new Uint8Array(INITIAL_CAPACITY);
  private as: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private bs: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private cs: Int32Array = new Int32Array(INITIAL_CAPACITY);
  private payloads: unknown[] = [];

  private capacity = INITIAL_CAPACITY;
  /**
   * 1 while the root is vacant. `pop` leaves it so, because what runs next most often pushes an event: filling the
   * root with that costs one pass through the heap instead of two.
   */
  private hole: 0 | 1 = 0;
  private firstFree = -1;
  private usedSlots = 0;
  private sequence = 0;
  private tieKey = 0;

  /** Forgets every event. With a `tieKey` other than 0, events of one instant come in a random order that it determines. */
  reset(tieKey = 0): void {
    this.payloads.fill(undefined);
    this.size = 0;
    this.hole = 0;
    this.firstFree = -1;
    this.usedSlots = 0;
    this.sequence = 0;
    this.tieKey = tieKey;
  }

  /** The time of the next event, Infinity when there is none. */
  nextTimeUs(): Micros {
    if (this.size === 0) return Number.POSITIVE_INFINITY;
    if (this.hole === 1) this.fillHole();
    return this.times[0] as number;
  }

  /** Adds an event and returns its slot, which names it for `move` and `remove` until it is popped. */
  push(timeUs: Micros, kind: number, a: number, b: number, c: number, payload: unknown): number {
    const slot = this.claimSlot();
    this.kinds[slot] = kind;
    this.as[slot] = a;
    this.bs[slot] = b;
    this.cs[slot] = c;
    this.payloads[slot] = payload;
    const order = this.nextOrder(kind);
    const end = this.size++;
    if (this.hole === 1) {
      this.hole = 0;
      this.siftDown(0, timeUs, order, slot);
    } else this.siftUp(end, timeUs, order, slot);
    return slot;
  }

  /** As `pop`, if the first event is due by `untilUs`; else, or when there is none, false. */
  popUntil(untilUs: Micros): boolean {
    if (this.size === 0) return false;
    if (this.hole === 1) this.fillHole();
    if ((this.times[0] as number) > untilUs) return false;
    this.takeRoot();
    return true;
  }

  /** Removes the first event and leaves it in the public fields. The queue must not be empty. */
  pop(): void {
    if (this.hole === 1) this.fillHole();
    this.takeRoot();
  }

  /**
   * The payload of the event that was popped last; to be called once for each, before the next `push`. It does not stand
   * in a field like the rest: to write a reference to something new into something old costs a garbage collector's mark.
   */
  takePayload(): unknown {
    const payload = this.payloads[this.slot];
    this.payloads[this.slot] = undefined;
    return payload;
  }

  private takeRoot(): void {
    const slot = this.slots[0] as number;
    this.timeUs = this.times[0] as number;
    this.kind = this.kinds[slot] as number;
    this.a = this.as[slot] as number;
    this.b = this.bs[slot] as number;
    this.c = this.cs[slot] as number;
    this.slot = slot;
    this.positions[slot] = this.firstFree;
    this.firstFree = slot;
    this.size--;
    this.hole = 1;
    // Nothing rises above the hole.
    this.times[0] = Number.NEGATIVE_INFINITY;
  }

  /** Gives a pending event another time, as if it were pushed anew. */
  move(slot: number, timeUs: Micros): void {
    const order = this.nextOrder(this.kinds[slot] as number);
    this.place(this.positions[slot] as number, timeUs, order, slot);
  }

  /** The time of a pending event. */
  timeOf(slot: number): Micros {
    return this.times[this.positions[slot] as number] as number;
  }

  /** Takes a pending event out. */
  remove(slot: number): void {
    const position = this.positions[slot] as number;
    this.payloads[slot] = undefined;
    this.positions[slot] = this.firstFree;
    this.firstFree = slot;
    this.size--;
    this.moveLastTo(position);
  }

  /** Bytes held for a pending event at the present capacity, the reference to its payload included. */
  bytesPerSlot(): number {
    return 8 + 4 + 4 + 4 + 1 + 4 + 4 + 4 + 8;
  }

  /** Closes the hole at the root that `pop` left and no `push` has filled. */
  private fillHole(): void {
    this.hole = 0;
    this.moveLastTo(0);
  }

  /** Fills a vacant position with the last entry of the heap, unless it is the last itself. */
  private moveLastTo(position: number): void {
    const last = this.size + this.hole;
    if (position === last) return;
    this.place(
      position,
      this.times[last] as number,
      this.orders[last] as number,
      this.slots[last] as number,
    );
  }

  private place(position: number, timeUs: number, order: number, slot: number): void {
    const parent = (position - 1) >> 2;
    if (position > 0 && this.isBefore(timeUs, order, parent))
      this.siftUp(position, timeUs, order, slot);
    else this.siftDown(position, timeUs, order, slot);
  }

  private isBefore(timeUs: number, order: number, position: number): boolean {
    const other = this.times[position] as number;
    return timeUs < other || (timeUs === other && order < (this.orders[position] as number));
  }

  private siftUp(start: number, timeUs: number, order: number, slot: number): void {
    const { times, orders, slots, positions } = this;
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 2;
      const parentTime = times[parent] as number;
      if (parentTime < timeUs || (parentTime === timeUs && (orders[parent] as number) < order))
        break;
      const moved = slots[parent] as number;
      times[position] = parentTime;
      orders[position] = orders[parent] as number;
      slots[position] = moved;
      positions[moved] = position;
      position = parent;
    }
    times[position] = timeUs;
    orders[position] = order;
    slots[position] = slot;
    positions[slot] = position;
  }

  // biome-ignore lint/complexity/noExcessiveCognitiveComplexity: the hottest loop of the engine stays in one piece.
  private siftDown(start: number, timeUs: number, order: number, slot: number): void {
    const { times, orders, slots, positions } = this;
    const size = this.size + this.hole;
    let position = start;
    for (;;) {
      const first = (position << 2) + 1;
      if (first >= size) break;
      const end = first + 4 < size ? first + 4 : size;
      let least = first;
      let leastTime = times[first] as number;
      for (let child = first + 1; child < end; child++) {
        const time = times[child] as number;
        if (
          time < leastTime ||
          (time === leastTime && (orders[child] as number) < (orders[least] as number))
        ) {
          least = child;
          leastTime = time;
        }
      }
      if (timeUs < leastTime || (timeUs === leastTime && order < (orders[least] as number))) break;
      const moved = slots[least] as number;
      times[position] = leastTime;
      orders[position] = orders[least] as number;
      slots[position] = moved;
      positions[moved] = position;
      position = least;
    }
    times[position] = timeUs;
    orders[position] = order;
    slots[position] = slot;
    positions[slot] = position;
  }

  /**
   * Sequence numbers break ties. Shuffled, they pass through a bijection of 31 bits, so no two are ever equal;
   * callbacks, which faults and not the simulated world asked for, then come first and in their order.
   */
  private nextOrder(kind: number): number {
    const sequence = this.sequence++;
    assert(sequence < MAX_SEQUENCE, 'A trial has at most 2^31 events.');
    if (this.tieKey === 0) return sequence;
    if (kind === CALLBACK) return sequence - MAX_SEQUENCE;
    let order = (Math.imul(sequence, 0x2c1b3c6d) + this.tieKey) & 0x7fff_ffff;
    order ^= order >>> 15;
    order = Math.imul(order, 0x297a2d39) & 0x7fff_ffff;
    return order ^ (order >>> 14);
  }

  private claimSlot(): number {
    const slot = this.firstFree;
    if (slot !== -1) {
      this.firstFree = this.positions[slot] as number;
      return slot;
    }
    if (this.usedSlots === this.capacity) this.grow();
    return this.usedSlots++;
  }

  private grow(): void {
    const capacity = Math.ceil(this.capacity * 1.5);
    this.times = grown(new Float64Array(capacity), this.times);
    this.orders = grown(new Int32Array(capacity), this.orders);
    this.slots = grown(new Int32Array(capacity), this.slots);
    this.positions = grown(new Int32Array(capacity), this.positions);
    this.kinds = grown(new Uint8Array(capacity), this.kinds);
    this.as = grown(new Int32Array(capacity), this.as);
    this.bs = grown(new Int32Array(capacity), this.bs);
    this.cs = grown(new Int32Array(capacity), this.cs);
    this.capacity = capacity;
  }
}

function grown<A extends { set(source: A): void }>(larger: A, present: A): A {
  larger.set(present);
  return larger;
}
