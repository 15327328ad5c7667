import { describe, expect, test } from 'vitest';
import { participant } from '../../../../src/protocols/transactions/two-phase-commit/participant.ts';
import type { TwoPhaseCommitMessage } from '../../../../src/protocols/transactions/two-phase-commit/types.ts';
import { node } from './fixture.ts';

const request = { type: 'VoteRequest', transaction: 5 } as const;
const question = { type: 'DecisionRequest', transaction: 5 } as const;
const abort = { type: 'Decision', transaction: 5, decision: 'abort' } as const;
const commit = { type: 'Decision', transaction: 5, decision: 'commit' } as const;
const yes = { type: 'Vote', transaction: 5, vote: 'yes' } as const;
const no = { type: 'Vote', transaction: 5, vote: 'no' } as const;

/** Participant 1. */
function booted(options?: Parameters<typeof node>[1]) {
  const ctx = node(1, options);
  const state = participant.boot(ctx);
  const receive = (message: TwoPhaseCommitMessage, from = 0) =>
    participant.onMessage(state, from, message, ctx);
  return { ctx, state, receive };
}

/** Participant 1 after it has voted yes. */
function inDoubt(options?: Parameters<typeof node>[1]) {
  const participant1 = booted(options);
  participant1.receive(request);
  participant1.ctx.take();
  return participant1;
}

describe('voting', () => {
  test('the yes record is durable before Yes is sent', () => {
    const { ctx, receive } = booted();
    receive(request);
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'Voted', transaction: 5, vote: 'yes' } },
      { kind: 'sync' },
      { kind: 'send', to: 0, message: yes },
      { kind: 'setTimer', timer: 'decisionTimeout', delayUs: 100, about: 5 },
    ]);
  });

  test('one who votes no has decided abort by itself', () => {
    const { ctx, receive } = booted({ params: { noVotes: 1 } });
    receive(request);
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'Voted', transaction: 5, vote: 'no' } },
      { kind: 'sync' },
      { kind: 'observe', observation: { type: 'Decided', transaction: 5, decision: 'abort' } },
      { kind: 'send', to: 0, message: no },
    ]);
  });

  test('asked again, it gives the same vote and writes nothing', () => {
    const { ctx, receive } = inDoubt({ params: { noVotes: 0.5 } });
    for (let copy = 0; copy < 20; copy++) receive(request);
    const votes = ctx.take();
    expect(new Set(votes.map((effect) => JSON.stringify(effect))).size).toBe(1);
    expect(votes[0]?.kind).toBe('send');
  });

  test('one who has heard of the abort first votes no', () => {
    const { ctx, receive } = booted();
    receive(abort);
    ctx.take();
    receive(request);
    expect(ctx.take()).toEqual([{ kind: 'send', to: 0, message: no }]);
  });
});

describe('in doubt', () => {
  test('it decides as it is told, durably, once', () => {
    const { ctx, receive } = inDoubt();
    receive(commit);
    receive(commit);
    expect(ctx.take()).toEqual([
      { kind: 'cancelTimer', timer: 'decisionTimeout', about: 5 },
      { kind: 'sync' },
      { kind: 'observe', observation: { type: 'Decided', transaction: 5, decision: 'commit' } },
    ]);
  });

  test('it does not reverse its decision', () => {
    const { ctx, receive } = inDoubt();
    receive(commit);
    ctx.take();
    receive(abort, 2);
    expect(ctx.take()).toEqual([]);
  });

  test('it asks the coordinator, again and again', () => {
    const { ctx, state } = inDoubt();
    for (let round = 0; round < 3; round++) {
      ctx.fire(participant, state, 'decisionTimeout', 5);
      expect(ctx.take()).toEqual([
        { kind: 'send', to: 0, message: question },
        { kind: 'setTimer', timer: 'decisionTimeout', delayUs: 100, about: 5 },
      ]);
    }
  });

  test('under cooperative termination it asks everyone', () => {
    const { ctx, state } = inDoubt({ params: { termination: 'cooperative' } });
    ctx.fire(participant, state, 'decisionTimeout', 5);
    expect(ctx.take()[0]).toEqual({ kind: 'broadcast', message: question });
  });

  test('it learns the decision from a peer', () => {
    const { ctx, receive } = inDoubt();
    receive(abort, 3);
    expect(ctx.takeOnly('observe').map(({ observation }) => observation)).toEqual([
      { type: 'LearnedFromPeer', transaction: 5 },
      { type: 'Decided', transaction: 5, decision: 'abort' },
    ]);
  });
});

describe('asked by a peer in doubt', () => {
  test('one who has decided tells its decision', () => {
    const { ctx, receive } = inDoubt();
    receive(commit);
    ctx.take();
    receive(question, 2);
    expect(ctx.take()).toEqual([{ kind: 'send', to: 2, message: commit }]);
  });

  test('one who is in doubt too cannot help', () => {
    const { ctx, receive } = inDoubt();
    receive(question, 2);
    expect(ctx.take()).toEqual([]);
  });

  test('one who has not voted decides abort, and keeps to it when the request comes late', () => {
    const { ctx, receive } = booted();
    receive(question, 2);
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'Voted', transaction: 5, vote: 'no' } },
      { kind: 'sync' },
      { kind: 'observe', observation: { type: 'Decided', transaction: 5, decision: 'abort' } },
      { kind: 'send', to: 2, message: abort },
    ]);
    receive(request);
    expect(ctx.take()).toEqual([{ kind: 'send', to: 0, message: no }]);
  });
});

describe('a restart', () => {
  test('a participant in doubt is in doubt again, and asks at once', () => {
    const { ctx } = inDoubt();
    ctx.crash();
    participant.boot(ctx);
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'Voted', transaction: 5, vote: 'yes' } },
      { kind: 'send', to: 0, message: question },
      { kind: 'setTimer', timer: 'decisionTimeout', delayUs: 100, about: 5 },
    ]);
  });

  test('a decision is remembered', () => {
    const { ctx, receive } = inDoubt();
    receive(commit);
    ctx.crash();
    participant.boot(ctx);
    expect(ctx.take()).toEqual([
      { kind: 'observe', observation: { type: 'Decided', transaction: 5, decision: 'commit' } },
    ]);
  });

  test('a vote that was not durable was never sent, and is forgotten', () => {
    const { ctx, receive } = booted({ disk: 'slow' });
    receive(request);
    ctx.crash();
    participant.boot(ctx);
    expect(ctx.take()).toEqual([]);
  });
});

test('a client that asks a participant is sent on', () => {
  const { ctx, state } = booted();
  ctx.request(participant, state, { kind: 'transaction' });
  expect(ctx.take()).toEqual([
    { kind: 'respond', client: 0, sequence: 0, response: { kind: 'notCoordinator' } },
  ]);
});
