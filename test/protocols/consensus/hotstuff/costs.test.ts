import { describe, expect, test } from 'vitest';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { authenticatorsIn } from '../../../../src/protocols/consensus/hotstuff/authenticators.ts';
import { roundOf } from '../../../../src/protocols/consensus/hotstuff/dialect.ts';
import type { HotStuffMessage } from '../../../../src/protocols/consensus/hotstuff/messages.ts';
import { sizeBytes } from '../../../../src/protocols/consensus/hotstuff/sizes.ts';
import { planOf } from '../../../configs.ts';

const ONE_WAY_US = 10_000;

interface ViewCost {
  readonly byType: Partial<Record<HotStuffMessage['type'], number>>;
  messages: number;
  authenticators: number;
  bytes: number;
}

/** What each view of a trial cost, by view. */
function costsOf(config: string, changes: Readonly<Record<string, string>>): Map<number, ViewCost> {
  const plan = planOf(config, { duration: '2s', settle: '0s', ...changes });
  const runner = new TrialRunner(plan);
  const { simulation } = runner;
  const costs = new Map<number, ViewCost>();
  const send = simulation.wire.sendMessage.bind(simulation.wire);
  simulation.wire.sendMessage = (from, to, message) => {
    const sent = message as HotStuffMessage;
    const view = roundOf(sent) ?? 0;
    const cost = costs.get(view) ?? { byType: {}, messages: 0, authenticators: 0, bytes: 0 };
    costs.set(view, cost);
    cost.byType[sent.type] = (cost.byType[sent.type] ?? 0) + 1;
    cost.messages++;
    cost.authenticators += authenticatorsIn(sent);
    cost.bytes += sizeBytes(sent);
    send(from, to, message);
  };
  runner.run(0);
  return costs;
}

describe.each([4, 7, 16])('without faults, among %i replicas', (n) => {
  const others = n - 1;

  test('a view of the basic protocol costs 8(n − 1) messages: new-view, four by the leader, three votes', () => {
    const costs = costsOf('hotstuff/basic.yaml', { nodes: String(n), 'clients.count': '1' });
    for (let view = 2; view <= 12; view++) {
      expect(costs.get(view)).toMatchObject({
        messages: 8 * others,
        byType: {
          NewView: others,
          Prepare: others,
          PreCommit: others,
          Commit: others,
          Decide: others,
          Vote: 3 * others,
        },
        // Two of a new-view message, three of a proposal, one of each other.
        authenticators: 11 * others,
      });
    }
  });

  test('a view of the chained protocol costs 2(n − 1) messages: a proposal, and votes', () => {
    const costs = costsOf('hotstuff/chained.yaml', { nodes: String(n), 'clients.count': '1' });
    for (let view = 2; view <= 30; view++) {
      expect(costs.get(view)).toMatchObject({
        messages: 2 * others,
        byType: { Generic: others, Vote: others },
        authenticators: 3 * others,
      });
    }
  });

  test('a change of leaders costs n − 1 messages more at most, and nothing that grows faster than n', () => {
    const costs = costsOf('hotstuff/chained.yaml', {
      nodes: String(n),
      'clients.count': '1',
      faults: '[{at: 500ms, crash: leader}]',
    });
    const views = [...costs].filter(([, { byType }]) => byType.NewView !== undefined);
    const changed = views.filter(([view]) => view > 1);
    expect(changed.length).toBeGreaterThan(0);
    for (const [, { byType, authenticators }] of changed) {
      expect(byType.NewView).toBeLessThanOrEqual(others);
      expect(authenticators).toBeLessThanOrEqual(6 * others);
    }
  });
});

describe('with a one-way delay of d and no fault', () => {
  const quantile = (config: string, column: string): number | undefined => {
    const plan = planOf(config);
    const record = new TrialRunner(plan).run(0);
    return record.metrics[plan.columns.indexOf(column)];
  };

  test.each(['hotstuff/basic.yaml', 'hotstuff/chained.yaml'])(
    'in %s, replicas decide a block 7d after it was proposed',
    (config) => {
      expect(quantile(config, 'commitLatencyP50Us')).toBe(7 * ONE_WAY_US);
    },
  );

  test('no basic block takes longer', () => {
    expect(quantile('hotstuff/basic.yaml', 'commitLatencyMaxUs')).toBe(7 * ONE_WAY_US);
  });
});

test('a block of the chained protocol is committed three views after its own', () => {
  const plan = planOf('hotstuff/chained.yaml');
  const { simulation } = new TrialRunner(plan);
  const distances = new Set<number>();
  const heard = simulation.observe.bind(simulation);
  simulation.observe = (observation, node) => {
    if (observation.type === 'Committed') {
      const { view, inView } = observation as unknown as { view: number; inView: number };
      distances.add(inView - view);
    }
    heard(observation, node);
  };
  simulation.begin('chained:0');
  simulation.run(plan.config.durationUs);
  // The certificate of view v + 2 commits the block of view v, as it begins view v + 3, or comes with it.
  expect([...distances].sort()).toEqual([3]);
});
