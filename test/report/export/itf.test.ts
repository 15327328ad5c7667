import { describe, expect, it } from 'vitest';
import { itfValue } from '../../../src/report/export/itf.ts';
import { exported, trials } from './exported.ts';

/** Says what is wrong with an expression by ADR 015 of Apalache, as of 2023-09: no bare numbers, no null. */
function complaint(value: unknown, path: string): string | undefined {
  if (typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (Array.isArray(value)) return firstComplaint(value.entries(), path);
  if (typeof value !== 'object' || value === null) return `${path}: ${String(value)}`;
  const special = Object.keys(value).filter((key) => key.startsWith('#'));
  if (special.length === 0) return firstComplaint(Object.entries(value), path);
  if (Object.keys(value).length !== 1) return `${path}: ${Object.keys(value)}`;
  const [[key, inner]] = Object.entries(value) as [[string, unknown]];
  return complaintOfSpecial(key, inner, path);
}

function complaintOfSpecial(key: string, inner: unknown, path: string): string | undefined {
  switch (key) {
    case '#bigint':
      return /^-?[0-9]+$/.test(String(inner)) ? undefined : `${path}: ${inner}`;
    case '#tup':
    case '#set':
      return Array.isArray(inner) ? firstComplaint(inner.entries(), path) : `${path}: no list`;
    case '#map': {
      if (!Array.isArray(inner)) return `${path}: no list`;
      const isPairs = inner.every((pair) => Array.isArray(pair) && pair.length === 2);
      return isPairs ? firstComplaint(inner.flat().entries(), path) : `${path}: no pairs`;
    }
    default:
      return `${path}: ${key}`;
  }
}

function firstComplaint(
  members: Iterable<readonly [string | number, unknown]>,
  path: string,
): string | undefined {
  for (const [key, member] of members) {
    const found = complaint(member, `${path}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe.each(trials)('the Informal Trace Format of %s', (_, trial) => {
  const file = JSON.parse(exported('itf', trial));

  it('is a trace object: #meta, vars, states', () => {
    expect(Object.keys(file)).toEqual(['#meta', 'vars', 'states']);
    expect(file['#meta'].format).toBe('ITF');
    expect(file.states).toHaveLength(trial.trace.length);
  });

  it('sets every variable in every state, and nothing else', () => {
    for (const [index, state] of file.states.entries()) {
      expect(Object.keys(state)).toEqual(['#meta', ...file.vars]);
      expect(state['#meta'].index).toBe(index);
    }
  });

  it('holds only expressions of the format', () => {
    for (const { '#meta': _meta, ...variables } of file.states) {
      expect(complaint(variables, 'state')).toBeUndefined();
    }
  });

  it('has no key twice in a map', () => {
    for (const { inFlight, up } of file.states) {
      for (const { '#map': pairs } of [inFlight, up]) {
        const keys = pairs.map(([key]: [unknown]) => JSON.stringify(key));
        expect(new Set(keys).size).toBe(keys.length);
      }
    }
  });
});

it('whole numbers become #bigint, tables #map, sets #set, nothing None, and fractions words', () => {
  const value = {
    n: -3,
    f: 0.5,
    m: new Map([[1, 'a']]),
    s: new Set([true]),
    '#x': null,
    u: undefined,
  };
  expect(itfValue(value)).toEqual({
    n: { '#bigint': '-3' },
    f: '0.5',
    m: { '#map': [[{ '#bigint': '1' }, 'a']] },
    s: { '#set': [true] },
    _x: { tag: 'None', value: { '#tup': [] } },
  });
});
