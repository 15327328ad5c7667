import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { reached } from '../../src/core/invariant.ts';
import type { Protocol, Role } from '../../src/core/protocol.ts';
import { configure } from '../../src/experiment/configure.ts';
import { diagnoseStuck } from '../../src/experiment/stuck-diagnosis.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';

/** A protocol of one role that should observe `Done`. */
function hopeful(role: Partial<Role>): Protocol {
  return {
    name: 'hopeful',
    summary: 'Hopes to be done.',
    params: z.strictObject({}),
    rules: {},
    roles: { node: { boot: () => ({}), onMessage() {}, onTimer() {}, ...role } },
    assign: (count) => new Array<string>(count).fill('node'),
    tolerates: () => ({ safeUnder: [], crashed: 0, byzantine: 0 }),
    invariants: [reached('eventually', 'Completion', 'Done', 'It is done.')],
    metrics: [],
    workloads: [],
    mutants: [],
  };
}

function diagnosisOf(role: Partial<Role>) {
  const plan = configure(hopeful(role), { nodes: 2, duration: '10ms', settle: '100ms' });
  expect(new TrialRunner(plan).run(0).outcome).toBe('stuck');
  return diagnoseStuck(plan, 0, 'Completion');
}

describe('a stuck trial', () => {
  it('is a deadlock when nothing is pending', () => {
    const role: Partial<Role> = {
      boot(ctx) {
        ctx.broadcast({ type: 'Hello' });
        return {};
      },
    };
    expect(diagnosisOf(role)).toEqual({
      kind: 'deadlock',
      explanation: 'nothing is pending since 10ms: no message is under way and no timer runs',
    });
  });

  it('is too slow when a longer settle phase helps', () => {
    const role: Partial<Role> = {
      boot(ctx) {
        ctx.setTimer('late', 300_000);
        return {};
      },
      onTimer: (_state, _timer, ctx) => ctx.observe({ type: 'Done' }),
    };
    expect(diagnosisOf(role)).toEqual({
      kind: 'too slow',
      explanation: 'Completion comes true when the settle phase takes 400ms instead of 100ms',
    });
  });

  it('is a livelock when the nodes come back to where they were, and the cycle is shown', () => {
    const role: Partial<Role> = {
      boot(ctx) {
        if (ctx.self === 0) ctx.send(1, { type: 'AfterYou' });
        return {};
      },
      onMessage(_state, from, message, ctx) {
        ctx.observe({ type: 'Yielded' });
        ctx.send(from, message);
      },
    };
    const { kind, cycle } = diagnosisOf(role);
    expect(kind).toBe('livelock');
    expect(cycle?.toSorted()).toEqual(['n0 Yielded', 'n1 Yielded']);
  });

  it('is a livelock of messages where nodes observe nothing', () => {
    const role: Partial<Role> = {
      boot(ctx) {
        ctx.setTimer('poll', 5_000);
        return {};
      },
      onTimer(_state, _timer, ctx) {
        ctx.broadcast({ type: 'Poll' });
        ctx.setTimer('poll', 5_000);
      },
    };
    const { kind, cycle } = diagnosisOf(role);
    expect(kind).toBe('livelock');
    expect(cycle?.every((step) => /^n[01] (poll|Poll)$/.test(step))).toBe(true);
  });
});
