import { describe, expect, it } from 'vitest';
import { endsOf, exported, trials } from './exported.ts';

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  readonly bp?: string;
  readonly s?: string;
  readonly args?: { readonly name?: string };
}

describe.each(trials)('the Trace Event Format of %s', (_, trial) => {
  const file = JSON.parse(exported('chrome', trial));
  const events: TraceEvent[] = file.traceEvents;
  const timed = events.filter(({ ph }) => ph !== 'M');
  const slices = events.filter(({ ph }) => ph === 'X');

  it('is an object with events and a unit in which they are shown', () => {
    expect(Object.keys(file)).toEqual(['displayTimeUnit', 'otherData', 'traceEvents']);
    expect(['ms', 'ns']).toContain(file.displayTimeUnit);
  });

  it('gives each event the fields that its phase must have', () => {
    for (const event of events) {
      expect(event.name).toEqual(expect.any(String));
      expect(Number.isInteger(event.pid) && Number.isInteger(event.tid)).toBe(true);
      expect(['X', 'i', 's', 'f', 'M']).toContain(event.ph);
    }
    for (const { ts, cat } of timed) {
      expect(Number.isInteger(ts) && ts >= 0).toBe(true);
      expect(cat).toEqual(expect.any(String));
    }
    for (const { dur } of slices) expect(dur).toBeGreaterThan(0);
    for (const { ph, s } of timed) if (ph === 'i') expect(['t', 'p', 'g']).toContain(s);
  });

  it('names every thread that has events', () => {
    const named = events.filter(({ name }) => name === 'thread_name').map(({ tid }) => tid);
    expect(new Set(named).size).toBe(named.length);
    for (const { tid } of timed) expect(named).toContain(tid);
  });

  it('lets slices of one thread nest or follow each other', () => {
    // All are equally long and begin at whole microseconds: two of them coincide, or the later begins at the end.
    expect(new Set(slices.map(({ dur }) => dur))).toEqual(new Set([1]));
    for (const thread of new Set(slices.map(({ tid }) => tid))) {
      const starts = slices.filter(({ tid }) => tid === thread).map(({ ts }) => ts);
      expect(starts).toEqual([...starts].sort((left, right) => left - right));
    }
  });

  it('starts and ends each flow once, in slices of the threads that sent and received', () => {
    const starts = new Map(events.filter(({ ph }) => ph === 's').map((event) => [event.id, event]));
    const ends = new Map(events.filter(({ ph }) => ph === 'f').map((event) => [event.id, event]));
    expect(starts.size).toBe(endsOf(trial));
    expect([...starts.keys()].sort()).toEqual([...ends.keys()].sort());
    const enclosing = new Set(slices.map(({ tid, ts }) => `${tid} ${ts}`));
    for (const [id, end] of ends) {
      const start = starts.get(id) as TraceEvent;
      expect({ name: start.name, cat: start.cat }).toEqual({ name: end.name, cat: end.cat });
      expect(start.ts).toBeLessThanOrEqual(end.ts);
      expect(end.bp).toBe('e');
      for (const { tid, ts } of [start, end]) expect(enclosing).toContain(`${tid} ${ts}`);
    }
  });
});
