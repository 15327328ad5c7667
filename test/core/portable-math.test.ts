import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { combine, KeyedRandom } from '../../src/core/hash.ts';
import {
  erfc,
  exp,
  log,
  log1p,
  normalCdf,
  normalQuantile,
  pow,
} from '../../src/core/portable-math.ts';

const view = new DataView(new ArrayBuffer(8));

/** The doubles in their order, as whole numbers, so that neighbours differ by 1. */
function ordinal(x: number): bigint {
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

/** How many doubles lie from one to the other; 0 also between NaN and NaN, and between 0 and -0. */
function ulpsBetween(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) === Number.isNaN(b) ? 0 : Infinity;
  const distance = ordinal(a) - ordinal(b);
  return Number(distance < 0n ? -distance : distance);
}

function bits(x: number): string {
  view.setFloat64(0, x);
  return view.getBigUint64(0).toString(16).padStart(16, '0');
}

function relativeError(found: number, expected: number): number {
  return Math.abs(found - expected) / Math.abs(expected);
}

const random = new KeyedRandom('portable-math');

/** The k-th of a fixed sequence of uniform numbers. */
function uniform(k: number): number {
  random.draw(k, 0, 0);
  return random.uniform(0);
}

/** The k-th of a fixed sequence of arbitrary doubles: all magnitudes, subnormals, NaNs and infinities. */
function anyDouble(k: number): number {
  random.draw(k, 1, 0);
  view.setUint32(0, random.uniform(0) * 4294967296);
  view.setUint32(4, random.uniform(1) * 4294967296);
  return view.getFloat64(0);
}

function worst(count: number, ulps: (k: number) => number): number {
  let most = 0;
  for (let k = 0; k < count; k += 1) most = Math.max(most, ulps(k));
  return most;
}

const SPECIAL = [
  0,
  -0,
  1,
  -1,
  Infinity,
  -Infinity,
  NaN,
  Number.MIN_VALUE,
  -Number.MIN_VALUE,
  2.2250738585072014e-308,
  2.225073858507201e-308,
  Number.MAX_VALUE,
  -Number.MAX_VALUE,
  Number.EPSILON,
  709.782712893384,
  709.7827128933841,
  -745.1332191019411,
  -745.1332191019412,
  Math.SQRT2,
  Math.SQRT1_2,
];

describe('portable exp, log, log1p and pow', () => {
  // Two results that are each within 1 ulp of the truth are equal or neighbours.
  test('exp is the same as, or next to, what the runtime gives', () => {
    expect(worst(50_000, (k) => ulpsBetween(exp(anyDouble(k)), Math.exp(anyDouble(k))))).toBe(0);
    const wide = (k: number): number => (uniform(k) - 0.5) * 1500;
    expect(worst(100_000, (k) => ulpsBetween(exp(wide(k)), Math.exp(wide(k))))).toBeLessThan(2);
    const narrow = (k: number): number => uniform(k) - 0.5;
    expect(worst(50_000, (k) => ulpsBetween(exp(narrow(k)), Math.exp(narrow(k))))).toBeLessThan(2);
    const subnormal = (k: number): number => -745.2 + uniform(k) * 37;
    expect(
      worst(50_000, (k) => ulpsBetween(exp(subnormal(k)), Math.exp(subnormal(k)))),
    ).toBeLessThan(2);
  });

  test('log is the same as, or next to, what the runtime gives', () => {
    expect(
      worst(100_000, (k) => ulpsBetween(log(anyDouble(k)), Math.log(anyDouble(k)))),
    ).toBeLessThan(2);
    const near = (k: number): number => 0.5 + uniform(k) * 1.5;
    expect(worst(100_000, (k) => ulpsBetween(log(near(k)), Math.log(near(k))))).toBeLessThan(2);
    const subnormal = (k: number): number => uniform(k) * 2.2250738585072014e-308;
    expect(
      worst(50_000, (k) => ulpsBetween(log(subnormal(k)), Math.log(subnormal(k)))),
    ).toBeLessThan(2);
  });

  test('log1p is the same as, or next to, what the runtime gives', () => {
    expect(
      worst(100_000, (k) => ulpsBetween(log1p(anyDouble(k)), Math.log1p(anyDouble(k)))),
    ).toBeLessThan(2);
    const near = (k: number): number => uniform(k) * 4 - 1;
    expect(worst(100_000, (k) => ulpsBetween(log1p(near(k)), Math.log1p(near(k))))).toBeLessThan(2);
  });

  test('at limits and for arguments that are no number they do what the language prescribes', () => {
    for (const x of SPECIAL) {
      expect(ulpsBetween(exp(x), Math.exp(x)), `exp(${x})`).toBeLessThan(2);
      expect(ulpsBetween(log(x), Math.log(x)), `log(${x})`).toBeLessThan(2);
      expect(ulpsBetween(log1p(x), Math.log1p(x)), `log1p(${x})`).toBeLessThan(2);
      for (const y of [...SPECIAL, 0.5, -0.5, 2, 3, -3, 2 ** 53, 2 ** 53 - 1, 1e300]) {
        expect(ulpsBetween(pow(x, y), x ** y), `pow(${x}, ${y})`).toBeLessThan(2);
        expect(Object.is(pow(x, y), -0), `the sign of pow(${x}, ${y})`).toBe(Object.is(x ** y, -0));
      }
    }
    expect(log1p(-0)).toBe(-0);
  });

  test('pow agrees with products of whole numbers that are exact', () => {
    for (let base = 2; base <= 60; base += 1) {
      let product = 1;
      for (let exponent = 1; product * base <= Number.MAX_SAFE_INTEGER; exponent += 1) {
        product *= base;
        expect(pow(base, exponent), `${base}^${exponent}`).toBe(product);
        expect(pow(-base, exponent)).toBe(exponent % 2 === 0 ? product : -product);
      }
    }
  });

  // Computed with 40 digits.
  test.each([
    [1.0000000001, 1e12, 2.6881393700484107e43],
    [0.3, 0.7, 0.4305116202499342],
    [7.25, -3.5, 0.0009745788382739201],
    [2, 0.5, Math.SQRT2],
    [1e-310, 0.25, 3.162277660168377e-78],
    [123456789.5, 12.75, 1.4683039980487194e103],
    [0.999999, 1e8, 3.7198899660512546e-44],
    [1.5, 1000.5, 1.511139943175573e176],
  ])('pow(%d, %d) is within 1 ulp of its true value', (base, exponent, expected) => {
    expect(ulpsBetween(pow(base, exponent), expected)).toBeLessThan(2);
  });

  test('log undoes exp', () => {
    fc.assert(
      fc.property(fc.double({ min: -700, max: 700, noNaN: true }), (x) => {
        expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2.3e-16 * Math.max(1, Math.abs(x)));
      }),
    );
  });
});

describe('the normal distribution', () => {
  // Computed with 40 digits.
  test.each([
    [-3, 1.9999779095030015],
    [-1, 1.8427007929497148],
    [-0.5, 1.5204998778130465],
    [0, 1],
    [0.1, 0.887537083981715],
    [0.5, 0.4795001221869535],
    [0.9, 0.20309178757716786],
    [1.2, 0.08968602177036464],
    [2, 0.004677734981047266],
    [3, 2.209049699858544e-5],
    [6, 2.1519736712498913e-17],
    [10, 2.088487583762545e-45],
    [26, 5.663192408856143e-296],
  ])('erfc(%d) is %d', (x, expected) => {
    expect(relativeError(erfc(x), expected)).toBeLessThan(5e-16);
  });

  test.each([
    [-37, 5.725571222524577e-300],
    [-20, 2.7536241186062337e-89],
    [-8, 6.220960574271784e-16],
    [-5, 2.866515718791939e-7],
    [-3, 0.0013498980316300946],
    [-1.96, 0.024997895148220435],
    [-1, 0.15865525393145705],
    [-0.3, 0.3820885778110474],
    [0, 0.5],
    [0.5, 0.6914624612740131],
    [1, 0.8413447460685429],
    [2, 0.9772498680518208],
    [5, 0.9999997133484281],
  ])('normalCdf(%d) is %d', (z, expected) => {
    expect(relativeError(normalCdf(z), expected)).toBeLessThan(1e-15);
  });

  test.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965326],
    [1e-20, -9.262340089798407],
    [1e-10, -6.361340902404057],
    [1e-5, -4.264890793922825],
    [0.001, -3.0902323061678136],
    [0.025, -1.9599639845400543],
    [0.1, -1.2815515655446004],
    [0.25, -0.6744897501960817],
    [0.45, -0.12566134685507402],
    [0.6, 0.2533471031357997],
    [0.9, 1.2815515655446006],
    [0.975, 1.9599639845400538],
    [0.999999, 4.753424308817087],
  ])('normalQuantile(%d) is %d', (p, expected) => {
    expect(relativeError(normalQuantile(p), expected)).toBeLessThan(1e-15);
  });

  test('functions of the normal distribution end where it ends', () => {
    expect([erfc(-Infinity), erfc(Infinity), erfc(30), erfc(NaN)]).toEqual([2, 0, 0, NaN]);
    expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(NaN)]).toEqual([0, 1, NaN]);
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([
      -Infinity,
      0,
      Infinity,
    ]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]).toEqual([
      NaN,
      NaN,
      NaN,
    ]);
  });

  test('normalCdf undoes normalQuantile', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-300, max: 0.9, noNaN: true }), (p) => {
        const z = normalQuantile(p);
        expect(relativeError(normalCdf(z), p)).toBeLessThan(2e-15 * (1 + z * z));
      }),
    );
  });
});

/** Arguments and the bits of the results. A difference on some runtime is a defect of ours; nothing may adapt these. */
const GOLDEN: readonly (readonly [
  name: string,
  f: (x: number) => number,
  rows: readonly (readonly [number, string])[],
])[] = [
  [
    'exp',
    exp,
    [
      [-745, '0000000000000001'],
      [-708.5, '000e6cf6d08897ac'],
      [-100, '36ea8c1f14e2af5d'],
      [-1, '3fd78b56362cef38'],
      [-0.3, '3fe7b4c869c37c05'],
      [1e-10, '3ff000000006df38'],
      [0.1, '3ff1aec7b35a00d4'],
      [0.5, '3ffa61298e1e069c'],
      [1, '4005bf0a8b14576a'],
      [2.5, '40285d6fd931e0bb'],
      [10, '40d5829dcf950560'],
      [100.25, '48f8c39b9134bac4'],
      [709.5, '7fe81e9b4b52d0c9'],
    ],
  ],
  [
    'log',
    log,
    [
      [5e-324, 'c0874385446d71c3'],
      [1e-310, 'c0864e69394d9508'],
      [1e-100, 'c06cc845b54b54f2'],
      [0.1, 'c0026bb1bbb55515'],
      [0.5, 'bfe62e42fefa39ef'],
      [0.7, 'bfd6d3c324e13f50'],
      [0.9999, 'bf1a3738d2cf1cc2'],
      [1.0001, '3f1a368d0657fcd4'],
      [1.5, '3fd9f323ecbf984c'],
      [2, '3fe62e42fefa39ef'],
      [10, '40026bb1bbb55516'],
      [12345.678, '4022d79559791e31'],
      [1e300, '4085963447f87fb5'],
    ],
  ],
  [
    'log1p',
    log1p,
    [
      [-0.999, 'c01ba18a998fff9f'],
      [-0.5, 'bfe62e42fefa39ef'],
      [-0.25, 'bfd269621134db92'],
      [-1e-9, 'be112e0be84bbb51'],
      [1e-12, '3d719799812de065'],
      [0.1, '3fb8663f793c46c7'],
      [0.4, '3fd588c2d9133490'],
      [0.5, '3fd9f323ecbf984c'],
      [1, '3fe62e42fefa39ef'],
      [3, '3ff62e42fefa39ef'],
      [1000, '401ba2909ce4f864'],
      [1000000000000000, '404144f69ff9ffc4'],
    ],
  ],
  [
    'pow(x, 1.5)',
    (x) => pow(x, 1.5),
    [
      [1e-200, '01a56e1fc2f8f359'],
      [0.01, '3f50624dd2f1a9fc'],
      [0.3, '3fc50854f2c3d222'],
      [0.5, '3fd6a09e667f3bcc'],
      [0.99, '3fef856d7ea8fbeb'],
      [1.01, '3ff03d97e57479f3'],
      [1.3, '3ff7b734c33413ae'],
      [2, '4006a09e667f3bcc'],
      [3, '4014c8dc2e423980'],
      [10, '403f9f6e4990f227'],
      [1234.5, '40e52dd6e7299ef2'],
      [1e200, '7e37e43c8800759c'],
    ],
  ],
  [
    'erfc',
    erfc,
    [
      [-2, '3fffecd70a13caf2'],
      [-1, '3ffd7bb3d3a08446'],
      [-0.5, '3ff853f7ae0c76e9'],
      [0.1, '3fec66b42bb6099a'],
      [0.5, '3fdeb02147ce245c'],
      [1, '3fc4226162fbddd5'],
      [1.3, '3fb0e4daf646962e'],
      [2, '3f7328f5ec350e67'],
      [3, '3ef729df65034229'],
      [5, '3d7b0c1a759f773a'],
      [10, '36a7d8a7f2a8a2d0'],
      [26, '02a284bfe1cdea24'],
    ],
  ],
  [
    'normalCdf',
    normalCdf,
    [
      [-37, '01ceaccc6bfeb0ad'],
      [-20, '2d8c0bd0f1880783'],
      [-8, '3cc669d2c90d55cf'],
      [-5, '3e933ca2f2133830'],
      [-3, '3f561de1f985b5d6'],
      [-1.96, '3f99990c58859312'],
      [-1, '3fc44ed0bb7cb20a'],
      [-0.3, '3fd87423a677e90f'],
      [0.5, '3fe62075e232ac77'],
      [1, '3feaec4bd120d37e'],
      [2, '3fef45a183e9b13d'],
      [5, '3fefffff661ae86f'],
    ],
  ],
  [
    'normalQuantile',
    normalQuantile,
    [
      [1e-300, 'c04286074064c26e'],
      [1e-100, 'c03546010d75521f'],
      [1e-20, 'c022865170b43a4b'],
      [1e-10, 'c0197203597a2154'],
      [0.00001, 'c0110f3f8843a3da'],
      [0.001, 'c008b8cbb7204470'],
      [0.025, 'bfff5c0331eeff83'],
      [0.1, 'bff4813c36e26d33'],
      [0.25, 'bfe5956b87528a49'],
      [0.45, 'bfc015abc78e92ce'],
      [0.6, '3fd036d6c4a04b59'],
      [0.9, '3ff4813c36e26d33'],
      [0.999, '4008b8cbb7204470'],
    ],
  ],
];

describe.each(GOLDEN)('%s has the same bits on every runtime', (_name, f, rows) => {
  test.each(rows)('for %d: %s', (x, expected) => {
    expect(bits(f(x))).toBe(expected);
  });
});

test('700,000 results have the same bits on every runtime', () => {
  let hash = 0;
  const fold = (x: number): void => {
    view.setFloat64(0, x);
    hash = combine(combine(hash, view.getInt32(0)), view.getInt32(4));
  };
  const keyed = new KeyedRandom('sweep');
  for (let k = 0; k < 100_000; k += 1) {
    keyed.draw(k, 0, 0);
    const u = keyed.uniform(0);
    fold(exp(1400 * u - 700));
    fold(log(1000 * u));
    fold(log1p(3 * u - 1));
    fold(pow(100 * u, 20 * keyed.uniform(1) - 10));
    fold(normalCdf(20 * u - 15));
    fold(normalQuantile(u));
    fold(normalQuantile(u * u * u * u * u * u));
  }
  expect(hash).toBe(1561356282);
});
