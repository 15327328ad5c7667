import { describe, expect, it } from 'vitest';
import type { Interpretation } from '../../src/core/client.ts';
import type { Heard, Invariant } from '../../src/core/invariant.ts';
import type { ProtocolTypes } from '../../src/core/protocol.ts';
import { type Script, stage } from './stage.ts';

type Completed = Extract<Heard<ProtocolTypes>, { type: 'client:completed' }>;

/** Runs a script and tells how each operation ended: `ok value @latency`. */
function outcomes(script: Script, untilUs = 200_000): string[] {
  const heard: string[] = [];
  const listener: Invariant = {
    name: 'listener',
    expectation: 'sometimes',
    sentence: '',
    hears: ['client:completed'],
    start: () => ({
      hear(observation) {
        const { outcome, value, latencyUs } = observation as Completed;
        heard.push(`${outcome} ${value} @${latencyUs}`);
      },
    }),
  };
  const { simulation } = stage({
    ...script,
    options: { ...script.options, invariants: [listener] },
  });
  simulation.run(untilUs);
  return heard;
}

/** Answers are strings: `go 2` and `go elsewhere` redirect, `no` is a definite failure, all else is a value. */
const interpret = (_operation: unknown, response: unknown): Interpretation => {
  const text = String(response);
  if (text === 'no') return { kind: 'fail', value: text };
  if (text === 'go elsewhere') return { kind: 'redirect' };
  if (text.startsWith('go ')) return { kind: 'redirect', to: Number(text.slice(3)) };
  return { kind: 'ok', value: text };
};

describe('a client', () => {
  it('hears its answer after a round trip, and goes on after its pause', () => {
    expect(
      outcomes({
        role: {
          onRequest: (_state, { client, sequence, operation }, ctx) =>
            ctx.respond(client, sequence, operation),
        },
        clients: { beside: [0], operations: 2 },
      }),
    ).toEqual(['ok c0#0 @0', 'ok c0#1 @0']);
    expect(
      outcomes({
        role: {
          onRequest: (_state, { client, sequence, operation }, ctx) =>
            ctx.respond(client, sequence, operation),
        },
        clients: { operations: 2 },
      }),
    ).toEqual(['ok c0#0 @2000', 'ok c0#1 @2000']);
  });

  it('follows a redirect to the node that it names', () => {
    expect(
      outcomes({
        nodes: 3,
        role: {
          onRequest: (_state, { client, sequence }, ctx) =>
            ctx.respond(client, sequence, ctx.self === 2 ? 'done' : 'go 2'),
        },
        clients: { beside: [0], operations: 1 },
        workload: { interpret },
      }),
    ).toEqual(['ok done @2000']);
  });

  it('asks the next node after a pause when the redirect names nobody', () => {
    expect(
      outcomes({
        nodes: 3,
        role: {
          onRequest: (_state, { client, sequence }, ctx) =>
            ctx.respond(client, sequence, ctx.self === 1 ? 'done' : 'go elsewhere'),
        },
        clients: { beside: [0], operations: 1 },
        workload: { interpret },
      }),
    ).toEqual(['ok done @3000']);
  });

  it('says that it does not know when some attempt got no answer', () => {
    expect(outcomes({ nodes: 3, clients: { operations: 1 }, workload: { interpret } })).toEqual([
      'info no attempts left @15000',
    ]);
  });

  it('does not know either when every attempt was turned away, since a copy of its request may still arrive', () => {
    expect(
      outcomes({
        nodes: 3,
        role: {
          onRequest: (_state, { client, sequence }, ctx) =>
            ctx.respond(client, sequence, 'go elsewhere'),
        },
        clients: { operations: 1 },
        workload: { interpret },
      }),
    ).toEqual(['info no attempts left @9000']);
  });

  it('takes the first answer and ignores those that come after', () => {
    expect(
      outcomes({
        nodes: 1,
        role: {
          onRequest(_state, { client, sequence }, ctx) {
            ctx.respond(client, sequence, 'no');
            ctx.respond(client, sequence, 'late');
          },
        },
        clients: { operations: 1 },
        workload: { interpret },
      }),
    ).toEqual(['fail no @2000']);
  });

  it('in an open loop begins operations as a Poisson process, whether or not it is answered', () => {
    const begun: number[] = [];
    const { simulation } = stage({
      nodes: 1,
      role: { onRequest: (_state, _request, ctx) => begun.push(ctx.nowUs) },
      clients: { arrival: { kind: 'open', ratePerSecond: 1_000 }, attempts: 1, endUs: 10_000_000 },
    });
    simulation.run(10_000_000);
    // 10,000 arrivals are expected, with a standard deviation of 100.
    expect(Math.abs(begun.length - 10_000)).toBeLessThan(300);
    const gaps = begun.slice(1).map((at, index) => at - (begun[index] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const variance = gaps.reduce((sum, gap) => sum + (gap - mean) * (gap - mean), 0) / gaps.length;
    // The coefficient of variation of exponential gaps is 1.
    expect(Math.abs(Math.sqrt(variance) / mean - 1)).toBeLessThan(0.05);
  });

  it('tells which of its operations are over with every request', () => {
    const seen: [number, number][] = [];
    outcomes({
      role: {
        onRequest(_state, { client, sequence, doneBelow }, ctx) {
          seen.push([sequence, doneBelow]);
          ctx.respond(client, sequence, 'done');
        },
      },
      clients: { operations: 3 },
    });
    expect(seen).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
  });
});
