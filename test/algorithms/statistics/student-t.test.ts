import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { studentCdf, studentQuantile } from '../../../src/algorithms/statistics/student-t.ts';
import { normalQuantile } from '../../../src/core/portable-math.ts';

describe("Student's t", () => {
  // scipy.stats.t.ppf of SciPy 1.17, at 0.9, 0.975 and 0.995.
  test.each<[number, readonly [number, number, number]]>([
    [1, [3.0776835371752544, 12.706204736174694, 63.656741162871526]],
    [2, [1.8856180831641272, 4.302652729749462, 9.924843200918287]],
    [3, [1.637744353696209, 3.1824463052837078, 5.840909309733355]],
    [5, [1.4758840488244815, 2.5705818356363146, 4.032142983555228]],
    [10, [1.372183641110336, 2.228138851986274, 3.16927267261695]],
    [30, [1.3104150253913955, 2.0422724563012378, 2.7499956535672254]],
    [120, [1.288646233656378, 1.9799304050824402, 2.6174211451068654]],
  ])('has the tabulated quantiles for %d degrees of freedom', (degreesOfFreedom, expected) => {
    [0.9, 0.975, 0.995].forEach((p, index) => {
      expect(studentQuantile(p, degreesOfFreedom) / (expected[index] as number)).toBeCloseTo(1, 11);
    });
  });

  test('for 1 and 2 degrees of freedom has the quantiles that algebra gives', () => {
    expect(studentQuantile(0.75, 1)).toBeCloseTo(1, 13);
    for (const p of [1e-30, 1e-10, 0.001, 0.2, 0.49, 0.7, 0.999]) {
      const expected = (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
      expect(studentQuantile(p, 2) / expected).toBeCloseTo(1, 12);
      expect(studentCdf(expected, 2) / p).toBeCloseTo(1, 12);
    }
  });

  test('joins the expansion for many degrees of freedom without a step', () => {
    for (const p of [1e-12, 0.005, 0.025, 0.2, 0.45]) {
      const [below, above] = [studentQuantile(p, 9999.999), studentQuantile(p, 10_000.001)];
      expect(below / above).toBeCloseTo(1, 9);
    }
    expect(studentQuantile(0.975, 1e12)).toBeCloseTo(normalQuantile(0.975), 11);
  });

  test('its quantile undoes its distribution function', () => {
    const p = fc.double({ min: 1e-30, max: 0.9, noNaN: true });
    fc.assert(
      fc.property(p, fc.double({ min: 1, max: 2000, noNaN: true }), (level, degreesOfFreedom) => {
        const t = studentQuantile(level, degreesOfFreedom);
        expect(studentCdf(t, degreesOfFreedom) / level).toBeCloseTo(1, 10);
      }),
      { numRuns: 50 },
    );
  });

  test('has symmetric tails, and ends', () => {
    expect(studentQuantile(0.25, 7)).toBe(-studentQuantile(0.75, 7));
    expect(studentCdf(0, 7)).toBe(0.5);
    expect([0, 0.5, 1].map((p) => studentQuantile(p, 7))).toEqual([-Infinity, 0, Infinity]);
  });

  test('refuses less than one degree of freedom, and a p that is no probability', () => {
    expect(() => studentQuantile(0.5, 0)).toThrow('at least 1 degree of freedom, found 0');
    expect(() => studentCdf(1, Number.NaN)).toThrow('found NaN');
    expect(() => studentQuantile(95, 3)).toThrow('p from 0 to 1, found 95');
  });
});
