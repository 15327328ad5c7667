import { describe, expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { planOf } from '../../../configs.ts';

const FAULT_FREE = 'tendermint/fault-free.yaml';
const ONE_WAY_US = 5_000;

/** How many messages of each type a trial sends, what it decides, and how long clients wait. */
function measured(changes: Readonly<Record<string, string>>) {
  const plan = planOf(FAULT_FREE, changes);
  const { simulation } = new TrialRunner(plan);
  const sent = new Map<string, number>();
  const latenciesUs: number[] = [];
  const decisionsUs: number[] = [];
  let proposedAtUs = 0;
  const send = simulation.wire.sendMessage.bind(simulation.wire);
  simulation.wire.sendMessage = (from, to, message) => {
    if (from !== to) sent.set(message.type, (sent.get(message.type) ?? 0) + 1);
    send(from, to, message);
  };
  const observe = simulation.observe.bind(simulation);
  simulation.observe = (observation, node) => {
    if (observation.type === 'Proposed') proposedAtUs = simulation.nowUs;
    if (observation.type === 'Decided') decisionsUs.push(simulation.nowUs - proposedAtUs);
    if (observation.type === 'client:completed') {
      latenciesUs.push((observation as unknown as { latencyUs: number }).latencyUs);
    }
    observe(observation, node);
  };
  simulation.begin('costs:0');
  simulation.run(plan.config.durationUs + plan.config.settleUs);
  const of = (type: string): number => sent.get(type) ?? 0;
  const types = [...sent.keys()].sort();
  return { of, types, latenciesUs, decisionsUs, nodes: plan.config.nodes };
}

describe('with a one-way delay of d and no fault', () => {
  const OPERATIONS = 20;
  // So that nobody is idle for long enough to tell its height.
  const busy = { 'clients.operations': String(OPERATIONS), 'params.statusInterval': '1h' };

  test.each([4, 7, 10, 16])(
    'a height among %i costs n − 1 proposals, n(n − 1) prevotes, n(n − 1) precommits, and nothing is sent again',
    (nodes) => {
      const { of, types, decisionsUs } = measured({ ...busy, nodes: String(nodes) });
      expect(decisionsUs).toHaveLength(nodes * OPERATIONS);
      expect(types).toEqual(['Precommit', 'Prevote', 'Proposal', 'Submission']);
      expect(of('Proposal')).toBe(OPERATIONS * (nodes - 1));
      expect(of('Prevote')).toBe(OPERATIONS * nodes * (nodes - 1));
      expect(of('Precommit')).toBe(OPERATIONS * nodes * (nodes - 1));
      const agreement = of('Proposal') + of('Prevote') + of('Precommit');
      expect(agreement / OPERATIONS).toBe(nodes - 1 + 2 * nodes * (nodes - 1));
      // The validator that a client asks passes the request on.
      expect(of('Submission')).toBe(OPERATIONS * (nodes - 1));
    },
  );

  test.each([4, 7, 16])('every validator among %i decides 3d after the proposal', (nodes) => {
    const { decisionsUs } = measured({ ...busy, nodes: String(nodes) });
    expect(new Set(decisionsUs)).toEqual(new Set([3 * ONE_WAY_US]));
  });

  test('the client has its result after 5d at the proposer, and after 6d elsewhere', () => {
    const { latenciesUs } = measured(busy);
    const [first, ...others] = latenciesUs;
    // It learns from the first answer who proposes next.
    expect([5 * ONE_WAY_US, 6 * ONE_WAY_US]).toContain(first);
    expect(new Set(others)).toEqual(new Set([5 * ONE_WAY_US]));
  });
});
