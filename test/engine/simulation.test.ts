import { describe, expect, it } from 'vitest';
import type { Context } from '../../src/core/protocol.ts';
import type { Cell, Log } from '../../src/core/storage.ts';
import { stage, stamp } from './stage.ts';

const ping = { type: 'Ping' };

describe('messages', () => {
  it('arrive after the latency of their link, and in the order sent', () => {
    const heard: string[] = [];
    const { simulation } = stage({
      role: {
        boot(ctx) {
          if (ctx.self === 0) for (const n of [1, 2, 3]) ctx.send(1, { type: 'Count', n } as never);
          return {};
        },
        onMessage: (_state, from, message, ctx) =>
          heard.push(`${from} ${JSON.stringify(message)} ${stamp(ctx)}`),
      },
    });
    simulation.run(10_000);
    expect(heard).toEqual([1, 2, 3].map((n) => `0 {"type":"Count","n":${n}} n1@1000`));
    expect(simulation.end()).toMatchObject({
      messagesSent: 3,
      messagesDelivered: 3,
      bytesSent: 300,
    });
  });

  it('to oneself arrive at once and never touch the network', () => {
    const heard: string[] = [];
    const { simulation } = stage({
      nodes: 1,
      role: {
        boot(ctx) {
          ctx.send(0, ping);
          return {};
        },
        onMessage: (_state, _from, _message, ctx) => heard.push(stamp(ctx)),
      },
    });
    simulation.run(10);
    expect(heard).toEqual(['n0@0']);
    expect(simulation.wire.messagesSent).toBe(0);
  });

  it('go to every other node when broadcast', () => {
    const heard: string[] = [];
    const { simulation } = stage({
      nodes: 4,
      role: {
        boot(ctx) {
          if (ctx.self === 2) ctx.broadcast(ping);
          return {};
        },
        onMessage: (_state, _from, _message, ctx) => heard.push(`n${ctx.self}`),
      },
    });
    simulation.run(10_000);
    expect(heard).toEqual(['n0', 'n1', 'n3']);
  });

  it('cannot be changed by whoever receives them', () => {
    const { simulation } = stage({
      role: {
        boot(ctx) {
          if (ctx.self === 0) ctx.send(1, { type: 'Box', inner: { value: 1 } } as never);
          return {};
        },
        onMessage(_state, _from, message) {
          (message as unknown as { inner: { value: number } }).inner.value = 2;
        },
      },
    });
    expect(() => simulation.run(10_000)).toThrow(/read only/);
  });
});

describe('timers', () => {
  it('fire once, after their delay', () => {
    const heard: string[] = [];
    const { simulation } = stage({
      nodes: 1,
      role: {
        boot(ctx) {
          ctx.setTimer('tick', 500);
          return {};
        },
        onTimer: (_state, timer, ctx) => heard.push(`${timer} ${stamp(ctx)}`),
      },
    });
    simulation.run(10_000);
    expect(heard).toEqual(['tick n0@500']);
  });

  it('start anew when set again, and leave nothing behind however often that happens', () => {
    const heard: string[] = [];
    const { simulation } = stage({
      nodes: 1,
      role: {
        boot(ctx) {
          for (let round = 0; round < 1000; round++) ctx.setTimer('tick', 9_000 - round);
          ctx.setTimer('tick', 700);
          return {};
        },
        onTimer: (_state, timer, ctx) => heard.push(`${timer} ${stamp(ctx)}`),
      },
    });
    expect(simulation.queue.size).toBe(1);
    simulation.run(10_000);
    expect(heard).toEqual(['tick n0@700']);
  });

  it('of one name are told apart by what they are about', () => {
    const heard: number[] = [];
    const { simulation } = stage({
      nodes: 1,
      role: {
        boot(ctx) {
          for (const about of [0, 7, 8, 9]) ctx.setTimer('deadline', 100 + about, about);
          ctx.cancelTimer('deadline', 8);
          ctx.cancelTimer('deadline', 55);
          return {};
        },
        onTimer: (_state, _timer, _ctx, about) => heard.push(about),
      },
    });
    simulation.run(1_000);
    expect(heard).toEqual([0, 7, 9]);
    expect(simulation.queue.size).toBe(0);
  });

  it('run by their node’s own clock', () => {
    const heard: string[] = [];
    const { simulation, world } = stage({
      nodes: 2,
      role: {
        boot(ctx) {
          ctx.setTimer('start', 0);
          return {};
        },
        onTimer(_state, timer, ctx) {
          if (timer === 'start') ctx.setTimer('tick', 1_000_000);
          else heard.push(`n${ctx.self} true ${simulation.nowUs} own ${ctx.nowUs}`);
        },
      },
    });
    world.setClockDrift(1, 250_000);
    world.jumpClock(1, 50);
    simulation.run(2_000_000);
    expect(heard).toEqual(['n1 true 800000 own 1000050', 'n0 true 1000000 own 1000000']);
  });
});

describe('a crash', () => {
  it('ends the node’s memory, its timers, and what reaches it while it is down', () => {
    const heard: string[] = [];
    const { simulation, world } = stage({
      role: {
        boot(ctx) {
          heard.push(`boot ${ctx.self}`);
          ctx.setTimer('tick', 3_000);
          return {};
        },
        onMessage: (_state, _from, _message, ctx) => heard.push(`message n${ctx.self}`),
        onTimer(_state, _timer, ctx) {
          heard.push(`tick n${ctx.self}`);
          ctx.broadcast(ping);
        },
      },
    });
    simulation.run(1_000);
    expect(world.crash(1)).toBe(true);
    expect(world.crash(1)).toBe(false);
    simulation.run(5_000);
    expect(world.restart(1, 'kept')).toBe(true);
    expect(world.restart(1, 'kept')).toBe(false);
    simulation.run(7_500);
    expect(heard).toEqual(['boot 0', 'boot 1', 'tick n0', 'boot 1']);
  });

  it('loses what was not synced and keeps what was', () => {
    interface Disk {
      readonly term: Cell<number>;
      readonly log: Log<string>;
    }
    const seen: unknown[] = [];
    const { simulation, world } = stage({
      nodes: 1,
      role: {
        boot(ctx): Disk {
          const disk = { term: ctx.storage.cell('term', 0), log: ctx.storage.log<string>('log') };
          seen.push([disk.term.value, disk.log.slice(0)]);
          ctx.setTimer('write', 10);
          return disk;
        },
        onTimer(state, _timer, ctx) {
          const { term, log } = state as Disk;
          term.value++;
          log.append(`synced ${term.value}`);
          ctx.storage.sync();
          term.value = 99;
          log.truncate(0);
          log.append('lost');
        },
      },
    });
    for (const round of [1, 2]) {
      simulation.run(round * 100);
      world.crash(0);
      world.restart(0, 'kept');
    }
    expect(seen).toEqual([
      [0, []],
      [1, ['synced 1']],
      [2, ['synced 1', 'synced 2']],
    ]);
  });

  it('with a lost disk starts from nothing', () => {
    const seen: unknown[] = [];
    const { world } = stage({
      nodes: 1,
      role: {
        boot(ctx) {
          const cell = ctx.storage.cell('term', 0);
          seen.push(cell.value);
          cell.value = 5;
          ctx.storage.sync();
          return {};
        },
      },
    });
    world.crash(0);
    world.restart(0, 'kept');
    world.crash(0);
    world.restart(0, 'lost');
    expect(seen).toEqual([0, 5, 0]);
  });
});

describe('a disk that takes time', () => {
  it('keeps back what is sent and answered after a sync, and lets go what was sent before', () => {
    const heard: string[] = [];
    const { simulation } = stage({
      options: { syncUs: () => 400 },
      role: {
        boot(ctx) {
          if (ctx.self !== 0) return {};
          ctx.storage.cell('vote', 0).value = 1;
          ctx.send(1, { type: 'Before' });
          ctx.storage.sync();
          ctx.send(1, { type: 'After' });
          return {};
        },
        onMessage: (_state, _from, message, ctx) => heard.push(`${message.type} ${stamp(ctx)}`),
        onSynced: (_state, ctx) => heard.push(`synced ${stamp(ctx)}`),
      },
    });
    simulation.run(10_000);
    expect(heard).toEqual(['synced n0@400', 'Before n1@1000', 'After n1@1400']);
  });

  it('takes what it keeps back down with it in a crash, together with the write', () => {
    const heard: string[] = [];
    const { simulation, world } = stage({
      options: { syncUs: () => 400 },
      role: {
        boot(ctx) {
          const vote = ctx.storage.cell('vote', 0);
          heard.push(`n${ctx.self} boots with ${vote.value}`);
          if (ctx.self === 0 && ctx.nowUs === 0) {
            vote.value = 1;
            ctx.storage.sync();
            ctx.send(1, ping);
          }
          return {};
        },
        onMessage: () => heard.push('message'),
      },
    });
    simulation.run(399);
    world.crash(0);
    world.restart(0, 'kept');
    simulation.run(10_000);
    expect(heard).toEqual(['n0 boots with 0', 'n1 boots with 0', 'n0 boots with 0']);
  });

  it('can be stalled, which delays the syncs under way', () => {
    const { simulation, world, heard } = syncingStage();
    world.stallDisk(0, 5_000);
    simulation.run(10_000);
    expect(heard).toEqual(['n1@6400']);
  });

  it('goes on with what it had to do when a stall is ended early', () => {
    const { simulation, world, heard } = syncingStage();
    world.stallDisk(0, 50_000);
    simulation.run(2_000);
    world.stallDisk(0, 2_000);
    simulation.run(10_000);
    expect(heard).toEqual(['n1@3400']);
  });

  it('tells how much of a log is durable', () => {
    const seen: number[] = [];
    const { simulation } = stage({
      nodes: 1,
      options: { syncUs: () => 400 },
      role: {
        boot(ctx) {
          const log = ctx.storage.log<number>('log');
          for (const entry of [1, 2, 3]) log.append(entry);
          ctx.storage.sync();
          log.append(4);
          seen.push(log.durableLength);
          return { log };
        },
        onSynced(state) {
          const { log } = state as { log: Log<number> };
          seen.push(log.durableLength);
          log.truncate(1);
          log.append(9);
          seen.push(log.durableLength, log.length);
        },
      },
    });
    simulation.run(10_000);
    expect(seen).toEqual([0, 3, 1, 2]);
  });

  it('that loses writes says that it synced, and a crash shows that it did not', () => {
    const seen: number[] = [];
    const { simulation, world } = stage({
      nodes: 1,
      role: {
        boot(ctx) {
          seen.push(ctx.storage.cell('term', 0).value);
          ctx.setTimer('write', 10);
          return {};
        },
        onTimer(_state, _timer, ctx) {
          ctx.storage.cell('term', 0).value = 7;
          ctx.storage.sync();
        },
      },
    });
    world.setLostWrites(0, true);
    simulation.run(100);
    world.crash(0);
    world.restart(0, 'kept');
    expect(seen).toEqual([0, 0]);
  });
});

describe('a paused process', () => {
  it('does not know: messages and timers wait, and come in order when it goes on', () => {
    const heard: string[] = [];
    const { simulation, world } = stage({
      role: {
        boot(ctx) {
          ctx.setTimer('tick', 2_000);
          if (ctx.self === 0) ctx.send(1, ping);
          return {};
        },
        onMessage: (_state, _from, _message, ctx) => heard.push(`message ${stamp(ctx)}`),
        onTimer: (_state, timer, ctx) => heard.push(`${timer} ${stamp(ctx)}`),
      },
    });
    world.pause(1);
    simulation.run(5_000);
    expect(heard).toEqual(['tick n0@2000']);
    world.resume(1);
    expect(heard).toEqual(['tick n0@2000', 'message n1@5000', 'tick n1@5000']);
  });
});

describe.each([
  ['cancels', (ctx: Context) => ctx.cancelTimer('tick', 3), []],
  ['sets anew', (ctx: Context) => ctx.setTimer('tick', 700, 3), ['tick n1@5700']],
  ['leaves alone', (ctx: Context) => ctx.cancelTimer('tick', 4), ['tick n1@5000']],
])(
  'a timer that rings while its process is paused, and that a message from before %s',
  (_, act, ticks) => {
    it('fires as if the process had been there in time', () => {
      const heard: string[] = [];
      const { simulation, world } = stage({
        role: {
          boot(ctx) {
            if (ctx.self === 0) ctx.send(1, ping);
            else ctx.setTimer('tick', 2_000, 3);
            return {};
          },
          onMessage: (_state, _from, _message, ctx) => act(ctx),
          onTimer: (_state, timer, ctx) => heard.push(`${timer} ${stamp(ctx)}`),
        },
      });
      world.pause(1);
      simulation.run(5_000);
      world.resume(1);
      simulation.run(10_000);
      expect(heard).toEqual(ticks);
    });
  },
);

describe('a paused process with a slow disk', () => {
  it('sends what waited for the disk when it goes on, not before', () => {
    const { simulation, world, heard } = syncingStage();
    world.pause(0);
    simulation.run(5_000);
    world.resume(0);
    simulation.run(10_000);
    expect(heard).toEqual(['n1@6000']);
  });
});

describe('a held link', () => {
  it('keeps messages until the effect is lifted, and then delivers all of them', () => {
    const heard: string[] = [];
    const { simulation, world } = stage({
      role: {
        boot(ctx) {
          if (ctx.self === 0) for (const n of [1, 2]) ctx.send(1, { type: `M${n}` });
          return {};
        },
        onMessage: (_state, _from, message, ctx) => heard.push(`${message.type} ${stamp(ctx)}`),
      },
    });
    const handle = world.addLinkEffect({ links: [[0, 1]], block: 'hold' }) as number;
    simulation.run(5_000);
    expect(heard).toEqual([]);
    world.liftLinkEffect(handle);
    simulation.run(6_000);
    expect(heard).toEqual(['M1 n1@5000', 'M2 n1@5000']);
  });
});

/** The first node syncs for 400 µs, and then its ping leaves. */
function syncingStage() {
  const heard: string[] = [];
  const staged = stage({
    options: { syncUs: () => 400 },
    role: {
      boot(ctx) {
        if (ctx.self !== 0) return {};
        ctx.storage.cell('vote', 0).value = 1;
        ctx.storage.sync();
        ctx.send(1, ping);
        return {};
      },
      onMessage: (_state, _from, _message, ctx) => heard.push(stamp(ctx)),
    },
  });
  return { ...staged, heard };
}
