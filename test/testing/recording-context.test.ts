import { describe, expect, test } from 'vitest';
import type { ClientRequest } from '../../src/core/client.ts';
import type { Context, ProtocolTypes, Role } from '../../src/core/protocol.ts';
import { RecordingContext } from '../../src/testing/recording-context.ts';

interface CounterTypes extends ProtocolTypes {
  Params: { readonly step: number };
  Rules: object;
  State: { count: number };
  Message: { readonly type: 'Add'; readonly amounts: readonly number[] };
  Timer: 'tick' | 'report';
  Operation: { readonly kind: 'read' };
  Response: number;
  Observation: { readonly type: 'Counted'; readonly count: number };
  Policy: undefined;
}

const counter: Role<CounterTypes> = {
  boot: (ctx) => ({ count: ctx.storage.cell('count', 0).value }),
  onMessage(state, _from, message, ctx) {
    for (const amount of message.amounts) state.count += amount;
    ctx.storage.cell('count', 0).value = state.count;
    ctx.storage.sync();
    ctx.observe({ type: 'Counted', count: state.count });
  },
  onTimer(state, _timer, ctx: Context<CounterTypes>, about) {
    state.count += about * ctx.params.step;
  },
  onRequest(state, request: ClientRequest<CounterTypes['Operation']>, ctx) {
    ctx.respond(request.client, request.sequence, state.count);
  },
};

function context(): RecordingContext<CounterTypes> {
  return new RecordingContext<CounterTypes>({ self: 1, nodes: 3, params: { step: 10 }, rules: {} });
}

describe('effects', () => {
  test('are data, in the order in which the handler made them', () => {
    const ctx = context();
    const state = counter.boot(ctx);
    counter.onMessage(state, 0, { type: 'Add', amounts: [2, 3] }, ctx);
    ctx.send(2, { type: 'Add', amounts: [] });
    ctx.broadcast({ type: 'Add', amounts: [1] });
    ctx.setTimer('tick', 50);
    ctx.setTimer('tick', 60, 7);
    ctx.cancelTimer('tick', 7);
    expect(ctx.take()).toEqual([
      { kind: 'sync' },
      { kind: 'observe', observation: { type: 'Counted', count: 5 } },
      { kind: 'send', to: 2, message: { type: 'Add', amounts: [] } },
      { kind: 'broadcast', message: { type: 'Add', amounts: [1] } },
      { kind: 'setTimer', timer: 'tick', delayUs: 50 },
      { kind: 'setTimer', timer: 'tick', delayUs: 60, about: 7 },
      { kind: 'cancelTimer', timer: 'tick', about: 7 },
    ]);
  });

  test('are given once', () => {
    const ctx = context();
    ctx.setTimer('tick', 1);
    ctx.take();
    expect(ctx.take()).toEqual([]);
  });

  test('can be taken by kind', () => {
    const ctx = context();
    ctx.send(0, { type: 'Add', amounts: [] });
    ctx.setTimer('tick', 1);
    expect(ctx.takeOnly('setTimer')).toEqual([{ kind: 'setTimer', timer: 'tick', delayUs: 1 }]);
    expect(ctx.take()).toEqual([]);
  });

  test('a message cannot be changed once it is sent', () => {
    const ctx = context();
    const amounts = [1];
    ctx.send(0, { type: 'Add', amounts });
    expect(() => amounts.push(2)).toThrow(TypeError);
  });

  test('a message to a node that does not exist is a defect', () => {
    expect(() => context().send(3, { type: 'Add', amounts: [] })).toThrow('node 3');
  });

  test('a request reaches the handler and its answer is recorded', () => {
    const ctx = context();
    const state = { count: 4 };
    ctx.request(counter, state, { kind: 'read' }, { client: 2, sequence: 9 });
    expect(ctx.take()).toEqual([{ kind: 'respond', client: 2, sequence: 9, response: 4 }]);
  });
});

describe('time', () => {
  test('stands still until it is advanced', () => {
    const ctx = context();
    expect(ctx.nowUs).toBe(0);
    ctx.advance(250);
    expect(ctx.nowUs).toBe(250);
  });

  test('a fired timer moves the clock to its instant and calls the handler with what it is about', () => {
    const ctx = context();
    const state = { count: 0 };
    ctx.advance(100);
    ctx.setTimer('tick', 50, 3);
    ctx.fire(counter, state, 'tick', 3);
    expect(ctx.nowUs).toBe(150);
    expect(state.count).toBe(30);
    expect(ctx.isRunning('tick', 3)).toBe(false);
  });

  test('a timer that was cancelled cannot be fired', () => {
    const ctx = context();
    ctx.setTimer('tick', 50);
    ctx.cancelTimer('tick');
    expect(() => ctx.fire(counter, { count: 0 }, 'tick')).toThrow('does not run');
  });

  test('setting a timer again replaces it, and those about other things run on', () => {
    const ctx = context();
    ctx.setTimer('tick', 50);
    ctx.setTimer('report', 20);
    ctx.setTimer('tick', 70, 1);
    ctx.setTimer('tick', 10);
    expect(ctx.timers).toEqual([
      { timer: 'tick', about: 0, dueAtUs: 10 },
      { timer: 'report', about: 0, dueAtUs: 20 },
      { timer: 'tick', about: 1, dueAtUs: 70 },
    ]);
  });
});

describe('storage', () => {
  test('a crash loses what was not synced, and timers and effects with it', () => {
    const ctx = context();
    const cell = ctx.storage.cell('count', 0);
    cell.value = 1;
    ctx.storage.sync();
    cell.value = 2;
    ctx.setTimer('tick', 5);
    ctx.crash();
    expect(counter.boot(ctx)).toEqual({ count: 1 });
    expect(ctx.timers).toEqual([]);
    expect(ctx.take()).toEqual([]);
  });

  test('a cell or a log that is opened twice is the same one', () => {
    const { storage } = context();
    storage.cell('a', 0).value = 5;
    storage.log<string>('b').append('x');
    expect(storage.cell('a', 0).value).toBe(5);
    expect(storage.log<string>('b').length).toBe(1);
  });

  test('a crash brings truncated records back where the truncation was not synced', () => {
    const ctx = context();
    const { storage } = ctx;
    const log = storage.log<string>('log');
    for (const record of ['a', 'b', 'c']) log.append(record);
    storage.sync();
    log.truncate(1);
    log.append('x');
    expect(log.slice(0)).toEqual(['a', 'x']);
    expect(log.durableLength).toBe(1);
    ctx.crash();
    expect(log.slice(0)).toEqual(['a', 'b', 'c']);
    expect(log.durableLength).toBe(3);
  });

  test('a log answers undefined outside of it', () => {
    const log = context().storage.log<string>('log');
    log.append('a');
    expect([log.at(-1), log.at(0), log.at(1)]).toEqual([undefined, 'a', undefined]);
  });

  test('a slow disk makes writes durable when it has finished, and then tells the handler', () => {
    const ctx = new RecordingContext<CounterTypes>({
      nodes: 1,
      params: { step: 1 },
      rules: {},
      disk: 'slow',
    });
    const log = ctx.storage.log<string>('log');
    log.append('a');
    ctx.storage.sync();
    expect(log.durableLength).toBe(0);
    let synced = 0;
    ctx.finishSync({ ...counter, onSynced: () => synced++ }, { count: 0 });
    expect(log.durableLength).toBe(1);
    expect(synced).toBe(1);
  });
});

describe('signatures', () => {
  const alice = new RecordingContext<CounterTypes>({
    self: 0,
    nodes: 2,
    params: { step: 1 },
    rules: {},
  }).keys;
  const bob = context().keys;

  test('another node verifies them over equal content', () => {
    const signature = alice.sign({ view: 1, digest: 'd' });
    expect(bob.verify(signature, 0, { digest: 'd', view: 1 })).toBe(true);
  });

  test('they do not verify over other content, for another signer, or when copied', () => {
    const signature = alice.sign({ view: 1 });
    expect(bob.verify(signature, 0, { view: 2 })).toBe(false);
    expect(bob.verify(signature, 0, { view: 1, extra: 0 })).toBe(false);
    expect(bob.verify(signature, 1, { view: 1 })).toBe(false);
    expect(bob.verify({ ...signature }, 0, { view: 1 })).toBe(false);
  });
});
