import { describe, expect, test } from 'vitest';
import { configure } from '../../../../src/experiment/configure.ts';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { brachaBroadcast } from '../../../../src/protocols/agreement/bracha-broadcast/bracha-broadcast.ts';
import { node } from '../../../../src/protocols/agreement/bracha-broadcast/node.ts';
import { rules } from '../../../../src/protocols/agreement/bracha-broadcast/rules.ts';
import type {
  BrachaMessage,
  BrachaTypes,
} from '../../../../src/protocols/agreement/bracha-broadcast/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

/** Node 1 of four, one of which may lie. */
function begun() {
  const params = { repeatAfter: 100, inputs: [1] };
  const ctx = new RecordingContext<BrachaTypes>({ self: 1, nodes: 4, params, rules });
  const state = node.boot(ctx);
  ctx.take();
  const hear = (from: number, type: 'Initial' | 'Echo' | 'Ready', value: number) =>
    node.onMessage(state, from, { type, value } as BrachaMessage, ctx);
  const sent = () =>
    ctx
      .takeOnly('broadcast')
      .map(({ message }) => message.type + ('value' in message ? message.value : ''));
  const observed = () => ctx.takeOnly('observe').map(({ observation }) => observation);
  return { ctx, state, hear, sent, observed };
}

describe('a node', () => {
  test('echoes the first value of the sender, and nobody else’s', () => {
    const { hear, sent } = begun();
    hear(2, 'Initial', 1);
    expect(sent()).toEqual([]);
    for (const value of [1, 0]) hear(0, 'Initial', value);
    expect(sent()).toEqual(['Echo1']);
  });

  test('is ready at more than (n + f)/2 echoes, its own among them', () => {
    const { hear, sent } = begun();
    hear(0, 'Initial', 1);
    hear(2, 'Echo', 1);
    expect(sent()).toEqual(['Echo1']);
    hear(3, 'Echo', 1);
    expect(sent()).toEqual(['Ready1']);
  });

  test('counts the first echo of each node, and no number that is none', () => {
    const { hear, sent } = begun();
    hear(0, 'Initial', 1);
    sent();
    for (const value of [1, 1, 0]) hear(2, 'Echo', value);
    for (const value of [0.5, Number.POSITIVE_INFINITY]) hear(3, 'Echo', value);
    expect(sent()).toEqual([]);
  });

  test('is ready, and echoes, when f + 1 are', () => {
    const { hear, sent } = begun();
    hear(2, 'Ready', 1);
    expect(sent()).toEqual([]);
    hear(3, 'Ready', 1);
    expect(sent()).toEqual(['Echo1', 'Ready1']);
  });

  test('delivers at 2f + 1 who are ready, once', () => {
    const { hear, observed } = begun();
    for (const from of [2, 3]) hear(from, 'Ready', 1);
    expect(observed()).toEqual([
      { type: 'Amplified', value: 1 },
      { type: 'Decided', value: 1, round: 3 },
    ]);
    hear(0, 'Ready', 1);
    expect(observed()).toEqual([]);
  });

  test('asks again until it has delivered, and says again what it said', () => {
    const { ctx, state, hear, sent } = begun();
    ctx.fire(node, state, 'repeat');
    expect(sent()).toEqual(['Repeat']);
    for (const from of [2, 3]) hear(from, 'Ready', 1);
    expect(ctx.isRunning('repeat')).toBe(false);
    ctx.take();
    node.onMessage(state, 3, { type: 'Repeat' }, ctx);
    expect(ctx.takeOnly('send').map(({ to, message }) => [to, message.type])).toEqual([
      [3, 'Echo'],
      [3, 'Ready'],
    ]);
  });
});

test('takes three delays, and n − 1 + 2n(n − 1) messages', () => {
  for (const nodes of [4, 7, 10]) {
    const plan = configure(brachaBroadcast, {
      nodes,
      duration: '1s',
      settle: '1s',
      network: { latency: '5ms' },
    });
    const { metrics } = new TrialRunner(plan).run(0);
    expect(metrics).toEqual([3, 15_000, nodes - 1 + 2 * nodes * (nodes - 1)]);
  }
});
