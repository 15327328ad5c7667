import { describe, expect, it } from 'vitest';
import { exported, trials } from './exported.ts';

interface Event {
  readonly host: string;
  readonly clock: Readonly<Record<string, number>>;
  readonly event: string;
}

/** Reads a log as ShiViz does: the expression on its first line must match everything from its third line on. */
function parse(log: string): Event[] {
  const [expression = '', delimiter, ...rest] = log.split('\n');
  expect(delimiter).toBe('');
  const body = rest.join('\n');
  const pattern = new RegExp(expression, 'gm');
  let end = 0;
  const events: Event[] = [];
  for (const match of body.matchAll(pattern)) {
    expect(body.slice(end, match.index).trim()).toBe('');
    end = match.index + match[0].length;
    const { host = '', clock = '', event = '' } = match.groups ?? {};
    events.push({ host, clock: JSON.parse(clock), event });
  }
  expect(body.slice(end).trim()).toBe('');
  return events;
}

describe.each(trials)('ShiViz reads %s', (_, trial) => {
  const log = exported('shiviz', trial);
  const events = parse(log);

  it('every line of it, with the three fields that it must have', () => {
    expect(events).toHaveLength(trial.trace.length);
    for (const { host, event } of events) expect(host !== '' && event !== '').toBe(true);
  });

  it('and each host’s own clock begins with 1 and goes up by 1', () => {
    const last = new Map<string, number>();
    for (const { host, clock } of events) {
      expect(clock[host]).toBe((last.get(host) ?? 0) + 1);
      last.set(host, clock[host] as number);
    }
  });

  it('and no clock knows more of another host than has happened there, or forgets', () => {
    const own = new Map<string, number>();
    const known = new Map<string, Event['clock']>();
    for (const { host, clock } of events) {
      own.set(host, clock[host] as number);
      for (const [other, count] of Object.entries(clock)) {
        expect(Number.isInteger(count) && count >= 1).toBe(true);
        expect(count).toBeLessThanOrEqual(own.get(other) ?? 0);
      }
      for (const [other, count] of Object.entries(known.get(host) ?? {})) {
        expect(clock[other] ?? 0).toBeGreaterThanOrEqual(count);
      }
      known.set(host, clock);
    }
  });
});
