import { hashString } from '../core/hash.ts';

/**
 * A running 64-bit fingerprint of everything that happens in a trial, always on.
 *
 * Two 32-bit lanes with different constants; each word is mixed into both by a multiplication and a shift, so the
 * order of words matters. It tells runs apart, it is not cryptographic.
 */
export class TraceHash {
  // Code that is written out (telling.ts) reads and writes the lanes, too.
  low = 0x2545_f491;
  high = 0x4f6c_dd1d;

  reset(): void {
    this.low = 0x2545_f491;
    this.high = 0x4f6c_dd1d;
  }

  /** Folds one whole number of 32 bits. */
  word(value: number): void {
    const low = Math.imul(this.low ^ value, 0x9e37_79b1);
    this.low = low ^ (low >>> 15);
    const high = Math.imul((this.high + value) ^ 0x1656_67b1, 0x85eb_ca6b);
    this.high = high ^ (high >>> 13);
  }

  /** Folds any number: whole ones of 32 bits as such, others by their bits. */
  number(value: number): void {
    if ((value | 0) === value) {
      this.word(value | 0);
      return;
    }
    DOUBLE[0] = value;
    this.word(WORDS[0] as number);
    this.word(WORDS[1] as number);
  }

  /** Folds one event: what, when, where, of which type. */
  event(timeUs: number, kind: number, from: number, to: number, type: number): void {
    this.number(timeUs);
    this.word(type + kind);
    this.word((from << 16) ^ to);
  }

  /** Folds any plain value: primitives, arrays, maps, sets and objects, by their content and in their order. */
  value(value: unknown, depth = 0): void {
    // Not a switch, which would make a text of each type and compare texts.
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'boolean') this.word(value ? 0x5bd1_e995 : 0x1b87_3593);
    else if (typeof value === 'string') this.word(hashString(value));
    else if (typeof value === 'object') this.object(value, depth);
    // Functions and undefined count as absent: they carry no data.
    else this.word(0x6b43_a9b5);
  }

  /** Sixteen hexadecimal digits. */
  digest(): string {
    return hex(this.high) + hex(this.low);
  }

  private object(value: object | null, depth: number): void {
    if (value === null) return this.word(0x3c6e_f372);
    if (depth > MAX_DEPTH)
      throw new RangeError('A hashed value is nested deeper than 32 levels, or contains itself.');
    if (isFoldable(value)) return this.value(value.folded(), depth + 1);
    if (Array.isArray(value) || value instanceof Set) {
      for (const element of value) this.value(element, depth + 1);
    } else if (value instanceof Map) {
      for (const [key, element] of value) {
        this.value(key, depth + 1);
        this.value(element, depth + 1);
      }
    } else {
      // Objects list their keys in the order in which their literal wrote them, on every runtime.
      for (const key in value) this.value((value as Record<string, unknown>)[key], depth + 1);
    }
    this.word(0x71374491);
  }
}

/** What `word` does, as code over the variables `low` and `high`, which hold the lanes meanwhile. */
export function wordAsCode(value: string): string {
  return `low = Math.imul(low ^ ${value}, 0x9e3779b1);
  low ^= low >>> 15;
  high = Math.imul((high + ${value}) ^ 0x165667b1, 0x85ebca6b);
  high ^= high >>> 13;`;
}

/** An object of the engine's that stands for plain content: a storage cell for its value. */
export interface Foldable {
  folded(): unknown;
}

const MAX_DEPTH = 32;
const DOUBLE = new Float64Array(1);
const WORDS = new Int32Array(DOUBLE.buffer);

export function isFoldable(value: object): value is Foldable {
  return typeof (value as Partial<Foldable>).folded === 'function';
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
