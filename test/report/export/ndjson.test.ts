import { describe, expect, it } from 'vitest';
import { exportFormats } from '../../../src/report/export/index.ts';
import { plainValue } from '../../../src/report/export/plain-value.ts';
import { exported, trials } from './exported.ts';

describe.each(trials)('the NDJSON of %s', (_, trial) => {
  const text = exported('ndjson', trial);

  it('is one object a line, in order, that ends with a line feed', () => {
    expect(text.endsWith('}\n')).toBe(true);
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(trial.trace.length);
    for (const [index, line] of lines.entries()) {
      const { at, cause = -1, lamport, ...record } = JSON.parse(line);
      expect(record.index).toBe(index);
      expect(at).toMatch(/^(n\d+|c\d+|network)$/);
      expect(cause).toBeLessThan(index);
      expect(lamport).toBeGreaterThanOrEqual(1);
    }
  });
});

it.each(exportFormats)('$name gives the same bytes again', ({ name }) => {
  const trial = (trials[4] as (typeof trials)[0])[1];
  expect(exported(name, trial)).toBe(exported(name, trial));
});

it('what JSON lacks is written as it can', () => {
  const value = {
    m: new Map([[1, new Set(['a'])]]),
    inf: Number.POSITIVE_INFINITY,
    none: undefined,
  };
  expect(plainValue(value)).toEqual({ m: [[1, ['a']]], inf: 'Infinity' });
});
