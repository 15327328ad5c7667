import { describe, expect, test } from 'vitest';
import { NIL } from '../../../../src/protocols/consensus/tendermint/block.ts';
import { A, B, Bench, blockOf, ID_A, ID_B, PARAMS, polka, put } from './bench.ts';

/*
 * The rules of Algorithm 1, one by one, at validator 3 of 4, whose turn is the fourth round. A quorum is three, its own
 * vote included.
 */

const IN_ROUND_1 = { round: 1 };

/** Locked on A in round 0 and gone on to round 1, of which validator 1 is the proposer. */
function lockedOnA(): Bench {
  const bench = new Bench();
  bench.propose(A);
  bench.told();
  bench.prevotes(ID_A, [0, 1]);
  expect(bench.votes()).toEqual([`Precommit 0/0 ${ID_A}`]);
  bench.precommits(NIL, [0, 1]);
  bench.told();
  bench.fire('timeoutPrecommit');
  bench.told();
  expect(bench.state).toMatchObject({ round: 1, step: 'propose', locked: { id: ID_A, round: 0 } });
  return bench;
}

describe('lines 11–21, StartRound', () => {
  test('the proposer proposes a new value where it knows no valid one', () => {
    const bench = new Bench({ self: 0 });
    const request = put('x');
    bench.request(request);
    const proposal = bench.told().find(({ type }) => type === 'Proposal');
    expect(proposal).toMatchObject({ height: 0, round: 0, validRound: -1, polka: [] });
    expect(proposal).toHaveProperty('block.requests', [request]);
  });

  test('the proposer proposes the valid value, with its round and its polka', () => {
    const bench = new Bench({ self: 1 });
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_A, [0, 2]);
    bench.precommits(NIL, [0, 2]);
    bench.told();
    bench.fire('timeoutPrecommit');
    const proposal = bench.told().find(({ type }) => type === 'Proposal');
    expect(proposal).toMatchObject({ round: 1, validRound: 0, block: A });
    expect(proposal).toHaveProperty('polka.length', 3);
  });

  test('the others wait for the proposal, for timeoutPropose', () => {
    const bench = new Bench();
    bench.request(put('x'));
    const timer = bench.ctx.timers.find((one) => one.timer === 'timeoutPropose');
    expect(timer?.dueAtUs).toBe(PARAMS.timeoutPropose);
  });

  test('nobody waits while there is nothing to decide', () => {
    expect(new Bench().ctx.isRunning('timeoutPropose')).toBe(false);
  });

  test('timeouts grow with the round', () => {
    const bench = new Bench();
    bench.prevotes(NIL, [0, 1], { round: 5 });
    const timer = bench.ctx.timers.find((one) => one.timer === 'timeoutPropose');
    expect(timer?.dueAtUs).toBe(PARAMS.timeoutPropose + 5 * PARAMS.timeoutDelta);
  });

  test('each validator proposes in its turn', () => {
    const bench = new Bench();
    const { rules } = bench.ctx;
    const turns = [0, 1, 2, 3, 4].map((round) => rules.proposerOf(2, round, 4));
    expect(turns).toEqual([2, 3, 0, 1, 2]);
  });
});

describe('lines 22–27, a proposal without a valid round', () => {
  test('is prevoted', () => {
    const bench = new Bench();
    bench.propose(A);
    expect(bench.votes()).toEqual([`Prevote 0/0 ${ID_A}`]);
  });

  test('is answered with nil where a client did not sign a request', () => {
    const bench = new Bench();
    bench.propose({ ...A, requests: [{ ...put('a'), doneBelow: 7 }] });
    expect(bench.votes()).toEqual(['Prevote 0/0 nil']);
  });

  test('is answered with nil by whoever is locked on another value', () => {
    const bench = lockedOnA();
    bench.propose(B, IN_ROUND_1);
    expect(bench.votes()).toEqual(['Prevote 0/1 nil']);
  });

  test('is prevoted by whoever is locked on this value', () => {
    const bench = lockedOnA();
    bench.propose(A, IN_ROUND_1);
    expect(bench.votes()).toEqual([`Prevote 0/1 ${ID_A}`]);
  });

  test('is not heard from anyone but the proposer of the round', () => {
    const bench = new Bench();
    bench.receive(1, bench.proposal(A, { proposer: 1 }));
    expect(bench.votes()).toEqual([]);
  });

  test('is prevoted once: the second proposal of a liar is not', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.propose(B);
    expect(bench.votes()).toEqual([`Prevote 0/0 ${ID_A}`]);
  });
});

describe('lines 28–33, a proposal with a valid round', () => {
  test('is prevoted when its polka is there', () => {
    const bench = new Bench();
    bench.prevotes(NIL, [0, 1], IN_ROUND_1);
    bench.told();
    bench.propose(A, { round: 1, validRound: 0 });
    expect(bench.votes()).toEqual([]);
    bench.prevotes(ID_A, [0, 1, 2]);
    expect(bench.votes()).toEqual([`Prevote 0/1 ${ID_A}`]);
  });

  test('is prevoted at once when it brings its polka', () => {
    const bench = new Bench();
    bench.prevotes(NIL, [0, 1], IN_ROUND_1);
    bench.told();
    bench.propose(A, { round: 1, validRound: 0, polka: polka(ID_A, [0, 1, 2]) });
    expect(bench.votes()).toEqual([`Prevote 0/1 ${ID_A}`]);
  });

  test('waits when what it brings is no polka', () => {
    for (const [id, voters] of [
      [ID_A, [0, 1]],
      [ID_A, [0, 1, 1]],
      [ID_B, [0, 1, 2]],
    ] as const) {
      const bench = new Bench();
      bench.prevotes(NIL, [0, 1], IN_ROUND_1);
      bench.told();
      bench.propose(A, { round: 1, validRound: 0, polka: polka(id, voters) });
      expect(bench.votes()).toEqual([]);
    }
  });

  test('frees from a lock of the same round or an earlier one', () => {
    const bench = lockedOnA();
    bench.prevotes(NIL, [0, 1], { round: 2 });
    bench.told();
    const newer = polka(ID_B, [0, 1, 2], IN_ROUND_1);
    bench.propose(B, { round: 2, validRound: 1, polka: newer });
    expect(bench.votes()).toEqual([`Prevote 0/2 ${ID_B}`]);
  });

  test('does not free from a lock of a later round', () => {
    const bench = new Bench();
    bench.precommits(NIL, [0, 1], IN_ROUND_1);
    bench.propose(A, IN_ROUND_1);
    bench.told();
    bench.prevotes(ID_A, [0, 2], IN_ROUND_1);
    expect(bench.votes()).toEqual([`Precommit 0/1 ${ID_A}`]);
    bench.precommits(NIL, [0, 1], { round: 2 });
    bench.told();
    bench.propose(B, { round: 2, validRound: 0, polka: polka(ID_B, [0, 1, 2]) });
    expect(bench.votes()).toEqual(['Prevote 0/2 nil']);
  });

  test('of a valid round that is not before its own is of no use', () => {
    const bench = new Bench();
    bench.propose(A, { validRound: 0, polka: polka(ID_A, [0, 1, 2]) });
    expect(bench.votes()).toEqual([]);
  });
});

describe('lines 34–35, a quorum of prevotes', () => {
  test('of any kind starts timeoutPrevote, once', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(NIL, [0]);
    expect(bench.ctx.isRunning('timeoutPrevote')).toBe(false);
    bench.prevotes(ID_B, [1]);
    expect(bench.ctx.isRunning('timeoutPrevote')).toBe(true);
    bench.ctx.take();
    bench.prevotes(NIL, [2]);
    expect(bench.ctx.takeOnly('setTimer')).toEqual([]);
  });
});

describe('lines 36–43, a polka', () => {
  test('locks the value, which is precommitted, and makes it valid', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_A, [0, 1]);
    expect(bench.votes()).toEqual([`Precommit 0/0 ${ID_A}`]);
    const value = { id: ID_A, round: 0 };
    expect(bench.state).toMatchObject({ step: 'precommit', locked: value, valid: value });
  });

  test('that comes after the precommit makes the value valid, and locks nothing', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(NIL, [0]);
    bench.prevotes(ID_A, [1]);
    bench.fire('timeoutPrevote');
    expect(bench.votes()).toEqual(['Precommit 0/0 nil']);
    bench.prevotes(ID_A, [2]);
    expect(bench.votes()).toEqual([]);
    expect(bench.state.locked.round).toBe(-1);
    expect(bench.state.valid).toMatchObject({ id: ID_A, round: 0 });
  });

  test('for a value that nobody has proposed does nothing', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_B, [0, 1, 2]);
    expect(bench.votes()).toEqual([]);
    expect(bench.state.locked.round).toBe(-1);
  });

  test('changes a lock', () => {
    const bench = lockedOnA();
    bench.propose(B, IN_ROUND_1);
    bench.told();
    bench.prevotes(ID_B, [0, 1, 2], IN_ROUND_1);
    expect(bench.votes()).toEqual([`Precommit 0/1 ${ID_B}`]);
    expect(bench.state.locked).toMatchObject({ id: ID_B, round: 1 });
  });
});

describe('lines 44–46, a quorum of prevotes for nil', () => {
  test('is answered with a precommit for nil, and the lock stays', () => {
    const bench = lockedOnA();
    bench.propose(B, IN_ROUND_1);
    bench.told();
    bench.prevotes(NIL, [0, 1], IN_ROUND_1);
    expect(bench.votes()).toEqual(['Precommit 0/1 nil']);
    expect(bench.state.locked).toMatchObject({ id: ID_A, round: 0 });
  });
});

describe('lines 47–48, a quorum of precommits', () => {
  test('of any kind starts timeoutPrecommit', () => {
    const bench = new Bench();
    bench.precommits(NIL, [0]);
    bench.precommits(ID_A, [1]);
    expect(bench.ctx.isRunning('timeoutPrecommit')).toBe(false);
    bench.precommits(NIL, [2]);
    expect(bench.ctx.isRunning('timeoutPrecommit')).toBe(true);
  });
});

describe('lines 49–54, a quorum of precommits for a value', () => {
  test('decides it, and the next height begins with nothing locked and nothing valid', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(ID_A, [0, 1]);
    bench.told();
    bench.precommits(ID_A, [0, 1]);
    expect(bench.observed('Decided')).toMatchObject([{ height: 0, round: 0, id: ID_A }]);
    const none = { block: undefined, round: -1 };
    expect(bench.state).toMatchObject({ height: 1, round: 0, locked: none, valid: none });
  });

  test('decides it in whichever round this validator is', () => {
    const bench = lockedOnA();
    bench.precommits(ID_A, [2]);
    expect(bench.observed('Decided')).toEqual([]);
    const late = new Bench();
    late.propose(A);
    late.prevotes(NIL, [0, 1], { round: 3 });
    late.told();
    expect(late.state.round).toBe(3);
    late.precommits(ID_A, [0, 1, 2]);
    expect(late.observed('Decided')).toMatchObject([{ height: 0, round: 0 }]);
  });

  test('waits for the proposal', () => {
    const bench = new Bench();
    bench.precommits(ID_A, [0, 1, 2]);
    expect(bench.observed('Decided')).toEqual([]);
    bench.propose(A);
    expect(bench.observed('Decided')).toMatchObject([{ id: ID_A }]);
  });

  test('decides no invalid value', () => {
    const bench = new Bench();
    const forged = { ...A, requests: [{ ...put('a'), doneBelow: 7 }] };
    const { state } = bench;
    bench.propose(forged);
    const [known] = state.log.rounds.get(0)?.proposals ?? [];
    bench.precommits(known?.id ?? '', [0, 1, 2]);
    expect(bench.observed('Decided')).toEqual([]);
  });
});

describe('lines 55–56, f + 1 in a later round', () => {
  test('take this validator there', () => {
    const bench = new Bench();
    bench.prevotes(NIL, [0], { round: 3 });
    expect(bench.state.round).toBe(0);
    bench.precommits(NIL, [1], { round: 3 });
    expect(bench.state.round).toBe(3);
  });

  test('take it to the highest round that f + 1 have reached', () => {
    const bench = new Bench();
    bench.prevotes(NIL, [0], { round: 900 });
    bench.prevotes(NIL, [1], { round: 7 });
    expect(bench.state.round).toBe(7);
  });

  test('are not one that says so twice', () => {
    const bench = new Bench();
    bench.prevotes(NIL, [0], { round: 3 });
    bench.precommits(NIL, [0], { round: 3 });
    expect(bench.state.round).toBe(0);
  });
});

describe('lines 57–67, timeouts', () => {
  test('timeoutPropose: prevote nil', () => {
    const bench = new Bench();
    bench.request(put('x'));
    bench.told();
    bench.fire('timeoutPropose');
    expect(bench.votes()).toEqual(['Prevote 0/0 nil']);
    expect(bench.state.step).toBe('prevote');
  });

  test('timeoutPrevote: precommit nil', () => {
    const bench = new Bench();
    bench.propose(A);
    bench.told();
    bench.prevotes(NIL, [0]);
    bench.prevotes(ID_B, [1]);
    bench.fire('timeoutPrevote');
    expect(bench.votes()).toEqual(['Precommit 0/0 nil']);
  });

  test('timeoutPrecommit: the next round', () => {
    const bench = new Bench();
    bench.precommits(NIL, [0, 1, 2]);
    bench.fire('timeoutPrecommit');
    expect(bench.state).toMatchObject({ round: 1, step: 'propose' });
  });

  test('none outlives its round', () => {
    const bench = new Bench();
    bench.propose(blockOf('c'));
    bench.told();
    bench.prevotes(NIL, [0]);
    bench.prevotes(ID_B, [1]);
    bench.prevotes(NIL, [0, 1], { round: 2 });
    expect(bench.ctx.isRunning('timeoutPrevote')).toBe(false);
  });
});
