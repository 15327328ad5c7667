import { describe, expect, test } from 'vitest';
import type { RegionOptions } from '../../src/core/network-options.ts';
import { CsvError } from '../../src/network/csv-text.ts';
import { parseEmpiricalValues } from '../../src/network/empirical.ts';
import { parseRoundTripMatrix } from '../../src/network/regions.ts';
import { delays, mean, network, send } from './builders.ts';

const REGIONS: RegionOptions = {
  names: ['east', 'west', 'south'],
  roundTripUs: [
    [600, 60_000, 81_001],
    [62_000, 800, 120_000],
    [80_000, 120_000, 400],
  ],
  nodes: ['east', 'west', 'east'],
};

describe('regions', () => {
  test("give each message half of the round trip from its sender's region to its recipient's", () => {
    const net = network({ regions: REGIONS });
    const delay = (from: number, to: number) => send(net, from, to).arrivalUs;
    expect([delay(0, 1), delay(1, 0), delay(0, 2), delay(2, 1)]).toEqual([
      30_000, 31_000, 300, 30_000,
    ]);
  });

  test('multiply half of the round trip by a jitter', () => {
    const net = network({
      regions: { ...REGIONS, jitter: { kind: 'uniform', min: 0.9, max: 1.3 } },
    });
    const sample = delays(net, 20_000);
    expect(Math.min(...sample)).toBeGreaterThanOrEqual(27_000);
    expect(Math.max(...sample)).toBeLessThanOrEqual(39_000);
    const standardError = 12_000 / Math.sqrt(12 * sample.length);
    expect(Math.abs(mean(sample) - 33_000)).toBeLessThan(4.5 * standardError);
  });

  test('are zones, each with its nodes in order', () => {
    const net = network({ regions: { ...REGIONS, nodes: ['east', 'west'] } }, { nodes: 5 });
    expect(net.nodesOfZone('east')).toEqual([0, 2, 4]);
    expect(net.nodesOfZone('west')).toEqual([1, 3]);
    expect(net.nodesOfZone('south')).toEqual([]);
    expect(net.nodesOfZone('north')).toEqual([]);
    expect(network({}).nodesOfZone('east')).toEqual([]);
  });

  test('are outdone by an entry for a link, and say nothing about clients of a place of their own', () => {
    const links = [{ from: 0, to: 1, latency: { kind: 'constant', value: 7 } }] as const;
    const net = network({ regions: REGIONS, links }, { clientsBeside: [1, undefined] });
    expect(send(net, 0, 1).arrivalUs).toBe(7);
    expect(send(net, 1, 0).arrivalUs).toBe(31_000);
    expect(send(net, 3, 0).arrivalUs).toBe(31_000);
    expect(send(net, 4, 0).arrivalUs).toBe(1_000);
    expect(send(net, 0, 4).arrivalUs).toBe(1_000);
  });
});

/** The error that a text gives. */
function complaint(parse: (text: string) => unknown, text: string): string {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof CsvError) {
      expect(error.message).toBe(`line ${error.line}, column ${error.column}: ${error.reason}`);
      return error.message;
    }
    throw error;
  }
  return 'no error';
}

describe('a CSV of round trips', () => {
  test('takes its unit from the corner', () => {
    expect(parseRoundTripMatrix('ms,a,b\na,0.5,10\nb,20,0.25\n')).toEqual({
      names: ['a', 'b'],
      roundTripUs: [
        [500, 10_000],
        [20_000, 250],
      ],
    });
    expect(parseRoundTripMatrix('roundTripUs,a\na,5').roundTripUs).toEqual([[5]]);
    expect(parseRoundTripMatrix('rtt_s,a\na,0.5').roundTripUs).toEqual([[500_000]]);
  });

  test('may give a unit with each number, be commented, quoted and written on Windows', () => {
    const text =
      '\ufeff# measured in May\r\n,"New York, NY",b\r\n\r\n "New York, NY" , 1us , 2ms\r\nb,3s,0ms\r\n';
    expect(parseRoundTripMatrix(text)).toEqual({
      names: ['New York, NY', 'b'],
      roundTripUs: [
        [1, 2_000],
        [3_000_000, 0],
      ],
    });
  });

  test.each([
    ['', 'line 1, column 1: the table is empty; its first line must name the regions'],
    ['ms', 'line 1, column 1: the first line must name at least one region'],
    ['ms,a,,b', 'line 1, column 6: a region has no name'],
    ['ms,a,b,a', "line 1, column 8: region 'a' is named twice"],
    [
      'region,a\na,1',
      "line 1, column 1: 'region' names no unit; the corner is empty, us, ms or s, or a name that ends so, such as roundTripMs",
    ],
    [
      'ms,a,b\na,1,2',
      "line 3, column 1: the row of region 'b' is missing; each of 2 regions needs one",
    ],
    [
      'ms,a,b\na,1,2\nc,1,2',
      "line 3, column 1: the row is of 'c' where the order of the first line needs 'b'",
    ],
    ['ms,a,b\na,1\nb,1,2', 'line 2, column 3: the row has 1 round trips where 2 are needed'],
    ['ms,a,b\na,1,2,3\nb,1,2', 'line 2, column 7: the row has 3 round trips where 2 are needed'],
    ['ms,a\na,1\nb,2', "line 3, column 1: 'b' is one row too many for 1 regions"],
    [
      'ms,a,b\na,1, x\nb,1,2',
      "line 2, column 6: 'x' is not a duration; write a number, with a unit us, ms or s",
    ],
    [
      'ms,a,b\na,1,-2\nb,1,2',
      "line 2, column 5: '-2' is not a duration; write a number, with a unit us, ms or s",
    ],
    [
      'ms,a,b\na,1,\nb,1,2',
      "line 2, column 5: '' is not a duration; write a number, with a unit us, ms or s",
    ],
    [
      'ms,a,b\na,1,2h\nb,1,2',
      "line 2, column 5: '2h' is not a duration; write a number, with a unit us, ms or s",
    ],
    [
      ',a\na,12',
      "line 2, column 3: '12' has no unit; write it as 12ms, or name the unit (us, ms, s) in the heading",
    ],
    ['s,a\na,1e12', "line 2, column 3: '1e12' is over the limit of ten years"],
    ['ms,"a\n', 'line 1, column 4: a quoted cell must end with " before the next comma'],
    ['PK\u0003\u0004', 'line 1, column 3: this is not a text file'],
  ])('%j is refused with its place', (text, message) => {
    expect(complaint(parseRoundTripMatrix, text)).toBe(message);
  });
});

describe('a CSV of measured delays', () => {
  test('is one value a line, under a heading with a unit or with a unit each', () => {
    expect(parseEmpiricalValues('latencyMs\n1\n2.5\n\n1\n')).toEqual([1_000, 2_500, 1_000]);
    expect(parseEmpiricalValues('10us\n1ms')).toEqual([10, 1_000]);
    expect(parseEmpiricalValues('delay\n10us')).toEqual([10]);
  });

  test.each([
    ['', 'line 1, column 1: at least one value is needed'],
    ['latencyMs\n', 'line 2, column 1: at least one value is needed'],
    [
      'latencyMs\n1\n\noops\n',
      "line 4, column 1: 'oops' is not a duration; write a number, with a unit us, ms or s",
    ],
    [
      'delay\n1\n',
      "line 2, column 1: '1' has no unit; write it as 1ms, or name the unit (us, ms, s) in the heading",
    ],
    ['us\n1\n2,3\n', 'line 3, column 3: one value a line is expected, not several'],
    ['{"values": [1]}', 'line 2, column 1: at least one value is needed'],
  ])('%j is refused with its place', (text, message) => {
    expect(complaint(parseEmpiricalValues, text)).toBe(message);
  });
});
