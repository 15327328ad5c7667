import { describe, expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import type { PbftObservation } from '../../../../src/protocols/consensus/pbft/observations.ts';
import { planOf } from '../../../configs.ts';

const LATENCY = 'pbft/latency.yaml';
const ONE_WAY_US = 5_000;

/** What a trial sends, by type of message, and what it observes, with the instants. */
function measured(path: string, changes: Readonly<Record<string, string>>) {
  const plan = planOf(path, changes);
  const runner = new TrialRunner(plan);
  const { simulation } = runner;
  const sent: Record<string, number> = {};
  const send = simulation.wire.sendMessage.bind(simulation.wire);
  simulation.wire.sendMessage = (from, to, message) => {
    sent[message.type] = (sent[message.type] ?? 0) + 1;
    send(from, to, message);
  };
  const observed: { readonly atUs: number; readonly observation: PbftObservation }[] = [];
  const latenciesUs: number[] = [];
  const observe = simulation.observe.bind(simulation);
  simulation.observe = (observation, node) => {
    observed.push({ atUs: simulation.nowUs, observation: observation as PbftObservation });
    if (observation.type === 'client:completed') {
      latenciesUs.push((observation as unknown as { latencyUs: number }).latencyUs);
    }
    observe(observation, node);
  };
  const record = runner.run(0);
  expect(record.outcome).toBe('passed');
  return { sent, observed, latenciesUs };
}

describe('with a one-way delay of d and no fault', () => {
  test.each([4, 7, 10, 16])(
    'a decision among %i costs 2n(n − 1) messages: n − 1 pre-prepares, (n − 1)² prepares, n(n − 1) commits',
    (nodes) => {
      const operations = 10;
      const { sent } = measured(LATENCY, {
        nodes: String(nodes),
        'clients.operations': String(operations),
      });
      const { RelayedRequest = 0, ...agreement } = sent;
      // The client does not know the primary when it begins.
      expect(RelayedRequest).toBeLessThanOrEqual(1);
      expect(agreement).toEqual({
        PrePrepare: operations * (nodes - 1),
        Prepare: operations * (nodes - 1) * (nodes - 1),
        Commit: operations * nodes * (nodes - 1),
      });
      const total = Object.values(agreement).reduce((sum, count) => sum + count, 0);
      expect(total / operations).toBe({ 4: 24, 7: 84, 10: 180, 16: 480 }[nodes]);
    },
  );

  test('every replica commits after exactly 3d, and the client has its result after 5d', () => {
    const { observed, latenciesUs } = measured(LATENCY, { nodes: '7' });
    let proposedAtUs = 0;
    for (const { atUs, observation } of observed) {
      if (observation.type === 'Proposed') proposedAtUs = atUs;
      if (observation.type === 'Committed') expect(atUs - proposedAtUs).toBe(3 * ONE_WAY_US);
    }
    expect(latenciesUs.length).toBeGreaterThan(30);
    // The first request may reach a backup, which passes it on.
    expect(latenciesUs[0]).toBeLessThanOrEqual(6 * ONE_WAY_US);
    expect(new Set(latenciesUs.slice(1))).toEqual(new Set([5 * ONE_WAY_US]));
  });

  test('a read that is not ordered takes 2d, and no message between replicas', () => {
    const { sent, latenciesUs } = measured(LATENCY, {
      'clients.workload': 'kv-read-only',
      'clients.with': '{put: 0, cas: 0, append: 0}',
    });
    expect(sent).toEqual({});
    expect(new Set(latenciesUs)).toEqual(new Set([2 * ONE_WAY_US]));
  });
});

test.each([4, 7, 16])(
  'a primary that crashes among %i costs (n − 1)² view changes and n − 1 messages of the new view',
  (nodes) => {
    const { sent, observed } = measured(LATENCY, {
      nodes: String(nodes),
      params: '{statusInterval: 1h}',
      clients: '{count: 1, operations: 1, timeout: 100ms, start: 10ms}',
      faults: '[{at: 1ms, crash: 0}]',
    });
    const { ViewChange, NewView } = sent;
    expect(ViewChange).toBe((nodes - 1) * (nodes - 1));
    expect(NewView).toBe(nodes - 1);
    const views = observed.flatMap(({ observation }) =>
      observation.type === 'Executed' ? [observation.view] : [],
    );
    expect(new Set(views)).toEqual(new Set([1]));
  },
);
