import { describe, expect, test } from 'vitest';
import { NIL } from '../../../../src/protocols/consensus/tendermint/block.ts';
import type {
  Decision,
  TendermintMessage,
} from '../../../../src/protocols/consensus/tendermint/messages.ts';
import {
  A,
  B,
  Bench,
  blockOf,
  ID_A,
  ID_B,
  keysOf,
  polka,
  precommit,
  prevote,
  put,
} from './bench.ts';

/** Decides A in height 0 by others' votes. */
function decideA(bench: Bench): void {
  bench.propose(A);
  bench.told();
  bench.precommits(ID_A, [0, 1, 2]);
}

function decisionOf(voters: readonly number[]): Decision {
  const precommits = voters.map((voter) => precommit(voter, ID_A));
  return { height: 0, round: 0, block: A, precommits };
}

describe('what a vote promises', () => {
  test('is on the disk before the vote leaves', () => {
    const bench = new Bench();
    bench.propose(A);
    const kinds = bench.ctx.take().map(({ kind }) => kind);
    expect(kinds.indexOf('sync')).toBeGreaterThanOrEqual(0);
    expect(kinds.indexOf('sync')).toBeLessThan(kinds.indexOf('broadcast'));
  });

  test('binds after a restart: the same lock, and the same votes again', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_A, [0, 1]);
    const before = bench.told();
    bench.restart();
    const again = bench.told();
    expect(again).toEqual(expect.arrayContaining(before));
    expect(bench.state).toMatchObject({ step: 'precommit', locked: { id: ID_A, round: 0 } });
    bench.propose(B);
    expect(bench.votes()).toEqual([]);
  });

  test('binds the proposer too: it proposes the same block again', () => {
    const bench = new Bench({ self: 0 });
    bench.request(put('x'));
    const [proposal] = bench.told().filter(({ type }) => type === 'Proposal');
    bench.restart();
    bench.request(put('y', 1));
    const again = bench.told().filter(({ type }) => type === 'Proposal');
    expect(again).toEqual([proposal]);
  });

  test('does not count while the disk has not got it', () => {
    const bench = new Bench({ disk: 'slow' });
    bench.propose(A);
    bench.told();
    bench.restart();
    expect(bench.state).toMatchObject({ step: 'propose', isAwake: false });
  });

  test('of a height that is decided binds no more', () => {
    const bench = new Bench();
    decideA(bench);
    bench.ctx.storage.sync();
    bench.restart();
    expect(bench.state).toMatchObject({ height: 1, locked: { round: -1 } });
    expect(bench.state.machine.values).toEqual(['a']);
  });
});

describe('votes', () => {
  test('count once for each validator', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_A, [0, 0, 0]);
    expect(bench.votes()).toEqual([]);
  });

  test('of a validator that says two things count as the first', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_B, [0]);
    bench.prevotes(ID_A, [0, 1]);
    expect(bench.votes()).toEqual([]);
  });

  test('count in a proof, whatever the same liar said otherwise', () => {
    const bench = new Bench();
    bench.prevotes(ID_B, [0]);
    bench.receive(1, {
      type: 'ProofOfLock',
      proposal: bench.proposal(A),
      prevotes: polka(ID_A, [0, 1, 2]),
    });
    expect(bench.state.valid).toMatchObject({ id: ID_A, round: 0 });
  });

  test('count only with the signature of whoever is said to vote', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    for (const voter of [0, 1, 2]) {
      bench.receive(voter, { ...prevote(0, ID_A), voter });
      bench.receive(voter, { ...prevote(voter, ID_B), id: ID_A });
    }
    // One of them was genuine.
    expect(bench.state.log.rounds.get(0)?.prevotes.total).toBe(2);
    expect(bench.votes()).toEqual([]);
  });

  test('of the next height wait for it', () => {
    const bench = new Bench();
    const next = { height: 1 };
    const block = blockOf('b', 1);
    bench.propose(block, next);
    bench.prevotes(NIL, [0, 1], next);
    expect(bench.state).toMatchObject({ height: 0, isAwake: false });
    decideA(bench);
    expect(bench.state).toMatchObject({ height: 1, isAwake: true });
    expect(bench.votes()).toHaveLength(1);
  });

  test('of heights and rounds that are far ahead are not kept', () => {
    const bench = new Bench();
    bench.prevotes(ID_A, [0], { height: 2 });
    bench.prevotes(ID_A, [0], { round: 100 });
    expect(bench.state.log.rounds.size).toBe(0);
    expect(bench.state.nextLog.rounds.size).toBe(0);
  });
});

describe('who is behind', () => {
  test('tells its height and is answered with decisions and their proofs', () => {
    const bench = new Bench();
    decideA(bench);
    bench.told();
    bench.receive(2, { type: 'Status', height: 0 });
    const [answer] = bench.ctx.takeOnly('send');
    expect(answer).toMatchObject({ to: 2, message: { type: 'Decisions' } });
    expect(answer).toHaveProperty('message.decisions.0.precommits.length', 3);
  });

  test('is not told what it knows', () => {
    const bench = new Bench();
    decideA(bench);
    bench.told();
    bench.receive(2, { type: 'Status', height: 1 });
    expect(bench.ctx.takeOnly('send')).toEqual([]);
  });

  test('takes a decision over that a quorum precommitted', () => {
    const bench = new Bench();
    bench.receive(0, { type: 'Decisions', decisions: [decisionOf([0, 1, 2])] });
    expect(bench.observed('Decided')).toMatchObject([{ id: ID_A, by: 'certificate' }]);
  });

  test.each([
    ['of too few', decisionOf([0, 1])],
    ['of one that says it again', decisionOf([0, 1, 1])],
    ['of another height', { ...decisionOf([0, 1, 2]), height: 1 }],
    ['of another round', { ...decisionOf([0, 1, 2]), round: 1 }],
    ['of another block', { ...decisionOf([0, 1, 2]), block: B }],
    [
      'of prevotes',
      { ...decisionOf([]), precommits: [0, 1, 2].map((voter) => prevote(voter, ID_A)) },
    ],
  ])('believes no decision on the precommits %s', (_, decision) => {
    const bench = new Bench();
    bench.receive(0, { type: 'Decisions', decisions: [decision] });
    expect(bench.observed('Decided')).toEqual([]);
  });

  test('in its round learns why another has left it', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    const precommits = [0, 1, 2].map((voter) => precommit(voter, voter === 0 ? ID_A : NIL));
    bench.receive(0, { type: 'RoundEnd', precommits });
    bench.fire('timeoutPrecommit');
    expect(bench.state.round).toBe(1);
    bench.told();
    bench.fire('resend');
    expect(bench.told()).toContainEqual({ type: 'RoundEnd', precommits });
  });

  test('hears of the polka of a round that fails', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_A, [0, 1]);
    bench.told();
    bench.precommits(NIL, [0, 1]);
    expect(bench.told()).toMatchObject([{ type: 'ProofOfLock', proposal: { block: A } }]);
  });
});

describe('requests', () => {
  test('are passed on once, and answered when they are carried out', () => {
    const bench = new Bench();
    const request = put('a');
    bench.request(request);
    bench.request(request);
    expect(bench.told().filter(({ type }) => type === 'Submission')).toHaveLength(1);
    bench.propose({ ...A, requests: [request] });
    const [known] = bench.state.log.rounds.get(0)?.proposals ?? [];
    bench.precommits(known?.id ?? '', [0, 1, 2]);
    expect(bench.ctx.takeOnly('respond')).toMatchObject([{ client: 0, sequence: 0 }]);
    bench.request(request);
    expect(bench.ctx.takeOnly('respond')).toMatchObject([{ client: 0, sequence: 0 }]);
    expect(bench.state.pending.size).toBe(0);
  });

  test('that their client did not sign are dropped', () => {
    const bench = new Bench();
    bench.request({ ...put('a'), operation: { kind: 'put', key: 0, value: 'b' } });
    bench.request({ ...put('a'), client: 1 });
    bench.receive(0, { type: 'Submission', requests: [{ ...put('a'), sequence: 4 }] });
    expect(bench.state.pending.size).toBe(0);
  });

  test('that are in two blocks take effect once', () => {
    const bench = new Bench();
    decideA(bench);
    const again = { ...A, proposer: 1 };
    bench.propose(again, { height: 1 });
    const [known] = bench.state.log.rounds.get(0)?.proposals ?? [];
    bench.precommits(known?.id ?? '', [0, 1, 2], { height: 1 });
    expect(bench.state.height).toBe(2);
    const executed = bench.observed('Executed');
    expect(executed.map(({ tookEffect }) => tookEffect)).toEqual([true, false]);
  });
});

test('messages of any shape are harmless', () => {
  const bench = new Bench();
  const odd: readonly unknown[] = [undefined, null, -1, 1.5, 'x', [], [null], {}, Number.NaN];
  const samples: readonly TendermintMessage[] = [
    bench.proposal(A, { round: 1, validRound: 0, polka: polka(ID_A, [0, 1, 2]) }),
    prevote(0, ID_A),
    precommit(0, ID_A),
    { type: 'ProofOfLock', proposal: bench.proposal(A), prevotes: polka(ID_A, [0, 1, 2]) },
    { type: 'RoundEnd', precommits: [precommit(0, NIL)] },
    { type: 'Submission', requests: [put('a')] },
    { type: 'Status', height: 0 },
    { type: 'Decisions', decisions: [decisionOf([0, 1, 2])] },
  ];
  for (const sample of samples) {
    for (const field of Object.keys(sample)) {
      if (field === 'type') continue;
      for (const value of odd) {
        const { signature: _, ...body } = { signature: undefined, ...sample, [field]: value };
        // What is signed by the liar itself gets furthest.
        bench.receive(0, keysOf(0).seal(body) as unknown as TendermintMessage);
        bench.receive(0, { ...sample, [field]: value } as unknown as TendermintMessage);
      }
    }
  }
  expect(bench.state).toMatchObject({ height: 0, round: 0, locked: { round: -1 } });
});
