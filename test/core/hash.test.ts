import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  combine,
  hashHigh,
  hashLow,
  hashString,
  KeyedRandom,
  keyedHash,
  mix32,
  uniformFrom,
} from '../../src/core/hash.ts';

/** How far, in standard deviations, the counts of `samples` numbers in [0, 1) over 1024 cells are from even. */
function unevenness(samples: number, uniform: (k: number) => number): number {
  const cells = 1024;
  const counts = new Uint32Array(cells);
  for (let k = 0; k < samples; k += 1) {
    const cell = Math.floor(uniform(k) * cells);
    counts[cell] = (counts[cell] as number) + 1;
  }
  const expected = samples / cells;
  let chiSquare = 0;
  for (const count of counts) chiSquare += (count - expected) ** 2 / expected;
  return Math.abs(chiSquare - (cells - 1)) / Math.sqrt(2 * (cells - 1));
}

/** One number in [0, 1) of two, so that evenness over it is evenness over pairs. */
function pair(first: number, second: number): number {
  return (Math.floor(first * 32) + second) / 32;
}

const int32 = (): fc.Arbitrary<number> => fc.integer({ min: -0x80000000, max: 0x7fffffff });

describe('the integer hashes', () => {
  test('give signed 32-bit integers', () => {
    fc.assert(
      fc.property(int32(), int32(), fc.string(), (a, b, text) => {
        for (const hash of [mix32(a), combine(a, b), hashString(text)]) expect(hash).toBe(hash | 0);
      }),
    );
  });

  test('mix32 and combine never map two integers to one', () => {
    const mixed = new Set<number>();
    const combined = new Set<number>();
    for (let x = -50_000; x < 50_000; x += 1) {
      mixed.add(mix32(x));
      combined.add(combine(12345, x));
    }
    expect([mixed.size, combined.size]).toEqual([100_000, 100_000]);
  });

  test('combine minds the order', () => {
    expect(combine(combine(0, 1), 2)).not.toBe(combine(combine(0, 2), 1));
  });

  test('hashString tells texts apart by each unit, by length and by seed', () => {
    const texts = ['', 'a', 'b', 'aa', 'ab', 'ba', '\0', '\0\0', 'node-1', 'node-10', 'ä', '😀'];
    const hashes = texts.flatMap((text) => [hashString(text), hashString(text, 1)]);
    expect(new Set(hashes).size).toBe(2 * texts.length);
  });

  test('have the same values on every runtime', () => {
    expect([mix32(1), mix32(-1), mix32(0x9e3779b9)]).toEqual([114555507, -642423165, -1000140750]);
    expect([combine(0, 0), combine(1, 2), combine(-5, 7)]).toEqual([
      -430675100, 2001329867, -755312504,
    ]);
    expect([hashString(''), hashString('raft'), hashString('ä😀', 7)]).toEqual([
      0, 1052763210, 253985348,
    ]);
    keyedHash(1, 2, 3, 4, 5);
    expect([hashHigh(), hashLow()]).toEqual([1834884101, 1313144334]);
  });
});

describe('uniformFrom', () => {
  test('spans [0, 1) with 53 bits', () => {
    expect(uniformFrom(0, 0)).toBe(0);
    expect(uniformFrom(-1, -1)).toBe(1 - 2 ** -53);
    expect(uniformFrom(0, 64)).toBe(2 ** -53);
    expect(uniformFrom(0x80000000, 0)).toBe(0.5);
  });
});

describe('keyedHash', () => {
  test('each bit of each argument flips each bit of the result half of the time', () => {
    const trials = 2000;
    let worst = 0;
    for (let flip = 0; flip < 5 * 32; flip += 1) {
      const flips = new Uint32Array(64);
      for (let trial = 0; trial < trials; trial += 1) {
        const input = [mix32(trial + 1), mix32(~trial), trial & 7, (trial >> 3) & 7, trial >> 6];
        const [key0, key1, a, b, c] = input as [number, number, number, number, number];
        keyedHash(key0, key1, a, b, c);
        const [high, low] = [hashHigh(), hashLow()];
        input[flip >> 5] = (input[flip >> 5] as number) ^ (1 << (flip & 31));
        keyedHash(...(input as [number, number, number, number, number]));
        for (let bit = 0; bit < 32; bit += 1) {
          flips[bit] = (flips[bit] as number) + (((high ^ hashHigh()) >>> bit) & 1);
          flips[bit + 32] = (flips[bit + 32] as number) + (((low ^ hashLow()) >>> bit) & 1);
        }
      }
      for (const count of flips) worst = Math.max(worst, Math.abs(count / trials - 0.5));
    }
    // 10,240 counts with a deviation of 0.011 each: 5.4 deviations are never reached by chance.
    expect(worst).toBeLessThan(0.06);
  });

  test('inputs that differ in one argument only never collide', () => {
    for (const position of [2, 3, 4]) {
      const seen = new Set<number>();
      for (let x = 0; x < 20_000; x += 1) {
        const input: [number, number, number, number, number] = [11, 22, 33, 44, 55];
        input[position] = x;
        keyedHash(...input);
        seen.add(uniformFrom(hashHigh(), hashLow()) * 2 ** 53);
      }
      expect(seen.size).toBe(20_000);
    }
  });
});

describe('KeyedRandom', () => {
  const random = new KeyedRandom('hash.test');
  const at = (from: number, to: number, count: number, lane: number): number => {
    random.draw(from, to, count);
    return random.uniform(lane);
  };

  test('a uniform depends on seed, link, count and lane, and on nothing that was drawn before', () => {
    const fresh = new KeyedRandom('hash.test');
    fresh.draw(3, 1, 99);
    for (let lane = 10; lane >= 0; lane -= 1) fresh.uniform(lane);
    fresh.draw(1, 2, 3);
    const uniform = fresh.uniform(4);
    expect(at(1, 2, 3, 4)).toBe(uniform);
    for (const other of [at(2, 1, 3, 4), at(1, 2, 4, 4), at(1, 2, 3, 5)]) {
      expect(other).not.toBe(uniform);
    }
    fresh.reseed('another');
    fresh.draw(1, 2, 3);
    expect(fresh.uniform(4)).not.toBe(uniform);
  });

  test('a number and its decimal text are the same seed', () => {
    const [number, text] = [new KeyedRandom(42), new KeyedRandom('42')];
    number.draw(1, 2, 3);
    text.draw(1, 2, 3);
    expect(number.uniform(0)).toBe(text.uniform(0));
  });

  test('reseeding leaves nothing of the former seed', () => {
    const reused = new KeyedRandom('before');
    reused.draw(7, 7, 7);
    reused.reseed('after');
    expect(reused.uniform(0)).toBe(new KeyedRandom('after').uniform(0));
  });

  test.each<[string, (k: number) => number]>([
    ['the messages of one link', (k) => at(1, 2, k, 0)],
    ['senders', (k) => at(k, 2, 5, 0)],
    ['recipients', (k) => at(1, k, 5, 0)],
    ['the links of a small cluster', (k) => at(k & 7, (k >> 3) & 7, k >> 6, 1)],
    ['lanes', (k) => at(1, 2, k >> 3, k & 7)],
    ['the middle bits', (k) => (at(1, 2, k, 3) * 2 ** 21) % 1],
    ['the last bits', (k) => (at(1, 2, k, 3) * 2 ** 43) % 1],
    ['pairs of successive messages', (k) => pair(at(1, 2, k, 0), at(1, 2, k + 1, 0))],
    ['pairs of lanes', (k) => pair(at(1, 2, k, 0), at(1, 2, k, 1))],
    ['pairs of a link and its reverse', (k) => pair(at(1, 2, k, 0), at(2, 1, k, 0))],
    ['pairs of neighbouring recipients', (k) => pair(at(1, 2, k, 2), at(1, 3, k, 2))],
  ])('uniforms are even over %s', (_name, uniform) => {
    expect(unevenness(200_000, uniform)).toBeLessThan(4.5);
  });

  test('uniforms are even over seeds that count up, as trials have them', () => {
    const seeded = (k: number): number => {
      random.reseed(`42:${k}`);
      return at(0, 1, 0, 0);
    };
    expect(unevenness(100_000, seeded)).toBeLessThan(4.5);
    random.reseed('hash.test');
  });

  test('has the same values on every runtime', () => {
    const golden = new KeyedRandom(42);
    const uniforms = [0, 1, 2].map((count) => {
      golden.draw(0, 1, count);
      return [golden.uniform(0), golden.uniform(1)];
    });
    expect(uniforms).toEqual([
      [0.8084447986465738, 0.2855381132550596],
      [0.5502061495969764, 0.5967998783546368],
      [0.020884541350327135, 0.9926306321059811],
    ]);
  });
});
