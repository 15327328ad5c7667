import { describe, expect, test } from 'vitest';
import type { Behavior } from '../../../src/core/byzantine.ts';
import type { ScheduledFault } from '../../../src/core/fault.ts';
import type { NodeId } from '../../../src/core/identity.ts';
import { TrialRunner } from '../../../src/experiment/trial.ts';
import type { TrialPlan } from '../../../src/experiment/trial-plan.ts';
import { BEHAVIOURS, family, liarsDoing, liarsOfAnyKind } from './liars.ts';

// biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
const TRIALS = process.env['COORDSIM_LONG'] === '1' ? 10_000 : 300;
const TRIALS_EACH = 40;

function failures(
  plan: TrialPlan,
  trials: number,
  scheduleOf: (trial: number) => readonly ScheduledFault[],
): string[] {
  const runner = new TrialRunner(plan);
  const found: string[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const { outcome, violation } = runner.run(trial, { schedule: scheduleOf(trial) });
    if (outcome === 'passed') continue;
    found.push(`${trial} ${outcome} ${violation?.invariant}: ${violation?.explanation}`);
  }
  return found;
}

describe.each(Object.entries(family))('%s, as many liars as it tolerates', (_name, planOf) => {
  test.each(BEHAVIOURS)('%s: nothing breaks', (does) => {
    const plan = planOf();
    expect(failures(plan, TRIALS_EACH, (trial) => liarsDoing(does, plan, trial))).toEqual([]);
  });

  test('several behaviours at a time: nothing breaks', { timeout: 1_200_000 }, () => {
    const plan = planOf();
    expect(failures(plan, TRIALS, (trial) => liarsOfAnyKind(plan, trial))).toEqual([]);
  });

  test('liars who rush, and a network that delivers as late as it may: nothing breaks', () => {
    const plan = planOf({ adversary: { rushing: true } });
    const late: ScheduledFault = {
      when: { atUs: 0 },
      fault: { kind: 'adversarialDelay', delays: 'erratic', upToUs: 30_000 },
    };
    const scheduleOf = (trial: number) => [late, ...liarsOfAnyKind(plan, trial)];
    expect(failures(plan, 100, scheduleOf)).toEqual([]);
  });
});

test('two liars who speak for the same nodes do not repeat each other for ever', () => {
  const behavior = { does: 'impersonate', as: { nodes: [0, 1, 2] } } as const;
  const record = new TrialRunner(family['multi-round-voting']({ params: { inputs: [1] } })).run(0, {
    schedule: [
      { when: { atUs: 0 }, fault: { kind: 'byzantine', target: { nodes: [5, 6] }, behavior } },
    ],
  });
  expect(record.messagesSent).toBeLessThan(500);
});

describe('one liar too many breaks', () => {
  const lies = (liar: NodeId, behavior: Behavior): ScheduledFault => ({
    when: { atUs: 0 },
    fault: { kind: 'byzantine', target: { nodes: [liar] }, behavior },
  });
  const tells = (liar: NodeId, ...nodes: NodeId[]) =>
    lies(liar, { does: 'equivocate', to: { nodes }, field: 'value' });

  test.each([
    [
      'dolev-strong',
      { nodes: 4, params: { maxFaulty: 1, inputs: [1] } },
      [tells(0, 3), lies(3, { does: 'omit', to: { nodes: [2] } })],
      'Agreement',
    ],
    ['phase-king', { nodes: 5 }, [tells(0, 2, 3), tells(1, 2, 3)], 'Agreement'],
    ['ben-or', { nodes: 6 }, [tells(4, 0, 1), tells(5, 0, 1)], 'Agreement'],
    ['bracha-broadcast', { nodes: 4 }, [tells(0, 1), tells(3, 1)], 'Consistency'],
    [
      'multi-round-voting',
      { nodes: 4, params: { inputs: [0, 1, 0, 0] } },
      [tells(2, 1), tells(3, 1)],
      'Agreement',
    ],
  ] as const)('%s', (name, options, schedule, property) => {
    const plan = family[name]({ ...options, 'beyond-tolerance': true });
    const runner = new TrialRunner(plan);
    const broken = Array.from(
      { length: 1_000 },
      (_, trial) => runner.run(trial, { schedule }).violation?.invariant,
    );
    expect(broken).toContain(property);
  });
});
