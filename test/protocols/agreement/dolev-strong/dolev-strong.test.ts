import { describe, expect, test } from 'vitest';
import { configure } from '../../../../src/experiment/configure.ts';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import { dolevStrong } from '../../../../src/protocols/agreement/dolev-strong/dolev-strong.ts';
import { node } from '../../../../src/protocols/agreement/dolev-strong/node.ts';
import { rules } from '../../../../src/protocols/agreement/dolev-strong/rules.ts';
import type {
  DolevStrongMessage,
  DolevStrongTypes,
} from '../../../../src/protocols/agreement/dolev-strong/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';
import { planOf } from '../../../configs.ts';

/** Node `self` of four, in the first round; two may lie, so there are three rounds. */
function begun(self: number) {
  const params = { delta: 10, maxFaulty: 2, inputs: [1] };
  const ctx = new RecordingContext<DolevStrongTypes>({ self, nodes: 4, params, rules });
  const state = node.boot(ctx);
  const endRound = () => ctx.fire(node, state, 'roundEnd');
  endRound();
  const receive = (message: DolevStrongMessage) => node.onMessage(state, 0, message, ctx);
  return { ctx, state, endRound, receive };
}

const keysOf = (self: number) => begun(self).ctx.keys;
const proposal = (value: number, signer = 0): DolevStrongMessage =>
  keysOf(signer).seal({ type: 'Proposal', signer, value });
const relayed = (of: DolevStrongMessage, ...signers: number[]): DolevStrongMessage =>
  signers.reduce(
    (inner, signer) => keysOf(signer).seal({ type: 'Relay' as const, signer, of: inner }),
    of,
  );

describe('the sender', () => {
  test('signs its value and sends it to everyone in the first round', () => {
    const { ctx } = begun(0);
    expect(ctx.takeOnly('broadcast').map(({ message }) => message)).toMatchObject([
      { type: 'Proposal', signer: 0, value: 1 },
    ]);
  });
});

describe('a node that receives a value', () => {
  test('signs it and passes it on in the next round, once', () => {
    const { ctx, receive, endRound } = begun(1);
    for (let copy = 0; copy < 2; copy++) receive(proposal(1));
    expect(ctx.takeOnly('broadcast')).toEqual([]);
    endRound();
    const [sent, ...more] = ctx.takeOnly('broadcast');
    expect(sent?.message).toMatchObject({ type: 'Relay', signer: 1, of: { value: 1 } });
    expect(more).toEqual([]);
    expect(ctx.keys.isSealedBy(sent?.message ?? {}, 1)).toBe(true);
  });

  test('takes it in round r with the signatures of r different nodes, the sender first', () => {
    const inRoundTwo = (message: DolevStrongMessage) => {
      const { state, receive, endRound } = begun(1);
      endRound();
      receive(message);
      return state.extracted;
    };
    expect(inRoundTwo(proposal(1))).toEqual([]);
    expect(inRoundTwo(relayed(proposal(1), 2))).toEqual([1]);
    expect(inRoundTwo(relayed(proposal(1), 2, 3))).toEqual([1]);
    expect(inRoundTwo(relayed(proposal(1), 0))).toEqual([]);
    expect(inRoundTwo(relayed(proposal(1, 3), 2))).toEqual([]);
  });

  test('does not believe a signature that is not over what it came with', () => {
    const { state, receive } = begun(1);
    receive({ ...proposal(1), value: 2 } as DolevStrongMessage);
    receive({ ...relayed(proposal(1), 2), signer: 3 } as DolevStrongMessage);
    receive({ ...relayed(proposal(1), 2), of: proposal(2) } as DolevStrongMessage);
    expect(state.extracted).toEqual([]);
  });

  test('is not troubled by what is no message', () => {
    const { state, receive } = begun(1);
    const { signature } = proposal(1);
    for (const of of [undefined, null, 7, {}, { type: 'Relay' }] as unknown[]) {
      receive({ type: 'Relay', signer: 2, of, signature } as DolevStrongMessage);
    }
    let endless = proposal(1);
    for (let links = 0; links < 50; links++) endless = relayed(endless, 2);
    receive(endless);
    expect(state.extracted).toEqual([]);
  });

  test('passes on two values and no third', () => {
    const { ctx, receive, endRound } = begun(1);
    for (const value of [1, 2, 3]) receive(proposal(value));
    endRound();
    expect(ctx.takeOnly('broadcast')).toHaveLength(2);
  });
});

describe('after f + 1 rounds', () => {
  const decisionAfter = (...values: number[]) => {
    const { ctx, receive, endRound } = begun(1);
    for (const value of values) receive(proposal(value));
    for (let round = 0; round < 3; round++) endRound();
    return ctx
      .takeOnly('observe')
      .map(({ observation }) => observation)
      .at(-1);
  };

  test('the one value is decided, and the default where there is none or another', () => {
    expect(decisionAfter(1)).toEqual({ type: 'Decided', value: 1, round: 3 });
    expect(decisionAfter()).toEqual({ type: 'Decided', value: 0, round: 3 });
    expect(decisionAfter(1, 2)).toEqual({ type: 'Decided', value: 0, round: 3 });
  });
});

describe('n = 4, f = 1, a sender that equivocates', () => {
  test('all honest nodes decide the same after exactly two rounds, and the sender is convicted', () => {
    const runner = new TrialRunner(planOf('dolev-strong/equivocating-sender.yaml'));
    for (let trial = 0; trial < 1_000; trial++) {
      const { outcome, metrics, verdicts } = runner.run(trial);
      expect(outcome).toBe('passed');
      expect(metrics.slice(0, 2)).toEqual([2, 20_002]);
      // The last property is that nobody honest is accused: to hold, somebody was.
      expect(verdicts.at(-1)).toBe('holds');
    }
  });
});

describe('what it takes', () => {
  test('n − 1 messages of the sender, and (n − 1)² that pass them on', () => {
    for (const nodes of [4, 7, 10]) {
      const plan = configure(dolevStrong, {
        nodes,
        duration: '500ms',
        settle: '1ms',
        network: { latency: '5ms', synchrony: { synchronous: '10ms' } },
      });
      const { metrics } = new TrialRunner(plan).run(0);
      const rounds = nodes - 1;
      expect(metrics).toEqual([rounds, rounds * 10_001, nodes - 1 + (nodes - 1) ** 2]);
    }
  });
});
