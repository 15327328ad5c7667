import { describe, expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import type { TrialPlan } from '../../../../src/experiment/trial-plan.ts';
import type { TrialRecord } from '../../../../src/experiment/trial-record.ts';
import { planOf } from '../../../configs.ts';

const LATENCY = 'raft/latency.yaml';
const ONE_WAY_US = 5_000;

function metric(plan: TrialPlan, record: TrialRecord, column: string): number | undefined {
  return record.metrics[plan.columns.indexOf(column)];
}

describe('with a one-way delay of d and no fault', () => {
  test('the leader commits every entry after exactly 2d', () => {
    const plan = planOf(LATENCY);
    const runner = new TrialRunner(plan);
    for (let trial = 0; trial < 20; trial++) {
      const record = runner.run(trial);
      expect(metric(plan, record, 'commitLatencyP50Us')).toBe(2 * ONE_WAY_US);
      expect(metric(plan, record, 'commitLatencyMaxUs')).toBe(2 * ONE_WAY_US);
    }
  });

  test('the client beside the leader is answered after exactly 2d, any other after exactly 4d', () => {
    const plan = planOf(LATENCY);
    const { simulation } = new TrialRunner(plan);
    const latencies = new Map<number, Set<number>>();
    let leader = -1;
    // The clients stand beside the servers of the same number.
    const heard = simulation.observe.bind(simulation);
    simulation.observe = (observation, node) => {
      if (observation.type === 'BecameLeader') leader = node;
      if (observation.type === 'client:completed') {
        const { client, latencyUs } = observation as unknown as {
          readonly client: number;
          readonly latencyUs: number;
        };
        latencies.set(client, (latencies.get(client) ?? new Set()).add(latencyUs));
      }
      heard(observation, node);
    };
    simulation.begin('latency:0');
    simulation.run(plan.config.durationUs + plan.config.settleUs);
    expect(latencies.size).toBe(5);
    for (const [client, seen] of latencies) {
      expect([...seen]).toEqual([client === leader ? 2 * ONE_WAY_US : 4 * ONE_WAY_US]);
    }
  });

  test('an entry costs 8 messages among five servers, and 2(n − 1) among n', () => {
    for (const nodes of [3, 5, 7]) {
      const costOf = (operations: number): number => {
        const plan = planOf(LATENCY, {
          nodes: String(nodes),
          'clients.beside': 'none',
          'clients.operations': String(operations),
          'clients.count': '1',
        });
        return new TrialRunner(plan).run(0).messagesSent;
      };
      expect(costOf(30) - costOf(10)).toBe(20 * 2 * (nodes - 1));
    }
  });
});

test('a linearizable read costs as many messages as a write, and adds no entry', () => {
  const run = (get: number, operations: number): TrialRecord => {
    const plan = planOf(LATENCY, {
      'clients.beside': 'none',
      'clients.count': '1',
      'clients.operations': String(operations),
      'clients.with': `{get: ${get}, put: 1, cas: 0, append: 0}`,
    });
    return new TrialRunner(plan).run(0);
  };
  const onlyReads = 1e9;
  const cost = run(onlyReads, 30).messagesSent - run(onlyReads, 10).messagesSent;
  expect(cost).toBe(20 * 8);
});

/** The servers that one cut keeps apart for half a second, and how the terms grew. */
function isolated(preVote: boolean): { elections: number; leaderChanges: number } {
  const plan = planOf('raft/leader-crash.yaml', {
    params: `{preVote: ${preVote}, checkQuorum: ${preVote}}`,
    faults: '[{at: 1s, partition: {isolate: 4}, for: 1s}]',
    clients: '{count: 1, start: 1s}',
    invariants: '[Election Safety, Progress]',
  });
  const runner = new TrialRunner(plan);
  const columns = { elections: 0, leaderChanges: 0 };
  for (let trial = 0; trial < 200; trial++) {
    const record = runner.run(trial);
    expect(record.outcome).toBe('passed');
    // Where it was the leader that was cut off, there must be another.
    if (leaderAt(plan, trial) === 4) continue;
    columns.elections += metric(plan, record, 'elections') ?? 0;
    columns.leaderChanges += metric(plan, record, 'leaderChanges') ?? 0;
  }
  return columns;
}

function leaderAt(plan: TrialPlan, trial: number): number {
  const runner = new TrialRunner(plan);
  const { simulation } = runner;
  let leader = -1;
  const heard = simulation.observe.bind(simulation);
  simulation.observe = (observation, node) => {
    if (observation.type === 'BecameLeader' && simulation.nowUs < 1_000_000) leader = node;
    heard(observation, node);
  };
  runner.run(trial);
  return leader;
}

test('a follower that was cut off comes back without deposing the leader, thanks to PreVote', () => {
  expect(isolated(true).leaderChanges).toBe(0);
  const without = isolated(false);
  expect(without.leaderChanges).toBeGreaterThan(0);
  expect(without.elections).toBeGreaterThan(500);
});
