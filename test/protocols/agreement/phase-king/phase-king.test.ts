import { describe, expect, test } from 'vitest';
import { configure } from '../../../../src/experiment/configure.ts';
import { runTrials } from '../../../../src/experiment/trials.ts';
import { node } from '../../../../src/protocols/agreement/phase-king/node.ts';
import { phaseKing } from '../../../../src/protocols/agreement/phase-king/phase-king.ts';
import { rules } from '../../../../src/protocols/agreement/phase-king/rules.ts';
import type { PhaseKingTypes } from '../../../../src/protocols/agreement/phase-king/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

const DELTA = 10;

/** Node `self` of five, which begins with 1, in the first round. */
function begun(self: number, nowUs = 0) {
  const params = { delta: DELTA, inputs: [1] };
  const ctx = new RecordingContext<PhaseKingTypes>({ self, nodes: 5, params, rules, nowUs });
  const state = node.boot(ctx);
  if (ctx.isRunning('roundEnd')) ctx.fire(node, state, 'roundEnd');
  const receive = (from: number, type: 'Preference' | 'KingValue', phase: number, value: number) =>
    node.onMessage(state, from, { type, phase, value }, ctx);
  return { ctx, state, receive };
}

describe('a phase', () => {
  test('everyone sends its preference, and waits for all of Δ', () => {
    const { ctx } = begun(3);
    expect(ctx.take().slice(-3)).toEqual([
      { kind: 'observe', observation: { type: 'Proposed', value: 1 } },
      { kind: 'broadcast', message: { type: 'Preference', phase: 1, value: 1 } },
      { kind: 'setTimer', timer: 'roundEnd', delayUs: DELTA + 1 },
    ]);
  });

  test('the king sends the majority that he counted, and others send nothing', () => {
    const king = begun(0);
    const subject = begun(1);
    for (const { ctx, state, receive } of [king, subject]) {
      ctx.take();
      for (const from of [2, 3, 4]) receive(from, 'Preference', 1, 0);
      ctx.fire(node, state, 'roundEnd');
    }
    const message = { type: 'KingValue', phase: 1, value: 0 };
    expect(king.ctx.takeOnly('broadcast')).toEqual([{ kind: 'broadcast', message }]);
    expect(subject.ctx.takeOnly('broadcast')).toEqual([]);
  });

  test('"if mult > n/2 + f" the majority is kept, whatever the king says', () => {
    const { ctx, state, receive } = begun(3);
    for (const from of [0, 1, 2]) receive(from, 'Preference', 1, 1);
    ctx.fire(node, state, 'roundEnd');
    expect(state.majority).toEqual({ value: 1, multiplicity: 4 });
    receive(0, 'KingValue', 1, 0);
    ctx.fire(node, state, 'roundEnd');
    expect(state.preference).toBe(1);
  });

  test('else the value of the king is taken, and 0 where he says none', () => {
    for (const [kings, expected] of [
      [1, 1],
      [0, 0],
      [undefined, 0],
      [2, 0],
    ] as const) {
      const { ctx, state, receive } = begun(3);
      for (const from of [1, 2]) receive(from, 'Preference', 1, 1);
      ctx.fire(node, state, 'roundEnd');
      if (kings !== undefined) receive(0, 'KingValue', 1, kings);
      ctx.fire(node, state, 'roundEnd');
      expect(state.preference).toBe(expected);
    }
  });

  test('who speaks as king and is none is not heard', () => {
    const { ctx, state, receive } = begun(3);
    ctx.fire(node, state, 'roundEnd');
    receive(4, 'KingValue', 1, 1);
    ctx.fire(node, state, 'roundEnd');
    expect(state.preference).toBe(0);
  });

  test('a second word of the same node in a round counts for nothing', () => {
    const { ctx, state, receive } = begun(3);
    for (const value of [0, 1, 1, 1]) receive(4, 'Preference', 1, value);
    ctx.fire(node, state, 'roundEnd');
    expect(state.majority).toEqual({ value: 0, multiplicity: 1 });
  });

  test('a message of another round is kept only if it is of the next', () => {
    const { ctx, state, receive } = begun(3);
    receive(4, 'Preference', 2, 1);
    receive(0, 'KingValue', 1, 1);
    ctx.fire(node, state, 'roundEnd');
    expect(state.majority.multiplicity).toBe(1);
    ctx.fire(node, state, 'roundEnd');
    expect(state.preference).toBe(1);
  });
});

describe('the threshold', () => {
  test('two honest nodes whose counts are strong count the same majority', () => {
    for (let nodeCount = 5; nodeCount <= 21; nodeCount++) {
      const faulty = Math.floor((nodeCount - 1) / 4);
      for (let count = 0; count <= nodeCount; count++) {
        if (!rules.isStrong(count, nodeCount, faulty)) continue;
        expect(2 * (count - faulty)).toBeGreaterThan(nodeCount - faulty - faulty);
        expect(rules.isStrong(nodeCount - faulty, nodeCount, faulty)).toBe(true);
      }
    }
  });
});

describe('a node that boots late', () => {
  test('stays out', () => {
    const { ctx } = begun(2, 1);
    expect(ctx.take()).toEqual([]);
  });
});

describe('what it takes', () => {
  test('f + 1 phases of two rounds, n(n−1) preferences and n−1 words of the king in each', () => {
    for (const [nodes, faulty] of [
      [5, 1],
      [9, 2],
      [13, 3],
    ] as const) {
      const plan = configure(phaseKing, {
        nodes,
        duration: '200ms',
        settle: '1ms',
        network: { latency: '5ms', synchrony: { synchronous: '10ms' } },
      });
      const [trial] = [...runTrials(plan, { trials: 1 })];
      const phases = faulty + 1;
      const messages = phases * (nodes * (nodes - 1) + nodes - 1);
      expect(trial?.outcome).toBe('passed');
      expect(trial?.metrics).toEqual([2 * phases, 2 * phases * 10_001, messages]);
    }
  });

  test('n ≤ 4f is refused', () => {
    expect(phaseKing.impossible?.(4, { delta: 1, maxFaulty: 1 })).toMatch('more than 4 times');
    expect(phaseKing.impossible?.(5, { delta: 1, maxFaulty: 1 })).toBeUndefined();
  });
});
