import { describe, expect, test } from 'vitest';
import { configure } from '../../../../src/experiment/configure.ts';
import { runTrial } from '../../../../src/experiment/trial.ts';
import type { TrialPlan } from '../../../../src/experiment/trial-plan.ts';
import { runTrials } from '../../../../src/experiment/trials.ts';
import { twoPhaseCommit } from '../../../../src/protocols/transactions/two-phase-commit/two-phase-commit.ts';
import { planOf } from '../../../configs.ts';

/** The metrics of one trial, by column. */
function metricsOf(plan: TrialPlan): Record<string, number | undefined> {
  const { outcome, metrics } = runTrial(plan);
  expect(outcome).toBe('passed');
  return Object.fromEntries(plan.columns.map((column, index) => [column, metrics[index]]));
}

describe('under chaos, on a disk that takes its time', () => {
  test.each(['simple', 'cooperative'])('%s termination keeps AC1 to AC5', (termination) => {
    const plan = planOf('two-phase-commit/chaos.yaml', {
      'params.termination': termination,
      duration: '3s',
      settle: '5s',
      'clients.count': '2',
    });
    for (const { trial, outcome, violation } of runTrials(plan, { trials: 1000 })) {
      expect({ trial, outcome, violation }).toEqual({ trial, outcome: 'passed' });
    }
  });
});

describe('without faults, at a constant latency of 10 ms', () => {
  const plan = configure(twoPhaseCommit, {
    nodes: 5,
    duration: '2s',
    settle: '1s',
    params: { noVotes: 0 },
    network: { latency: '10ms' },
    clients: { count: 2, rate: '20/s' },
  });

  test('if all participants vote yes, the decision is commit', () => {
    expect(metricsOf(plan)).toMatchObject({ aborted: 0 });
  });

  test('a transaction takes three messages a participant [Bernstein 1987 §7.4]', () => {
    expect(metricsOf(plan)).toMatchObject({ messagesPerTransaction: 3 * 4 });
  });

  test('the coordinator decides after two latencies, and a participant is in doubt as long', () => {
    expect(metricsOf(plan)).toMatchObject({
      decisionLatencyMeanUs: 20_000,
      inDoubtMeanUs: 20_000,
      inDoubtMaxUs: 20_000,
      blockedUs: 0,
    });
  });
});

describe('when the coordinator crashes for 2 s before it hears the votes', () => {
  function blocked(termination: 'simple' | 'cooperative', network: object = {}) {
    return metricsOf(
      configure(twoPhaseCommit, {
        nodes: 5,
        duration: '5s',
        settle: '5s',
        params: { noVotes: 0, termination },
        network: { latency: '10ms', ...network },
        clients: { count: 1, rate: '20/s', operations: 1, timeout: '5s' },
        faults: [{ after: { message: 'Vote', by: '1ms' }, crash: 0, for: '2s' }],
      }),
    );
  }

  test.each(['simple', 'cooperative'] as const)(
    'all four participants are blocked for all of it, under %s termination',
    (termination) => {
      expect(blocked(termination)).toMatchObject({
        committed: 0,
        aborted: 1,
        blockedUs: 8_000_000,
      });
    },
  );

  const missed = { links: [{ from: 0, to: 4, loss: 1 }] };

  test('one whom the request did not reach does not help under simple termination', () => {
    expect(blocked('simple', missed)).toMatchObject({ blockedUs: 6_000_000 });
  });

  test('one whom the request did not reach frees the others under cooperative termination', () => {
    // They ask after 100 ms in doubt, the crash came 1 ms into it, and the answer is two latencies away.
    expect(blocked('cooperative', missed)).toMatchObject({ blockedUs: 3 * 119_000 });
  });
});
