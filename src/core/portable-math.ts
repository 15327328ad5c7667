/**
 * Elementary functions that give the same bits on every JavaScript runtime.
 *
 * ECMAScript leaves the last bits of `Math.exp`, `Math.log` and `Math.pow` to the engine, and engines
 * differ, also between versions of one engine. An event time that depends on such a bit makes a seed
 * replay on one machine and not on another. The functions here use `+ - * /`, `Math.sqrt`,
 * `Math.fround` and integer operations only, which the standard fixes exactly.
 *
 * `exp`, `log`, `log1p`, `pow` and `erfc` follow the argument reductions and minimax polynomials of
 * [fdlibm]; `normalQuantile` follows [Wichura 1988]. Stated errors were measured against 50-digit
 * arithmetic; one ulp is one unit in the last place of the result.
 */

/** log 2 in two parts, the first short enough that its product with an exponent is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

const MIN_NORMAL = 2.2250738585072014e-308;
const TWO_POW_54 = 18014398509481984;

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Which of the two words holds sign and exponent: 1 on a little-endian machine. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

const LEAST_EXPONENT = -1074;
const GREATEST_EXPONENT = 1023;
/** Every power of two that a double can hold: a load is quicker than assembling one from its bits. */
const POWERS_OF_TWO = new Float64Array(GREATEST_EXPONENT - LEAST_EXPONENT + 1);
for (let index = 0, power = 5e-324; index < POWERS_OF_TWO.length; index += 1, power *= 2) {
  POWERS_OF_TWO[index] = power;
}

function powerOfTwo(exponent: number): number {
  return POWERS_OF_TWO[exponent - LEAST_EXPONENT] as number;
}

/** value · 2^exponent with one rounding, for a value in [1/2, 2) and |exponent| ≤ 1100. */
function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent > GREATEST_EXPONENT) {
    return value * powerOfTwo(GREATEST_EXPONENT) * powerOfTwo(exponent - GREATEST_EXPONENT);
  }
  if (exponent < LEAST_EXPONENT) {
    return value * powerOfTwo(exponent - LEAST_EXPONENT) * powerOfTwo(LEAST_EXPONENT);
  }
  return value * powerOfTwo(exponent);
}

/** c₀ + c₁·x + c₂·x² + … by Horner's rule. */
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let index = coefficients.length - 1; index >= 0; index -= 1) {
    sum = sum * x + (coefficients[index] as number);
  }
  return sum;
}

function rational(numerator: readonly number[], denominator: readonly number[], x: number): number {
  return polynomial(numerator, x) / polynomial(denominator, x);
}

/**
 * Raises e to the power `x`, with the same bits on every runtime.
 *
 * Any number is accepted: above 709.78 the result is Infinity, below -745.13 it is 0, NaN gives NaN.
 * Error below 1 ulp, subnormal results included. [fdlibm e_exp.c]
 */
export function exp(x: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Number.POSITIVE_INFINITY : x;
  if (x < -745.1332191019412) return 0;
  // x = exponent · log 2 + remainder, |remainder| ≤ log(2) / 2.
  const exponent = (Math.LOG2E * x + (x < 0 ? -0.5 : 0.5)) | 0;
  const high = x - exponent * LN2_HIGH;
  const low = exponent * LN2_LOW;
  const remainder = high - low;
  const square = remainder * remainder;
  const c = remainder - square * expCorrection(square);
  return scaleByPowerOfTwo(1 - (low - (remainder * c) / (2 - c) - high), exponent);
}

/** (r·coth(r/2) - 2) / r² as a polynomial in r², for |r| ≤ log(2) / 2. */
function expCorrection(square: number): number {
  return (
    0.16666666666666602 +
    square *
      (-0.0027777777777015593 +
        square *
          (0.00006613756321437934 +
            square * (-0.0000016533902205465252 + square * 4.1381367970572385e-8)))
  );
}

/**
 * Takes the natural logarithm of `x`, with the same bits on every runtime.
 *
 * log 0 is -Infinity, log of a negative number is NaN. Error below 1 ulp. [fdlibm e_log.c]
 */
export function log(x: number): number {
  let scaled = x;
  let exponent = 0;
  if (!(x >= MIN_NORMAL && x < Number.POSITIVE_INFINITY)) {
    if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
    if (x === Number.POSITIVE_INFINITY) return x;
    scaled = x * TWO_POW_54;
    exponent = -54;
  }
  const shift = exponentAroundOne(scaled);
  return logOfProduct(shift + exponent, scaled * powerOfTwo(-shift) - 1, 0);
}

/** The k for which x / 2^k lies in [√½, √2), for a positive normal x. */
function exponentAroundOne(x: number): number {
  float[0] = x;
  // The high words of 1 and of √½: adding their difference carries into the exponent from √2 upwards.
  return (((words[HIGH] as number) + (0x3ff00000 - 0x3fe6a09e)) >>> 20) - 1023;
}

/** log(2^exponent · (1 + f)) + correction, for 1 + f in [√½, √2) and a tiny correction. */
function logOfProduct(exponent: number, f: number, correction: number): number {
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const odd =
    z *
    (0.6666666666666735 +
      w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
  const halfSquare = 0.5 * f * f;
  const low = s * (halfSquare + (even + odd)) + (exponent * LN2_LOW + correction);
  return exponent * LN2_HIGH - (halfSquare - low - f);
}

/**
 * Takes log(1 + x) without losing the digits of a small `x`, with the same bits on every runtime.
 *
 * log1p(-1) is -Infinity, below -1 the result is NaN, and log1p(-0) is -0. Error below 1 ulp.
 * [fdlibm s_log1p.c]
 */
export function log1p(x: number): number {
  if (!(x > -1 && x < Number.POSITIVE_INFINITY)) {
    if (x === -1) return Number.NEGATIVE_INFINITY;
    return x > 0 ? x : Number.NaN;
  }
  if (x > -0.2928932188134524 && x < 0.41421356237309503) {
    return Math.abs(x) < 1.1102230246251565e-16 ? x : logOfProduct(0, x, 0);
  }
  const sum = 1 + x;
  const exponent = exponentAroundOne(sum);
  // What the sum lost to rounding, relative to the sum; beyond 2^53 it no longer matters.
  const lost = exponent > 53 ? 0 : (x > 1 ? 1 - (sum - x) : x - (sum - 1)) / sum;
  return logOfProduct(exponent, sum * powerOfTwo(-exponent) - 1, lost);
}

/**
 * Raises `base` to the power `exponent`, with the same bits on every runtime.
 *
 * Special cases are those of `Math.pow`: pow(x, 0) is 1 even for NaN, pow(±1, ±Infinity) is NaN, a
 * negative base has a result for whole exponents only. The logarithm is carried in two doubles, so the
 * error stays below 1 ulp for all arguments, huge results included. [fdlibm e_pow.c]
 */
export function pow(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  const magnitude = Math.abs(base);
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN;
  if (magnitude === 1 && Math.abs(exponent) === Number.POSITIVE_INFINITY) return Number.NaN;
  const whole = Math.floor(exponent) === exponent;
  const odd = whole && Math.abs(exponent) < 9007199254740992 && exponent % 2 !== 0;
  const negative = base < 0 || Object.is(base, -0);
  if (negative && !whole && base !== 0 && magnitude !== Number.POSITIVE_INFINITY) return Number.NaN;
  const result = powOfMagnitude(magnitude, exponent);
  return negative && odd ? -result : result;
}

function powOfMagnitude(base: number, exponent: number): number {
  if (base === 1) return 1;
  if (base === 0 || base === Number.POSITIVE_INFINITY || Math.abs(exponent) > 3.7e19) {
    return base > 1 === exponent > 0 ? Number.POSITIVE_INFINITY : 0;
  }
  setLog2(base);
  // exponent · log2(base), the product of the two leading parts being exact.
  const log2High = log2Parts[0] as number;
  const leading = Math.fround(exponent);
  const high = leading * log2High;
  const low = (exponent - leading) * log2High + exponent * (log2Parts[1] as number);
  if (Math.abs(high) > 1100) return high > 0 ? Number.POSITIVE_INFINITY : 0;
  return exp2OfSum(high, low);
}

/** What setLog2 leaves: the leading and the trailing part. A typed array, so that no double is boxed. */
const log2Parts = new Float64Array(2);

/** Sets log2Parts to log2(x), good to some 70 bits; the leading part has at most 24. */
function setLog2(x: number): void {
  const subnormal = x < MIN_NORMAL;
  const scaled = subnormal ? x * TWO_POW_54 : x;
  float[0] = scaled;
  let exponent = ((words[HIGH] as number) >>> 20) - 1023;
  let mantissa = scaled * powerOfTwo(-exponent);
  // Reduce against 1 or against 3/2, whichever is nearer.
  let center = 1;
  let log2CenterHigh = 0;
  let log2CenterLow = 0;
  if (mantissa >= 1.7320508075688772) {
    exponent += 1;
    mantissa *= 0.5;
  } else if (mantissa >= 1.224744871391589) {
    center = 1.5;
    log2CenterHigh = 0.5849624872207642;
    log2CenterLow = 1.350039202129749e-8;
  }
  if (subnormal) exponent -= 54;
  // s = (m - c) / (m + c) in two parts; log(m / c) = 2·atanh(s).
  const difference = mantissa - center;
  const inverse = 1 / (mantissa + center);
  const s = difference * inverse;
  const sHigh = Math.fround(s);
  const sumHigh = Math.fround(mantissa + center);
  const sumLow = mantissa - (sumHigh - center);
  const sLow = inverse * (difference - sHigh * sumHigh - sHigh * sumLow);
  const square = s * s;
  const tail = square * square * polynomial(ATANH_TAIL, square) + sLow * (sHigh + s);
  const squareHigh = sHigh * sHigh;
  const seriesHigh = Math.fround(3 + squareHigh + tail);
  const seriesLow = tail - (seriesHigh - 3 - squareHigh);
  // s · (3 + s² + …) = (3 / 2) · log(m / c)
  const productHigh = sHigh * seriesHigh;
  const productLow = sLow * seriesHigh + seriesLow * s;
  const leading = Math.fround(productHigh + productLow);
  const trailing = productLow - (leading - productHigh);
  // 2 / (3 · log 2) in two parts.
  const high = 0.9617967009544373 * leading;
  const low = -7.028461650952758e-9 * leading + trailing * 0.9617966939259756 + log2CenterLow;
  const sum = Math.fround(high + low + log2CenterHigh + exponent);
  log2Parts[0] = sum;
  log2Parts[1] = low - (sum - exponent - log2CenterHigh - high);
}

/** 3·(atanh(s)/s - 1 - s²/3)/s⁴ by powers of s². [fdlibm e_pow.c] */
const ATANH_TAIL: readonly number[] = [
  0.5999999999999946, 0.4285714285785502, 0.33333332981837743, 0.272728123808534,
  0.23066074577556175, 0.20697501780033842,
];

/** 2^(high + low), for |high| ≤ 1100 and low tiny beside high. */
function exp2OfSum(high: number, low: number): number {
  const exponent = (high + (high < 0 ? -0.5 : 0.5)) | 0;
  const rest = high - exponent;
  const leading = Math.fround(rest + low);
  const u = leading * 0.6931471824645996;
  const v = (low - (leading - rest)) * Math.LN2 + leading * -1.904654299957768e-9;
  const z = u + v;
  const lost = v - (z - u);
  const square = z * z;
  const c = z - square * expCorrection(square);
  const r = (z * c) / (c - 2) - (lost + z * lost);
  return scaleByPowerOfTwo(1 - (r - z), exponent);
}

/** erf(1) to 24 bits. */
const ERF_ONE = 0.8450629115104675;
/** erf(x)/x - 1 = P/Q(x²) for |x| < 0.84375. [fdlibm s_erf.c] */
const ERF_NEAR_ZERO_P: readonly number[] = [
  0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
  -0.000023763016656650163,
];
const ERF_NEAR_ZERO_Q: readonly number[] = [
  1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164,
  -0.000003960228278775368,
];
/** erf(x) - ERF_ONE = P/Q(|x| - 1) for |x| in [0.84375, 1.25). */
const ERF_NEAR_ONE_P: readonly number[] = [
  -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
  -0.11089469428239668, 0.035478304325618236, -0.002166375594868791,
];
const ERF_NEAR_ONE_Q: readonly number[] = [
  1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164,
  0.01363708391202905, 0.011984499846799107,
];
/** log(x·erfc x) + x² + 0.5625 = P/Q(1/x²) for x in [1.25, 1/0.35). */
const ERFC_MIDDLE_P: readonly number[] = [
  -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006,
  -162.39666946257347, -184.60509290671104, -81.2874355063066, -9.814329344169145,
];
const ERFC_MIDDLE_Q: readonly number[] = [
  1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679,
  429.00814002756783, 108.63500554177944, 6.570249770319282, -0.0604244152148581,
];
/** The same for x in [1/0.35, 28). */
const ERFC_TAIL_P: readonly number[] = [
  -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192,
  -637.5664433683896, -1025.0951316110772, -483.5191916086514,
];
const ERFC_TAIL_Q: readonly number[] = [
  1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955,
  2553.0504064331644, 474.52854120695537, -22.44095244658582,
];

/**
 * Gives 2/√π · ∫ₓ^∞ exp(-t²) dt, the complementary error function, keeping relative accuracy in the tail.
 *
 * The result is in [0, 2]; it underflows to 0 above x = 27.23. Error below 3 ulp. [fdlibm s_erf.c]
 */
export function erfc(x: number): number {
  const a = Math.abs(x);
  if (!(a >= 1.25)) return erfcNearZero(x);
  // a² = leading² + (a - leading)·(a + leading), and leading² is exact.
  const leading = Math.fround(a);
  const tail = erfcTail(a, leading * leading, (a - leading) * (a + leading));
  return x > 0 ? tail : 2 - tail;
}

function erfcNearZero(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) {
    const ratio = rational(ERF_NEAR_ZERO_P, ERF_NEAR_ZERO_Q, x * x);
    return x < 0.25 ? 1 - (x + x * ratio) : 0.5 - (x - 0.5 + x * ratio);
  }
  const ratio = rational(ERF_NEAR_ONE_P, ERF_NEAR_ONE_Q, a - 1);
  return x > 0 ? 1 - ERF_ONE - ratio : 1 + (ERF_ONE + ratio);
}

/** erfc(a) for a ≥ 1.25, where a² = square + rest. */
function erfcTail(a: number, square: number, rest: number): number {
  if (a >= 28) return 0;
  const s = 1 / (a * a);
  const exponent =
    a < 2.857142857142857
      ? rational(ERFC_MIDDLE_P, ERFC_MIDDLE_Q, s)
      : rational(ERFC_TAIL_P, ERFC_TAIL_Q, s);
  return (exp(-square - 0.5625) * exp(exponent - rest)) / a;
}

/**
 * Gives the probability that a standard normal variable is at most `z`.
 *
 * The result is in [0, 1], with relative error below 10⁻¹⁵ wherever it is a normal number. For the upper tail
 * take normalCdf(-z), which is as accurate.
 */
export function normalCdf(z: number): number {
  const a = Math.abs(z) * Math.SQRT1_2;
  if (!(a >= 1.25)) return 0.5 * erfcNearZero(z * -Math.SQRT1_2);
  // The rounding of a would be magnified by a², so the square is taken from z.
  const leading = Math.fround(z);
  const tail = 0.5 * erfcTail(a, 0.5 * leading * leading, 0.5 * (z - leading) * (z + leading));
  return z < 0 ? tail : 1 - tail;
}

/** z/q = P/Q(0.425² - q²) for |q| = |p - ½| ≤ 0.425. [Wichura 1988] */
const QUANTILE_CENTRE_P: readonly number[] = [
  3.3871328727963665, 133.14166789178438, 1971.5909503065513, 13731.69376550946, 45921.95393154987,
  67265.7709270087, 33430.57558358813, 2509.0809287301227,
];
const QUANTILE_CENTRE_Q: readonly number[] = [
  1, 42.31333070160091, 687.1870074920579, 5394.196021424751, 21213.794301586597, 39307.89580009271,
  28729.085735721943, 5226.495278852854,
];
/** z = P/Q(r - 1.6) for r = √(-log p) ≤ 5. */
const QUANTILE_TAIL_P: readonly number[] = [
  1.4234371107496835, 4.630337846156546, 5.769497221460691, 3.6478483247632045, 1.2704582524523684,
  0.2417807251774506, 0.022723844989269184, 0.0007745450142783414,
];
const QUANTILE_TAIL_Q: readonly number[] = [
  1, 2.053191626637759, 1.6763848301838038, 0.6897673349851, 0.14810397642748008,
  0.015198666563616457, 0.0005475938084995345, 1.0507500716444169e-9,
];
/** z = P/Q(r - 5) for r > 5. */
const QUANTILE_FAR_TAIL_P: readonly number[] = [
  6.657904643501103, 5.463784911164114, 1.7848265399172913, 0.29656057182850487,
  0.026532189526576124, 0.0012426609473880784, 0.000027115555687434876, 2.0103343992922881e-7,
];
const QUANTILE_FAR_TAIL_Q: readonly number[] = [
  1, 0.599832206555888, 0.1369298809227358, 0.014875361290850615, 0.0007868691311456133,
  0.000018463183175100548, 1.421511758316446e-7, 2.0442631033899397e-15,
];

/**
 * Gives the z below which a standard normal variable lies with probability `p`: the inverse of `normalCdf`.
 *
 * 0 gives -Infinity, 1 gives Infinity, anything outside [0, 1] NaN. Relative error below 10⁻¹⁵.
 * [Wichura 1988, PPND16]
 */
export function normalQuantile(p: number): number {
  const q = p - 0.5;
  if (Math.abs(q) <= 0.425) {
    return q * rational(QUANTILE_CENTRE_P, QUANTILE_CENTRE_Q, 0.180625 - q * q);
  }
  const tail = q < 0 ? p : 1 - p;
  if (!(tail > 0)) {
    if (tail === 0) return q < 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return Number.NaN;
  }
  const r = Math.sqrt(-log(tail));
  const z =
    r <= 5
      ? rational(QUANTILE_TAIL_P, QUANTILE_TAIL_Q, r - 1.6)
      : rational(QUANTILE_FAR_TAIL_P, QUANTILE_FAR_TAIL_Q, r - 5);
  return q < 0 ? -z : z;
}
