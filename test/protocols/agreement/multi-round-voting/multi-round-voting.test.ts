import { describe, expect, test } from 'vitest';
import { createRng } from '../../../../src/core/rng.ts';
import { configure } from '../../../../src/experiment/configure.ts';
import { TrialRunner } from '../../../../src/experiment/trial.ts';
import type { TrialPlan } from '../../../../src/experiment/trial-plan.ts';
import { agent } from '../../../../src/protocols/agreement/multi-round-voting/agent.ts';
import { multiRoundVoting } from '../../../../src/protocols/agreement/multi-round-voting/multi-round-voting.ts';
import { rules } from '../../../../src/protocols/agreement/multi-round-voting/rules.ts';
import type {
  Vote,
  VotingTypes,
} from '../../../../src/protocols/agreement/multi-round-voting/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';
import { planOf } from '../../../configs.ts';

// biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
const IS_LONG = process.env['COORDSIM_LONG'] === '1';

const PARAMS = {
  roundLength: 20,
  repeatAfter: 200,
  rounds: 5,
  choices: 3,
  proposer: 'each',
  inputs: [0],
} as const;

/** Agent `self` of seven, two of which may lie, that has voted 0 in the first round. A quorum is five. */
function begun(self = 0) {
  const ctx = new RecordingContext<VotingTypes>({ self, nodes: 7, params: PARAMS, rules });
  const state = agent.boot(ctx);
  const endRound = () => ctx.fire(agent, state, 'roundEnd');
  endRound();
  const receive = (message: VotingTypes['Message'], from = 6) =>
    agent.onMessage(state, from, message, ctx);
  const hear = (...values: number[]) => {
    for (const [index, value] of values.entries()) receive(vote(index + 1, state.round, value));
  };
  const sent = () => ctx.takeOnly('broadcast').map(({ message }) => message);
  const observed = () => ctx.takeOnly('observe').map(({ observation }) => observation);
  return { ctx, state, endRound, receive, hear, sent, observed };
}

function vote(signer: number, round: number, value: number): Vote {
  const { keys } = new RecordingContext<VotingTypes>({
    self: signer,
    nodes: 7,
    params: PARAMS,
    rules,
  });
  return keys.seal({ type: 'Vote' as const, signer, round, value });
}

describe('a round', () => {
  test('ends with a decision when a quorum of all agents voted alike', () => {
    const { hear, endRound, observed } = begun();
    hear(0, 0, 0, 0);
    observed();
    endRound();
    expect(observed()).toEqual([{ type: 'Decided', value: 0, round: 1 }]);
  });

  test('decides nothing with one vote less, however few came', () => {
    const { hear, endRound, state } = begun();
    hear(0, 0, 0);
    endRound();
    expect(state.certificate).toBeUndefined();
    expect(state.round).toBe(2);
  });

  test('counts a vote that comes in a later one', () => {
    const { hear, endRound, receive, observed } = begun();
    hear(0, 0, 0);
    endRound();
    receive(vote(4, 1, 0));
    observed();
    endRound();
    expect(observed()).toEqual([{ type: 'Decided', value: 0, round: 1 }]);
  });
});

describe('between rounds', () => {
  const nextVote = (...others: number[]) => {
    const { hear, endRound, sent } = begun();
    hear(...others);
    sent();
    endRound();
    return (sent()[0] as Vote).value;
  };

  test('an agent is locked to its vote while others may have decided by it', () => {
    // Three for 0, four for 1: both liars may have told others that they are for 0.
    expect(nextVote(0, 0, 1, 1, 1, 1)).toBe(0);
    // Two for 0, and one not heard.
    expect(nextVote(0, 1, 1, 1, 1)).toBe(0);
  });

  test('it follows the most when nobody can have', () => {
    expect(nextVote(0, 1, 1, 1, 1, 2)).toBe(1);
    expect(nextVote(2, 2, 1, 1, 1, 2)).toBe(1);
  });
});

describe('after the last round', () => {
  test('an agent without a quorum says so, decides nothing, and asks', () => {
    const { ctx, state, hear, endRound, sent, observed } = begun();
    for (let round = 1; round <= 5; round++) {
      hear(0, 0, 1, 1, 1, 1);
      ctx.take();
      endRound();
    }
    expect(observed()).toEqual([{ type: 'Undecided' }]);
    ctx.fire(agent, state, 'repeat');
    expect(sent()).toEqual([{ type: 'Repeat' }]);
  });

  test('it takes the votes of a quorum as proof, whoever brings them, and nothing less', () => {
    const votes = [0, 1, 2, 3, 4].map((signer) => vote(signer, 2, 1));
    const [first] = votes as [Vote, ...Vote[]];
    const proofs: [readonly Vote[], boolean][] = [
      [votes, true],
      [votes.slice(1), false],
      [[first, first, first, first, first], false],
      [votes.map((one) => ({ ...one, value: 2 })), false],
      [votes.map((one) => ({ ...one, round: 99 })), false],
    ];
    for (const [proof, isProof] of proofs) {
      const { ctx, state, endRound, receive } = begun(6);
      for (let round = 1; round <= 5; round++) endRound();
      receive({ type: 'Certificate', votes: proof }, 0);
      ctx.fire(agent, state, 'repeat');
      expect(state.certificate !== undefined).toBe(isProof);
    }
  });

  test('it is not troubled by what is no certificate', () => {
    const { receive, state } = begun();
    const odd = [undefined, null, 7, 'votes', {}, [null, 3, {}]] as unknown[];
    for (const votes of odd) receive({ type: 'Certificate', votes } as never);
    expect(state.certificate).toBeUndefined();
  });
});

describe('detection', () => {
  test('who signs two votes in one round is a liar, and who repeats one is not', () => {
    const { receive, observed } = begun();
    observed();
    for (const value of [1, 1, 2]) receive(vote(3, 1, value));
    expect(observed()).toEqual([{ type: 'EquivocationSeen', signer: 3, round: 1 }]);
    receive(vote(4, 1, 0));
    receive({ ...vote(4, 1, 0), value: 1 });
    receive(vote(4, 2, 1));
    expect(observed()).toEqual([]);
  });

  test('accuses nobody honest when messages are lost, late and repeated', {
    timeout: 600_000,
  }, () => {
    const plan = configure(multiRoundVoting, {
      nodes: 7,
      duration: '200ms',
      settle: '3s',
      nemesis: 'chaos',
      params: { choices: 3 },
      network: { latency: { exponential: { mean: '10ms' } }, loss: 0.2, duplication: 0.1 },
    });
    const runner = new TrialRunner(plan);
    for (let trial = 0; trial < (IS_LONG ? 10_000 : 500); trial++) {
      const { outcome, violation } = runner.run(trial);
      expect({ trial, outcome, broken: violation?.explanation }).toEqual({
        trial,
        outcome: 'passed',
      });
    }
  });

  test('convicts every equivocator whose two votes reached honest agents', () => {
    const accused = multiRoundVoting.invariants.findIndex(({ name }) => name.includes('Accused'));
    const runner = new TrialRunner(planOf('multi-round-voting/liars.yaml'));
    for (let trial = 0; trial < 300; trial++) {
      const random = createRng(`convicts:${trial}`, 'targets');
      const to = { nodes: random.shuffled([0, 1, 2, 3, 4]).slice(0, random.integer(1, 4)) };
      const behavior = { does: 'equivocate', to, field: 'value' } as const;
      const target = { nodes: [5, 6] };
      const record = runner.run(trial, {
        schedule: [{ when: { atUs: 0 }, fault: { kind: 'byzantine', target, behavior } }],
      });
      // Nothing is lost here, so both votes of both reach someone: one conviction each.
      expect(record.exercises[accused]).toBe(2);
    }
  });
});

describe('what naive coordinators do', () => {
  const disagreements = (plan: TrialPlan, trials: number) => {
    const runner = new TrialRunner(plan);
    const broken = Array.from({ length: trials }, (_, trial) => runner.run(trial).violation);
    return broken.filter((violation) => violation?.invariant === 'Agreement').length;
  };

  test('a fallback to the majority decides what the liars want, and none does not', () => {
    const plan = planOf('multi-round-voting/mutants/seed-naive-fallback-majority.yaml');
    expect(disagreements(plan, 300)).toBeGreaterThan(100);
    const { variant: _, ...config } = plan.config;
    expect(disagreements({ ...plan, config, mutant: undefined, rules }, 300)).toBe(0);
  });

  test('.67 is no two thirds: at 103 agents the honest ones are too few for it', () => {
    const naive = multiRoundVoting.mutants.find(({ name }) => name.includes('float'))?.rules
      .isQuorum;
    const isReachable = (nodeCount: number, isQuorum = rules.isQuorum) => {
      const maxFaulty = Math.floor((nodeCount - 1) / 3);
      const honest = nodeCount - maxFaulty;
      return isQuorum({ votes: honest, heard: honest }, { nodeCount, maxFaulty });
    };
    const unreachable = (isQuorum = rules.isQuorum) =>
      Array.from({ length: 120 }, (_, index) => index + 1).filter((n) => !isReachable(n, isQuorum));
    expect(unreachable()).toEqual([]);
    expect(unreachable(naive)).toEqual([103, 106, 109, 112, 115, 118]);
  });
});
