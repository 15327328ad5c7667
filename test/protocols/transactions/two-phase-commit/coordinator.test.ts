import { describe, expect, test } from 'vitest';
import { coordinator } from '../../../../src/protocols/transactions/two-phase-commit/coordinator.ts';
import type { Vote } from '../../../../src/protocols/transactions/two-phase-commit/types.ts';
import { node } from './fixture.ts';

const transaction = { kind: 'transaction' } as const;
const commit = { type: 'Decision', transaction: 0, decision: 'commit' } as const;
const abort = { type: 'Decision', transaction: 0, decision: 'abort' } as const;

/** A coordinator that has begun transaction 0 for client 7. */
function begun(options?: Parameters<typeof node>[1]) {
  const ctx = node(0, options);
  const state = coordinator.boot(ctx);
  coordinator.onRequest?.(
    state,
    { client: 7, sequence: 2, doneBelow: 2, operation: transaction },
    ctx,
  );
  const vote = (from: number, cast: Vote) =>
    coordinator.onMessage(state, from, { type: 'Vote', transaction: 0, vote: cast }, ctx);
  return { ctx, state, vote };
}

describe('phase 1', () => {
  test('the start record is durable before any participant is asked', () => {
    const { ctx } = begun();
    expect(ctx.take()).toEqual([
      { kind: 'sync' },
      { kind: 'observe', observation: { type: 'Began', transaction: 0 } },
      { kind: 'broadcast', message: { type: 'VoteRequest', transaction: 0 } },
      { kind: 'setTimer', timer: 'voteTimeout', delayUs: 200, about: 0 },
    ]);
  });

  test('a client that asks again begins nothing new, and is answered when it is decided', () => {
    const { ctx, state, vote } = begun();
    ctx.take();
    ctx.request(coordinator, state, transaction, { client: 7, sequence: 2 });
    expect(ctx.take()).toEqual([]);
    vote(1, 'no');
    ctx.take();
    ctx.request(coordinator, state, transaction, { client: 7, sequence: 2 });
    expect(ctx.take()).toEqual([
      {
        kind: 'respond',
        client: 7,
        sequence: 2,
        response: { kind: 'decided', decision: 'abort' },
      },
    ]);
  });
});

describe('phase 2', () => {
  test('commit is decided when all have voted yes, written, and only then told', () => {
    const { ctx, vote } = begun();
    vote(1, 'yes');
    vote(3, 'yes');
    ctx.take();
    vote(2, 'yes');
    expect(ctx.take()).toEqual([
      { kind: 'cancelTimer', timer: 'voteTimeout', about: 0 },
      { kind: 'sync' },
      { kind: 'observe', observation: { type: 'Decided', transaction: 0, decision: 'commit' } },
      { kind: 'broadcast', message: commit },
      {
        kind: 'respond',
        client: 7,
        sequence: 2,
        response: { kind: 'decided', decision: 'commit' },
      },
    ]);
  });

  test('a yes that comes twice counts once', () => {
    const { ctx, vote } = begun();
    for (let copy = 0; copy < 3; copy++) vote(1, 'yes');
    expect(ctx.takeOnly('broadcast').map(({ message }) => message.type)).toEqual(['VoteRequest']);
  });

  test('the first no decides abort, and later votes change nothing', () => {
    const { ctx, vote } = begun();
    ctx.take();
    vote(2, 'no');
    expect(ctx.takeOnly('broadcast')).toEqual([{ kind: 'broadcast', message: abort }]);
    for (const participant of [1, 2, 3]) vote(participant, 'yes');
    expect(ctx.take()).toEqual([]);
  });

  test('abort is decided when votes do not come in time', () => {
    const { ctx, state, vote } = begun();
    vote(1, 'yes');
    ctx.take();
    ctx.fire(coordinator, state, 'voteTimeout', 0);
    const effects = ctx.take();
    expect(effects[0]).toEqual({
      kind: 'observe',
      observation: { type: 'VotesTimedOut', transaction: 0 },
    });
    expect(effects).toContainEqual({ kind: 'broadcast', message: abort });
  });

  test('a decision is made known when it is durable, not before', () => {
    const { ctx, state, vote } = begun({ disk: 'slow' });
    ctx.finishSync(coordinator, state);
    vote(1, 'no');
    expect(ctx.takeOnly('observe').map(({ observation }) => observation.type)).toEqual(['Began']);
    ctx.finishSync(coordinator, state);
    expect(ctx.takeOnly('observe').map(({ observation }) => observation)).toEqual([
      { type: 'Decided', transaction: 0, decision: 'abort' },
    ]);
  });
});

describe('a restart', () => {
  test('a start record without a decision is decided abort', () => {
    const { ctx, vote } = begun();
    vote(1, 'yes');
    ctx.crash();
    coordinator.boot(ctx);
    expect(ctx.take()).toContainEqual({ kind: 'broadcast', message: abort });
  });

  test('a decision is remembered, and answered to who asks', () => {
    const { ctx, vote } = begun();
    for (const participant of [1, 2, 3]) vote(participant, 'yes');
    ctx.crash();
    const state = coordinator.boot(ctx);
    expect(ctx.takeOnly('broadcast')).toEqual([]);
    coordinator.onMessage(state, 2, { type: 'DecisionRequest', transaction: 0 }, ctx);
    expect(ctx.takeOnly('send')).toEqual([{ kind: 'send', to: 2, message: commit }]);
  });

  test('the next transaction has a number that was never used', () => {
    const { ctx } = begun();
    ctx.crash();
    const state = coordinator.boot(ctx);
    ctx.take();
    ctx.request(coordinator, state, transaction, { client: 7, sequence: 3 });
    expect(ctx.takeOnly('broadcast')).toEqual([
      { kind: 'broadcast', message: { type: 'VoteRequest', transaction: 1 } },
    ]);
  });

  test('a client that asks again after it gets the decision of before', () => {
    const { ctx } = begun();
    ctx.crash();
    const state = coordinator.boot(ctx);
    ctx.take();
    ctx.request(coordinator, state, transaction, { client: 7, sequence: 2 });
    expect(ctx.take()).toEqual([
      {
        kind: 'respond',
        client: 7,
        sequence: 2,
        response: { kind: 'decided', decision: 'abort' },
      },
    ]);
  });
});

test('who asks about a transaction that is undecided or unknown hears nothing yet', () => {
  const { ctx, state } = begun();
  ctx.take();
  for (const about of [0, 99]) {
    coordinator.onMessage(state, 1, { type: 'DecisionRequest', transaction: about }, ctx);
  }
  expect(ctx.take()).toEqual([]);
});
