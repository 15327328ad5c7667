import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/core/micros.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { familyOf } from '../../src/faults/families.ts';
import { findProtocol } from '../../src/protocols/index.ts';
import { faultSchedule } from '../../src/testing/fault-schedule.ts';
import { networkOptions } from '../../src/testing/network-options.ts';
import { workload } from '../../src/testing/workload.ts';
import { planOf } from '../configs.ts';

/** What an arbitrary shrinks to when everything fails. */
function simplest<T>(arbitrary: fc.Arbitrary<T>, isWanted: (value: T) => boolean): T {
  const { counterexample } = fc.check(
    fc.property(arbitrary, (value) => !isWanted(value)),
    { seed: 1, numRuns: 2_000 },
  );
  if (counterexample === null) throw new Error('nothing that is wanted was drawn');
  return counterexample[0];
}

describe('faultSchedule', () => {
  const options = { nodes: 5, duration: '1s', duties: ['leader'], maxFaults: 12 };

  test('draws schedules that every cluster of that size can run', () => {
    const plan = planOf('raft/chaos-5.yaml', { nemesis: 'none', duration: '1s', settle: '0s' });
    const runner = new TrialRunner(plan);
    fc.assert(
      fc.property(faultSchedule(options), (schedule) => {
        expect(schedule.length).toBeLessThanOrEqual(12);
        const times = schedule.map(({ when }) => ('atUs' in when ? when.atUs : -1));
        expect(times.toSorted((a, b) => a - b)).toEqual(times);
        for (const atUs of times) expect(atUs).toBeLessThan(1_000_000);
        expect(runner.run(0, { schedule }).outcome).not.toBe('unsafe');
      }),
      { seed: 42, numRuns: 100 },
    );
  });

  test('draws from the families that it is given, and from no other', () => {
    const schedules = faultSchedule({ ...options, families: ['crash', 'partition'] });
    fc.assert(
      fc.property(schedules, (schedule) => {
        for (const { fault } of schedule) expect(['crash', 'partition']).toContain(familyOf(fault));
      }),
    );
  });

  test('names leaders of single rounds, from the start', () => {
    const schedules = faultSchedule({ ...options, families: ['leader'] });
    const lines = fc.sample(schedules, 50).flat();
    expect(lines.length).toBeGreaterThan(0);
    for (const { when, fault } of lines) {
      expect(when).toEqual({ atUs: 0 });
      if (fault.kind !== 'leader') throw new Error('another fault');
      expect(fault.rounds[0]).toBe(fault.rounds[1]);
    }
  });

  test('draws no partition of a single node, and nothing at all from no family', () => {
    const alone = faultSchedule({ nodes: 1, duration: '1s', families: ['partition'] });
    expect(fc.sample(alone, 20).flat()).toEqual([]);
  });

  test('shrinks to fewer faults first, then to shorter ones on fewer nodes', () => {
    const found = simplest(faultSchedule(options), (schedule) => schedule.length >= 2);
    expect(found).toHaveLength(2);
    for (const { when, fault } of found) {
      expect(when).toEqual({ atUs: 0 });
      expect(fault).toEqual({ kind: 'crash', target: { nodes: [0] }, forUs: 1_000 });
    }
  });

  test('lets no more nodes lie than it is told, be they who they may', () => {
    const seen = new Set<number>();
    const schedules = faultSchedule({ ...options, families: [], liars: 2, lies: ['perjury'] });
    fc.assert(
      fc.property(schedules, (schedule) => {
        const liars = schedule.flatMap(({ fault }) =>
          fault.kind === 'byzantine' && 'nodes' in fault.target ? fault.target.nodes : [],
        );
        expect(new Set(liars).size).toBeLessThanOrEqual(2);
        for (const liar of liars) seen.add(liar);
      }),
      { seed: 42, numRuns: 200 },
    );
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4]);
  });

  test('shrinks a lie to silence', () => {
    const schedules = faultSchedule({ ...options, families: [], liars: 2, lies: ['perjury'] });
    const found = simplest(schedules, (schedule) => schedule.length > 0);
    expect(found).toHaveLength(1);
    expect(found[0]?.fault).toMatchObject({ kind: 'byzantine', behavior: { does: 'silence' } });
  });

  test('shrinks a partition to the isolation of one node', () => {
    const found = simplest(faultSchedule(options), (schedule) =>
      schedule.some(({ fault }) => fault.kind === 'partition'),
    );
    expect(found).toHaveLength(1);
    expect(found[0]?.fault).toMatchObject({ shape: 'isolate', target: { nodes: [0] } });
  });
});

describe('networkOptions', () => {
  test('stays within its limits', () => {
    const networks = networkOptions({ maxLatency: '10ms', maxLoss: 0.05, maxDuplication: 0 });
    fc.assert(
      fc.property(networks, ({ latency, loss, duplication }) => {
        expect(duplication).toBeUndefined();
        if (loss?.kind === 'bernoulli') expect(loss.probability).toBeLessThanOrEqual(0.05);
        const longest = latency.kind === 'uniform' ? latency.max : latency;
        if (typeof longest === 'number') expect(longest).toBeLessThanOrEqual(10_001);
      }),
    );
  });

  test('shrinks to a quick network that loses nothing', () => {
    expect(simplest(networkOptions(), () => true)).toEqual({
      latency: { kind: 'constant', value: 0 },
    });
    const lossy = simplest(networkOptions(), ({ loss }) => loss !== undefined);
    expect(lossy.loss).toEqual({ kind: 'bernoulli', probability: 0.01 });
  });
});

describe('workload', () => {
  const raft = findProtocol('raft');

  test('shrinks to one client with one operation', () => {
    const clients = workload(raft, { nodes: 3, duration: '2s', with: { keys: 1 } });
    expect(simplest(clients, () => true)).toMatchObject({
      count: 1,
      operations: 1,
      arrival: { kind: 'closed', thinkUs: 0 },
      beside: [],
      endUs: parseDuration('2s'),
      params: { keys: 1 },
    });
  });

  test('refuses a workload that the protocol has not', () => {
    expect(() => workload(findProtocol('echo'), { nodes: 3, duration: '1s' })).toThrow(
      'accepted: none',
    );
    expect(() => workload(raft, { nodes: 3, duration: '1s', workload: 'x' })).toThrow("'x'");
  });
});
