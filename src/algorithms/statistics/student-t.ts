import { exp, log, log1p, normalQuantile } from '../../core/portable-math.ts';

/** Beyond this many degrees of freedom an expansion about the normal quantile is exact to the last bits. */
const LARGE = 1e4;

/**
 * Gives the probability that a Student t variable is at most `t`.
 *
 * `degreesOfFreedom` is at least 1 and need not be whole. The relative error of the smaller tail is
 * below 10⁻¹² up to 10⁴ degrees, below 10⁻⁷ up to 10⁹, and each call takes some √degreesOfFreedom steps.
 * Throws a RangeError below 1 degree.
 * [Abramowitz 1964 §26.7.1]
 */
export function studentCdf(t: number, degreesOfFreedom: number): number {
  requireDegrees(degreesOfFreedom);
  const tail = upperTail(Math.abs(t), degreesOfFreedom);
  return t < 0 ? tail : 1 - tail;
}

/**
 * Gives the t below which a Student t variable lies with probability `p`: the inverse of `studentCdf`.
 *
 * `p` is in [0, 1], with -Infinity and Infinity at the ends. Relative error below 10⁻¹² for p from
 * 10⁻³⁰, whatever the degrees of freedom. Throws a RangeError for a bad argument.
 */
export function studentQuantile(p: number, degreesOfFreedom: number): number {
  requireDegrees(degreesOfFreedom);
  if (!(p >= 0 && p <= 1)) throw new RangeError(`A quantile has p from 0 to 1, found ${p}.`);
  if (p === 0.5) return 0;
  const tail = p < 0.5 ? p : 1 - p;
  if (tail === 0) return p === 0 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const z = -normalQuantile(tail);
  const t =
    degreesOfFreedom > LARGE
      ? expandQuantile(z, degreesOfFreedom)
      : solveQuantile(z, tail, degreesOfFreedom);
  return p < 0.5 ? -t : t;
}

function requireDegrees(degreesOfFreedom: number): void {
  if (degreesOfFreedom >= 1) return;
  throw new RangeError(`Student's t has at least 1 degree of freedom, found ${degreesOfFreedom}.`);
}

/** The Cornish–Fisher expansion about the normal quantile. [Abramowitz 1964 §26.7.5] */
function expandQuantile(z: number, degreesOfFreedom: number): number {
  const square = z * z;
  const first = (square + 1) / 4;
  const second = ((5 * square + 16) * square + 3) / 96;
  const third = (((3 * square + 19) * square + 17) * square - 15) / 384;
  const fourth = ((((79 * square + 776) * square + 1482) * square - 1920) * square - 945) / 92160;
  const n = degreesOfFreedom;
  return z * (1 + (first + (second + (third + fourth / n) / n) / n) / n);
}

/**
 * Newton's method on log(tail) by log(t), where the tail is nearly straight, kept inside a bracket. The tail of t is
 * heavier than the normal one, so z is a lower bound.
 */
function solveQuantile(z: number, tail: number, degreesOfFreedom: number): number {
  let low = z;
  let high = 2 * z;
  while (upperTail(high, degreesOfFreedom) > tail) {
    low = high;
    high = Math.min(high * (high < 16 ? 2 : high), Number.MAX_VALUE);
  }
  let t = low;
  for (let step = 0; step < 200; step += 1) {
    const reached = upperTail(t, degreesOfFreedom);
    if (reached > tail) low = t;
    else high = t;
    const slope = (t * density(t, degreesOfFreedom)) / reached;
    const next = t * exp(log(reached / tail) / slope);
    const bracketed = next >= low && next <= high;
    const previous = t;
    t = bracketed ? next : Math.sqrt(low) * Math.sqrt(high);
    if (Math.abs(t - previous) <= 4e-16 * t) break;
  }
  return t;
}

function density(t: number, degreesOfFreedom: number): number {
  const exponent =
    -0.5 * (degreesOfFreedom + 1) * logOnePlusSquare(t / Math.sqrt(degreesOfFreedom));
  return (gammaRatio(degreesOfFreedom / 2) * exp(exponent)) / Math.sqrt(Math.PI * degreesOfFreedom);
}

/** P(T > t) = ½·I_x(n/2, ½) with x = n / (n + t²), for t ≥ 0. */
function upperTail(t: number, degreesOfFreedom: number): number {
  if (t === 0) return 0.5;
  const a = degreesOfFreedom / 2;
  const ratio = t / Math.sqrt(degreesOfFreedom);
  const x = 1 / (1 + ratio * ratio);
  const y = 1 / (1 + 1 / (ratio * ratio));
  // x^a · √y / B(a, ½)
  const factor =
    (exp(-a * logOnePlusSquare(ratio)) * Math.sqrt(y) * gammaRatio(a)) / Math.sqrt(Math.PI);
  if (x < (a + 1) / (a + 2.5)) return (0.5 * factor * betaFraction(a, 0.5, x)) / a;
  return 0.5 - factor * betaFraction(0.5, a, y);
}

/** log(1 + r²), also where r² overflows. */
function logOnePlusSquare(r: number): number {
  return r < 1e8 ? log1p(r * r) : 2 * log(r);
}

/** The continued fraction of the incomplete beta function, by Lentz's method. [DLMF §8.17.22] */
function betaFraction(a: number, b: number, x: number): number {
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 100_000; m += 1) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const change = d * c;
    fraction *= change;
    if (Math.abs(change - 1) < 2e-16) break;
  }
  return fraction;
}

/** Γ(x + ½) / Γ(x), by its asymptotic series and, for small x, R(x) = R(x + 1) · x / (x + ½). [DLMF §5.11.13] */
function gammaRatio(x: number): number {
  let factor = 1;
  let shifted = x;
  while (shifted < 30) {
    factor *= shifted / (shifted + 0.5);
    shifted += 1;
  }
  const r = 1 / shifted;
  const series =
    1 +
    r *
      (-1 / 8 +
        r *
          (1 / 128 +
            r *
              (5 / 1024 +
                r *
                  (-21 / 32768 +
                    r * (-399 / 262144 + r * (869 / 4194304 + r * (39325 / 33554432)))))));
  return factor * Math.sqrt(shifted) * series;
}
