import { describe, expect, it } from 'vitest';
import type { Account, Meter } from '../../src/core/meter.ts';
import type { Metric } from '../../src/core/metric.ts';
import type { Role } from '../../src/core/protocol.ts';
import { Trace } from '../../src/engine/trace.ts';
import { type Script, stage } from './stage.ts';

/** A metric that asks for this and hands out the meter. */
function metered(asks: readonly Account[], script: Script) {
  let meter: Meter | undefined;
  const metric: Metric = {
    name: 'probe',
    sentence: 'Reads the meter.',
    columns: [],
    hears: [],
    asks,
    start(_setup, given) {
      meter = given;
      return { hear() {}, result: () => [] };
    },
  };
  const { simulation } = stage({ ...script, options: { ...script.options, metrics: [metric] } });
  return { simulation, meter: meter as unknown as Meter };
}

/** Node 0 sends three pings; node 1 answers each with a pong of another size. */
const chatter: Partial<Role> = {
  boot(ctx) {
    if (ctx.self === 0) for (let n = 0; n < 3; n++) ctx.send(1, { type: 'Ping' });
    if (ctx.self === 0) ctx.send(0, { type: 'Note' });
    return {};
  },
  onMessage(_state, from, message, ctx) {
    if (message.type === 'Ping') ctx.send(from, { type: 'Pong' });
  },
};
const protocol = {
  sizeBytes: ({ type }: { type: string }) => (type === 'Ping' ? 10 : 7),
  authenticatorsIn: ({ type }: { type: string }) => (type === 'Ping' ? 2 : 0),
};

describe('traffic', () => {
  it('is counted by type, and what a node tells itself is not', () => {
    const { simulation, meter } = metered(['traffic'], { role: chatter, protocol });
    simulation.run(10_000);
    expect(meter.trafficOf('Ping')).toEqual({ messages: 3, bytes: 30, authenticators: 6 });
    expect(meter.trafficOf('Pong')).toEqual({ messages: 3, bytes: 21, authenticators: 0 });
    expect(meter.trafficOf('Note')).toEqual({ messages: 0, bytes: 0, authenticators: 0 });
    expect(meter.traffic).toEqual({ messages: 6, bytes: 51, authenticators: 6 });
    expect(meter.traffic.messages).toBe(simulation.end().messagesSent);
    expect(meter.traffic.bytes).toBe(simulation.end().bytesSent);
  });

  it('begins anew with each trial', () => {
    const { simulation, meter } = metered(['traffic'], { role: chatter, protocol });
    simulation.run(10_000);
    simulation.begin('again');
    expect(meter.traffic).toEqual({ messages: 3, bytes: 30, authenticators: 6 });
  });

  it('is not counted where no metric asks for it', () => {
    const { simulation, meter } = metered([], { role: chatter, protocol });
    simulation.run(10_000);
    expect(meter.traffic.messages).toBe(0);
  });
});

describe('signatures', () => {
  it('are counted where they are made and where they are verified', () => {
    const { simulation, meter } = metered([], {
      nodes: 3,
      role: {
        boot(ctx) {
          if (ctx.self === 0) ctx.broadcast(ctx.keys.seal({ type: 'Signed' }) as never);
          return {};
        },
        onMessage: (_state, from, message, ctx) => {
          ctx.keys.isSealedBy(message as never, from);
        },
      },
    });
    simulation.run(10_000);
    expect(meter.signatures).toEqual({ made: 1, verified: 2 });
    simulation.begin('again');
    expect(meter.signatures).toEqual({ made: 1, verified: 0 });
  });
});

describe.each([
  ['alone', () => undefined],
  ['beside a trace', () => new Trace()],
])('message delays, counted %s', (_, newTrace) => {
  /** The delays since the start at each instant when something of this type arrives, or a timer fires. */
  function delaysOf(role: Partial<Role>, nodes = 3): string[] {
    const seen: string[] = [];
    let meter: Meter | undefined;
    const note = (what: string) => seen.push(`${what}: ${meter?.delaysSince(0)}`);
    const probe = metered(['chains'], {
      nodes,
      role: {
        ...role,
        onMessage(state, from, message, ctx) {
          note(`${message.type} at n${ctx.self}`);
          role.onMessage?.(state, from, message, ctx);
        },
        onTimer(state, timer, ctx, about) {
          note(`${timer} at n${ctx.self}`);
          role.onTimer?.(state, timer, ctx, about);
        },
      },
    });
    meter = probe.meter;
    probe.simulation.begin('test', newTrace());
    seen.length = 0;
    probe.simulation.run(1_000_000);
    return seen;
  }

  it('are those of one message after another', () => {
    const boot: Role['boot'] = (ctx) => {
      if (ctx.self === 0) ctx.send(1, { type: 'Ping' });
      return {};
    };
    expect(delaysOf({ ...chatter, boot })).toEqual(['Ping at n1: 1', 'Pong at n0: 2']);
  });

  it('go on after a timer by the message that set it last', () => {
    const role: Partial<Role> = {
      boot(ctx) {
        if (ctx.self !== 0) return {};
        ctx.send(1, { type: 'Ping' });
        for (const about of [0, 7]) ctx.setTimer('wait', 500, about);
        return {};
      },
      onMessage(_state, from, message, ctx) {
        if (message.type === 'Ping') ctx.send(from, { type: 'Pong' });
        if (message.type === 'Pong') for (const about of [0, 7]) ctx.setTimer('wait', 500, about);
      },
      onTimer(_state, _timer, ctx, about) {
        if (ctx.nowUs > 2_000) ctx.send(2, { type: `After${about}` });
      },
    };
    expect(delaysOf(role)).toEqual([
      'wait at n0: 0',
      'wait at n0: 0',
      'Ping at n1: 1',
      'Pong at n0: 2',
      'wait at n0: 2',
      'wait at n0: 2',
      'After0 at n2: 3',
      'After7 at n2: 3',
    ]);
  });

  it('do not grow by what a node tells itself', () => {
    const role: Partial<Role> = {
      boot(ctx) {
        if (ctx.self === 0) ctx.send(1, { type: 'Ping' });
        return {};
      },
      onMessage(_state, _from, message, ctx) {
        if (message.type === 'Ping') ctx.send(ctx.self, { type: 'Note' });
        if (message.type === 'Note') ctx.send(2, { type: 'Told' });
      },
    };
    expect(delaysOf(role)).toEqual(['Ping at n1: 1', 'Note at n1: 1', 'Told at n2: 2']);
  });
});
