/**
 * Integer hashing for hot paths, and random numbers that are a hash of what they are for.
 *
 * Every function returns a signed 32-bit integer, which engines hold without allocation; `hash >>> 0` is the
 * same bits as an unsigned number. None of this resists an adversary who may choose the input.
 */

/**
 * Scrambles a 32-bit integer so that each bit of the input flips each bit of the output half of the time.
 *
 * A bijection: no two inputs collide, and 0 stays 0. Numbers beyond 32 bits are taken modulo 2^32.
 * [Wellons 2018]
 */
export function mix32(x: number): number {
  let h = x | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0aaad);
  h = Math.imul(h ^ (h >>> 15), 0xd35a2d97);
  return h ^ (h >>> 15);
}

/**
 * Folds one more 32-bit integer into a running hash. The order matters: combine(combine(h, a), b) is not
 * combine(combine(h, b), a).
 *
 * For a fixed hash it is a bijection of `x`, and the other way round. Start from any number, and pass the
 * result through `mix32` before taking single bits of it. [Appleby 2016, MurmurHash3_x86_32]
 */
export function combine(hash: number, x: number): number {
  const h = hash ^ scramble(x);
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0;
}

function scramble(x: number): number {
  const k = Math.imul(x, 0xcc9e2d51);
  return Math.imul((k << 15) | (k >>> 17), 0x1b873593);
}

/**
 * Hashes a text by its UTF-16 code units, so the result depends neither on the locale nor on the runtime.
 *
 * Different `seed`s give independent hashes of the same text.
 */
export function hashString(text: string, seed = 0): number {
  let h = seed | 0;
  for (let index = 0; index < text.length; index += 1) h = combine(h, text.charCodeAt(index));
  return mix32(h ^ text.length);
}

/** Makes a number in [0, 1), a multiple of 2^-53, of the 53 leading bits of two 32-bit words. */
export function uniformFrom(high: number, low: number): number {
  return ((high >>> 5) * 67108864 + (low >>> 6)) * 1.1102230246251565e-16;
}

/** What the last keyedHash left. A typed array, so that nothing is boxed. */
const hashed = new Int32Array(2);

/**
 * Hashes three 32-bit integers under a key of 64 bits to 64 bits, which `hashHigh` and `hashLow` then return
 * until the next call.
 *
 * Each argument and each half of the key reaches all bits of both words, and inputs that differ in one
 * argument only never collide.
 */
export function keyedHash(key0: number, key1: number, a: number, b: number, c: number): void {
  const first = mix32((key0 ^ a) + Math.imul(b, 0x9e3779b9));
  const second = mix32(first ^ ((key1 ^ b) + Math.imul(c, 0x85ebca6b)));
  hashed[0] = mix32(first + second);
  hashed[1] = second;
}

/** The first 32 bits of the last `keyedHash`. */
export function hashHigh(): number {
  return hashed[0] as number;
}

/** The last 32 bits of the last `keyedHash`. */
export function hashLow(): number {
  return hashed[1] as number;
}

/**
 * Gives random numbers that belong to a thing instead of to a moment: the k-th uniform of the n-th message from
 * one endpoint to another is a hash of exactly that, so removing one message or one draw changes no other.
 *
 * `draw` names the thing, `uniform` gives its independent uniforms by lane, in any order and as often as wanted.
 * Nothing is allocated by either.
 */
export class KeyedRandom {
  /** The key in the first two words, the base of the last draw in the others. */
  readonly #words = new Int32Array(4);

  /** A number and its decimal text are the same seed. */
  constructor(seed: string | number) {
    this.reseed(seed);
  }

  /** Starts again as a new object with this seed would. */
  reseed(seed: string | number): void {
    const text = String(seed);
    const words = this.#words;
    words[0] = hashString(text, 0x243f6a88);
    words[1] = hashString(text, 0x85a308d3);
    this.draw(0, 0, 0);
  }

  /** Turns to the thing with these three 32-bit numbers, for a message: its sender, its recipient, its count. */
  draw(from: number, to: number, count: number): void {
    const words = this.#words;
    keyedHash(words[0] as number, words[1] as number, from, to, count);
    words[2] = hashed[0] as number;
    words[3] = hashed[1] as number;
  }

  /** The uniform number in [0, 1), with 53 bits, of this lane of the thing last drawn. A lane is any 32-bit integer. */
  uniform(lane: number): number {
    const words = this.#words;
    const low = mix32((words[2] as number) + Math.imul(lane, 0x9e3779b9));
    const high = mix32(((words[3] as number) ^ low) + lane);
    return uniformFrom(high, low);
  }
}
