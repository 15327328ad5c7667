import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Workload } from '../../src/core/client.ts';
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

  it('is a livelock of messages after the last observation, too', () => {
    const role: Partial<Role> = {
      boot(ctx) {
        ctx.setTimer('poll', 20_000);
        return {};
      },
      onTimer(_state, _timer, ctx) {
        if (ctx.nowUs < 30_000) ctx.observe({ type: 'Began' });
        ctx.setTimer('poll', 5_000);
      },
    };
    expect(diagnosisOf(role)).toMatchObject({ kind: 'livelock', cycle: ['n0 poll', 'n1 poll'] });
  });

  it('is starved when one client waits and another, which asks later, is answered', () => {
    const asking: Workload = {
      name: 'asking',
      sentence: 'Clients ask.',
      params: z.strictObject({}),
      operation: () => ({}),
      interpret: () => ({ kind: 'ok', value: null }),
    };
    const role: Partial<Role> = {
      boot(ctx) {
        ctx.setTimer('poll', 5_000);
        return {};
      },
      onTimer: (_state, _timer, ctx) => ctx.setTimer('poll', 5_000),
      onRequest(_state, { client, sequence }, ctx) {
        if (client === 1) ctx.respond(client, sequence, {});
      },
    };
    const protocol: Protocol = { ...hopeful(role), workloads: [asking] };
    const clients = { count: 2, think: '1ms', timeout: '3ms', attempts: 2, workload: 'asking' };
    const plan = configure(protocol, { nodes: 2, duration: '10ms', settle: '100ms', clients });
    expect(new TrialRunner(plan).run(0).outcome).toBe('stuck');
    const { kind, explanation } = diagnoseStuck(plan, 0, 'Completion');
    expect(kind).toBe('starved');
    expect(explanation).toMatch(
      /^c0 waits since 0us, while others asked later and were answered: c1 \(\d+\)$/,
    );
  });
});
