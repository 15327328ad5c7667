import { combine, mix32 } from '../../core/hash.ts';

// The fields of a node, before its three sets of bits: placed, hideable, open.
const STATE = 0;
const LEVEL = 1;
const FRESH = 2;
const PARENT = 3;
const PLACED_LAST = 4;
const OPEN_COUNT = 5;
const NEXT_OF_KEY = 6;
const FIELDS = 7;

/** Stands for no node. */
export const NO_NODE = -1;

/**
 * The configurations that a search has reached, side by side in one typed array.
 *
 * A configuration is a level, the state, and three sets. *Placed*: the pending operations, by slot, that have taken
 * effect. *Hideable*: those that have not, but may have without a trace. *Open*: the operations without an answer that
 * have taken effect. Of two configurations that are equal otherwise, the one with fewer open and more hideable
 * operations can do all that the other can, and makes it superfluous.
 */
export class SearchNodes {
  count = 0;
  /** How many pairs of configurations were compared. */
  comparisons = 0;
  private readonly slotWords: number;
  private readonly stride: number;
  private words: Int32Array;
  // Open addressing: the newest node of each key, plus one; 0 is free.
  private table: Int32Array = new Int32Array(1 << 8);
  private keys = 0;

  constructor(slotCount: number, openCount: number) {
    this.slotWords = (slotCount + 31) >>> 5;
    this.stride = FIELDS + 2 * this.slotWords + ((openCount + 31) >>> 5);
    this.words = new Int32Array(this.stride << 8);
  }

  state(node: number): number {
    return this.words[node * this.stride + STATE] as number;
  }

  level(node: number): number {
    return this.words[node * this.stride + LEVEL] as number;
  }

  /** What was placed last, if that was an overwrite that nothing has met and that need not have happened yet. */
  fresh(node: number): number {
    return this.words[node * this.stride + FRESH] as number;
  }

  parent(node: number): number {
    return this.words[node * this.stride + PARENT] as number;
  }

  /** What was placed to come here, as the search numbers it. */
  placedLast(node: number): number {
    return this.words[node * this.stride + PLACED_LAST] as number;
  }

  /** How many open operations have taken effect. */
  openCount(node: number): number {
    return this.words[node * this.stride + OPEN_COUNT] as number;
  }

  hasPlaced(node: number, slot: number): boolean {
    return this.hasBit(node * this.stride + FIELDS, slot);
  }

  canHide(node: number, slot: number): boolean {
    return this.hasBit(node * this.stride + FIELDS + this.slotWords, slot);
  }

  hasOpen(node: number, open: number): boolean {
    return this.hasBit(node * this.stride + FIELDS + 2 * this.slotWords, open);
  }

  /** Adds the states on the way to a node, as far back as it was at this level or later. */
  noteStates(last: number, level: number, states: Set<number>): void {
    for (let node = last; node !== NO_NODE && this.level(node) >= level; node = this.parent(node)) {
      states.add(this.state(node));
    }
  }

  /** Begins a new node, number `count`, as a copy of its parent. It does not count until it is kept. */
  propose(parent: number, placedLast: number, state: number, level: number, fresh: number): void {
    const { stride } = this;
    if ((this.count + 1) * stride > this.words.length) this.grow();
    const { words } = this;
    const at = this.count * stride;
    if (parent === NO_NODE) words.fill(0, at, at + stride);
    else words.copyWithin(at, parent * stride, parent * stride + stride);
    words[at + STATE] = state;
    words[at + LEVEL] = level;
    words[at + FRESH] = fresh;
    words[at + PARENT] = parent;
    words[at + PLACED_LAST] = placedLast;
  }

  setProposedLevel(level: number): void {
    this.words[this.count * this.stride + LEVEL] = level;
  }

  setProposedFresh(fresh: number): void {
    this.words[this.count * this.stride + FRESH] = fresh;
  }

  placeInProposed(slot: number): void {
    this.clearSlot(slot);
    this.setBit(this.count * this.stride + FIELDS, slot);
  }

  hideableInProposed(slot: number): void {
    this.setBit(this.count * this.stride + FIELDS + this.slotWords, slot);
  }

  /** The operation has returned: its slot is for another one. */
  clearSlot(slot: number): void {
    const at = this.count * this.stride + FIELDS;
    this.clearBit(at, slot);
    this.clearBit(at + this.slotWords, slot);
  }

  /** The open operation has taken effect; where it recurs it may do so again. */
  openInProposed(open: number, recurs: boolean): void {
    const at = this.count * this.stride;
    if (!recurs) this.setBit(at + FIELDS + 2 * this.slotWords, open);
    this.words[at + OPEN_COUNT] = (this.words[at + OPEN_COUNT] as number) + 1;
  }

  /** Keeps the proposed node and gives its number, or `NO_NODE` where one is known that can do all that it can. */
  keep(): number {
    if (this.keys * 2 >= this.table.length) this.rehash();
    const { table, words, stride, count } = this;
    const place = this.placeOf(count);
    const head = (table[place] as number) - 1;
    for (let node = head; node !== NO_NODE; node = words[node * stride + NEXT_OF_KEY] as number) {
      this.comparisons++;
      if (this.canDoAllOf(node, count)) return NO_NODE;
    }
    if (head === NO_NODE) this.keys++;
    words[count * stride + NEXT_OF_KEY] = head;
    table[place] = count + 1;
    return this.count++;
  }

  /** The place in the table of this node's key, or the free place where it belongs. */
  private placeOf(node: number): number {
    const { table, words, stride, slotWords } = this;
    const at = node * stride;
    let hash = combine(words[at + STATE] as number, words[at + LEVEL] as number);
    for (let word = 0; word < slotWords; word++) {
      hash = combine(hash, words[at + FIELDS + word] as number);
    }
    const mask = table.length - 1;
    let place = mix32(hash + (words[at + FRESH] as number)) & mask;
    while (table[place] !== 0 && !this.hasKeyOf((table[place] as number) - 1, node)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  private hasKeyOf(left: number, right: number): boolean {
    const { words, stride, slotWords } = this;
    const a = left * stride;
    const b = right * stride;
    for (let field = STATE; field <= FRESH; field++) {
      if (words[a + field] !== words[b + field]) return false;
    }
    for (let word = FIELDS; word < FIELDS + slotWords; word++) {
      if (words[a + word] !== words[b + word]) return false;
    }
    return true;
  }

  /** Of two nodes with one key: whether the left has all hideable operations of the right, and no open one more. */
  private canDoAllOf(left: number, right: number): boolean {
    const { words, stride, slotWords } = this;
    const a = left * stride;
    const b = right * stride;
    const firstOpen = FIELDS + 2 * slotWords;
    for (let word = FIELDS + slotWords; word < firstOpen; word++) {
      if (((words[b + word] as number) & ~(words[a + word] as number)) !== 0) return false;
    }
    for (let word = firstOpen; word < stride; word++) {
      if (((words[a + word] as number) & ~(words[b + word] as number)) !== 0) return false;
    }
    return true;
  }

  private hasBit(at: number, bit: number): boolean {
    return (((this.words[at + (bit >>> 5)] as number) >>> (bit & 31)) & 1) === 1;
  }

  private setBit(at: number, bit: number): void {
    const word = at + (bit >>> 5);
    this.words[word] = (this.words[word] as number) | (1 << (bit & 31));
  }

  private clearBit(at: number, bit: number): void {
    const word = at + (bit >>> 5);
    this.words[word] = (this.words[word] as number) & ~(1 << (bit & 31));
  }

  private grow(): void {
    const grown = new Int32Array(this.words.length * 2);
    grown.set(this.words);
    this.words = grown;
  }

  private rehash(): void {
    const heads = this.table.filter((head) => head !== 0);
    this.table = new Int32Array(this.table.length * 2);
    for (const head of heads) this.table[this.placeOf(head - 1)] = head;
  }
}
