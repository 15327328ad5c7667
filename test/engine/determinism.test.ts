import { describe, expect, it } from 'vitest';
import { Trace } from '../../src/engine/trace.ts';
import { type Script, stage } from './stage.ts';

/** Three nodes that gossip at random, with a client that asks them. */
const gossip: Script = {
  nodes: 3,
  network: {
    latency: { kind: 'uniform', min: 500, max: 3_000 },
    loss: { kind: 'bernoulli', probability: 0.1 },
    duplication: 0.1,
  },
  clients: { arrival: { kind: 'open', ratePerSecond: 100 } },
  role: {
    boot(ctx) {
      ctx.setTimer('gossip', ctx.rng.integer(100, 2_000));
      return { heard: 0 };
    },
    onMessage(state, from, message, ctx) {
      (state as { heard: number }).heard += from;
      if (ctx.rng.chance(0.3)) ctx.send(from, message);
    },
    onTimer(_state, _timer, ctx) {
      ctx.broadcast({ type: 'Rumour', n: ctx.rng.next() } as never);
      ctx.setTimer('gossip', ctx.rng.integer(100, 2_000));
    },
    onRequest: (_state, { client, sequence }, ctx) => ctx.respond(client, sequence, ctx.rng.next()),
  },
};

function hashOf(simulation: ReturnType<typeof stage>['simulation'], seed: string): string {
  simulation.begin(seed);
  simulation.run(100_000);
  return simulation.hash.digest();
}

describe('a trial', () => {
  it('is the same whatever ran in the same world before, in any order', () => {
    const seeds = ['a', 'b', 'c', 'd'];
    const fresh = seeds.map((seed) => hashOf(stage(gossip).simulation, seed));
    expect(new Set(fresh).size).toBe(4);
    const { simulation } = stage(gossip);
    const reversed = seeds.toReversed().map((seed) => hashOf(simulation, seed));
    expect(reversed.toReversed()).toEqual(fresh);
  });

  it('leaves nothing behind in the world, even when it ends in the middle of crashes and partitions', () => {
    const expected = hashOf(stage(gossip).simulation, 'clean');
    const { simulation, world } = stage(gossip);
    simulation.begin('dirty');
    world.addLinkEffect({ links: [[0, 1]], block: 'hold' });
    world.onMessage('Rumour', undefined, undefined, 1_000_000, () => {});
    world.setClockDrift(0, 500);
    world.jumpClock(2, 77);
    world.stallDisk(1, 10_000_000);
    world.setTornWrites(1, true);
    simulation.run(20_000);
    world.crash(1);
    world.pause(2);
    simulation.run(30_000);
    expect(hashOf(simulation, 'clean')).toBe(expected);
  });

  it('has the same hash with and without a trace', () => {
    const { simulation } = stage(gossip);
    const expected = hashOf(simulation, 'x');
    const trace = new Trace();
    simulation.begin('x', trace);
    simulation.run(100_000);
    expect(simulation.hash.digest()).toBe(expected);
    expect(trace.length).toBeGreaterThan(100);
  });

  it('has another hash when ties are shuffled, and the same one for the same seed', () => {
    const constant: Script = { ...gossip, network: {} };
    const shuffled: Script = { ...constant, options: { shuffleTies: true } };
    const ordered = hashOf(stage(constant).simulation, 'x');
    expect(hashOf(stage(shuffled).simulation, 'x')).not.toBe(ordered);
    expect(hashOf(stage(shuffled).simulation, 'x')).toBe(hashOf(stage(shuffled).simulation, 'x'));
  });

  it('keeps the order of a FIFO link when ties are shuffled', () => {
    const heard: unknown[] = [];
    const { simulation } = stage({
      network: { fifo: true },
      options: { shuffleTies: true },
      role: {
        boot(ctx) {
          if (ctx.self === 0)
            for (let n = 0; n < 50; n++) ctx.send(1, { type: 'Count', n } as never);
          return {};
        },
        onMessage: (_state, _from, message) => heard.push((message as unknown as { n: number }).n),
      },
    });
    simulation.run(100_000);
    expect(heard).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it('reports the events that it had when its budget is spent', () => {
    const { simulation } = stage({ ...gossip, options: { maxEvents: 50 } });
    expect(simulation.run(100_000)).toBe('exhausted');
    expect(simulation.events).toBe(50);
  });
});

describe('a trace', () => {
  it('links each delivery to its sending, and each sending to what its handler reacted to', () => {
    const { simulation } = stage({
      role: {
        boot(ctx) {
          if (ctx.self === 0) ctx.setTimer('start', 10);
          return {};
        },
        onTimer: (_state, _timer, ctx) => ctx.send(1, { type: 'Ping' }),
        onMessage(_state, from, message, ctx) {
          if (message.type === 'Ping') ctx.send(from, { type: 'Pong' });
        },
      },
    });
    const trace = new Trace();
    simulation.begin('x', trace);
    simulation.run(10_000);
    const records = [...trace].map(({ kind, atUs, at, peer, cause }) => [
      kind,
      atUs,
      at,
      peer,
      cause,
    ]);
    expect(records).toEqual([
      ['booted', 0, 0, -1, -1],
      ['booted', 0, 1, -1, -1],
      ['timerFired', 10, 0, -1, 0],
      ['sent', 10, 0, 1, 2],
      ['delivered', 1_010, 1, 0, 3],
      ['sent', 1_010, 1, 0, 4],
      ['delivered', 2_010, 0, 1, 5],
    ]);
  });
});
