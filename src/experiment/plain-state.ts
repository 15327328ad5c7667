import { readSignature } from '../engine/keys.ts';
import type { Foldable } from '../engine/trace-hash.ts';

/** A value as JSON holds it. What was left out stands there as `{ '…': how many members }`. */
export type PlainValue =
  | null
  | boolean
  | number
  | string
  | readonly PlainValue[]
  | { readonly [member: string]: PlainValue };

/** The name under which a plain value says how many members are left out. */
export const LEFT_OUT = '…';

const DEEPEST = 12;
const MOST_ITEMS = 2_000;
const MOST_MEMBERS = 20_000;
const LONGEST_TEXT = 1_000;

/**
 * Copies a node's memory, or any other value, as plain JSON: maps as objects, sets as arrays, the storage cells and
 * logs of the engine as what they hold. Functions and undefined members are absent, as in JSON.
 *
 * It ends for any value: what lies too deep, and what is too much, is left out and counted.
 */
export class PlainCopier {
  // What a disk holds is immutable: write a new value, never change the old one in place.
  private readonly durable: WeakMap<object, PlainValue> = new WeakMap();
  private left = 0;

  copy(value: unknown): PlainValue {
    this.left = MOST_MEMBERS;
    return this.plain(value, 0);
  }

  private plain(value: unknown, depth: number): PlainValue {
    switch (typeof value) {
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'string':
        return value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT)}…`;
      case 'boolean':
        return value;
      case 'bigint':
        return String(value);
      case 'object':
        return value === null ? null : this.composite(value, depth);
      default:
        return null;
    }
  }

  private composite(value: object, depth: number): PlainValue {
    const signature = readSignature(value);
    if (signature !== undefined) return this.members(Object.entries(signature), depth);
    if (isFoldable(value)) return this.stored(value.folded(), depth);
    if (Array.isArray(value))
      return this.items(value, depth, (item) => this.plain(item, depth + 1));
    if (value instanceof Set) {
      return this.items([...value], depth, (item) => this.plain(item, depth + 1));
    }
    if (value instanceof Map) {
      return this.members(this.namedEntries(value, depth), depth);
    }
    return this.members(Object.entries(value).filter(isShown), depth);
  }

  /** The content of a cell or a log, each record of which is copied once. */
  private stored(content: unknown, depth: number): PlainValue {
    if (!Array.isArray(content)) return this.durableValue(content, depth);
    return this.items(content, depth, (record) => this.durableValue(record, depth + 1));
  }

  private durableValue(value: unknown, depth: number): PlainValue {
    if (typeof value !== 'object' || value === null) return this.plain(value, depth);
    const known = this.durable.get(value);
    if (known !== undefined) return known;
    const copy = this.plain(value, depth);
    this.durable.set(value, copy);
    return copy;
  }

  private items(
    items: readonly unknown[],
    depth: number,
    copy: (item: unknown) => PlainValue,
  ): PlainValue {
    const room = this.roomFor(items.length, depth);
    if (room === 0 && items.length > 0) return { [LEFT_OUT]: items.length };
    const copies = items.slice(0, room).map(copy);
    return room === items.length ? copies : [...copies, { [LEFT_OUT]: items.length - room }];
  }

  private members(entries: readonly (readonly [string, unknown])[], depth: number): PlainValue {
    const room = this.roomFor(entries.length, depth);
    const copies = entries
      .slice(0, room)
      .map(([name, member]): [string, PlainValue] => [name, this.plain(member, depth + 1)]);
    if (room < entries.length) copies.push([LEFT_OUT, entries.length - room]);
    // Unlike an assignment, this makes a member of any name, `__proto__` included.
    return Object.fromEntries(copies);
  }

  /** Names the entries of a map by its keys, told apart where two are written alike. */
  private namedEntries(map: ReadonlyMap<unknown, unknown>, depth: number): [string, unknown][] {
    const taken = new Set<string>();
    return [...map].map(([key, member]) => {
      const isSimple = typeof key !== 'object' || key === null;
      let name = isSimple ? String(key) : JSON.stringify(this.plain(key, depth + 1));
      while (taken.has(name)) name += '′';
      taken.add(name);
      return [name, member];
    });
  }

  private roomFor(count: number, depth: number): number {
    if (depth >= DEEPEST) return 0;
    const room = Math.min(count, MOST_ITEMS, this.left);
    this.left -= room;
    return room;
  }
}

function isShown([, member]: readonly [string, unknown]): boolean {
  return member !== undefined && typeof member !== 'function';
}

function isFoldable(value: object): value is Foldable {
  return typeof (value as Partial<Foldable>).folded === 'function';
}
