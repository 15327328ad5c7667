import { z } from 'zod';
import type { Workload } from '../../src/core/client.ts';
import type { NetworkOptions } from '../../src/core/network-options.ts';
import type { Context, Protocol, Role } from '../../src/core/protocol.ts';
import type { ClientOptions } from '../../src/core/sim-config.ts';
import { Simulation, type SimulationOptions } from '../../src/engine/simulation.ts';
import { World } from '../../src/engine/world.ts';
import { Network } from '../../src/network/network.ts';

/** What one test lets its nodes do; the rest does nothing. */
export interface Script {
  readonly role?: Partial<Role>;
  readonly nodes?: number;
  readonly network?: Partial<NetworkOptions>;
  readonly clients?: Partial<ClientOptions>;
  readonly workload?: Partial<Workload>;
  readonly options?: Partial<SimulationOptions>;
  readonly protocol?: Partial<Protocol>;
}

/** A simulation of scripted nodes, begun with seed `test`, and the world through which faults reach it. */
export interface Stage {
  readonly simulation: Simulation;
  readonly world: World;
}

const IDLE: Role = {
  boot: () => ({}),
  onMessage() {},
  onTimer() {},
};

export function stage(script: Script): Stage {
  const nodeCount = script.nodes ?? 2;
  const clients = clientsOf(script);
  const protocol: Protocol = {
    name: 'scripted',
    summary: 'Does what a test says.',
    params: z.object({}),
    rules: {},
    roles: { actor: { ...IDLE, ...script.role } },
    assign: (count) => new Array<string>(count).fill('actor'),
    tolerates: () => ({ safeUnder: [], crashed: 0, byzantine: 0 }),
    invariants: [],
    metrics: [],
    workloads: [],
    mutants: [],
    ...script.protocol,
  };
  const placement = clients
    ? Array.from(
        { length: clients.options.count },
        (_, k) => clients.options.beside[k % clients.options.beside.length],
      )
    : [];
  const simulation = new Simulation({
    protocol,
    params: {},
    rules: {},
    policy: undefined,
    nodeCount,
    network: new Network(
      { latency: { kind: 'constant', value: 1000 }, ...script.network },
      { nodeCount, clientsBeside: placement },
      script.options?.shuffleTies ? 'shuffled' : 'ordered',
    ),
    ...(clients && { clients }),
    invariants: [],
    metrics: [],
    maxEvents: 1_000_000,
    shuffleTies: false,
    freezeMessages: true,
    ...script.options,
  });
  const world = new World(simulation);
  simulation.begin('test');
  return { simulation, world };
}

function clientsOf(script: Script): SimulationOptions['clients'] {
  if (script.clients === undefined) return undefined;
  const options: ClientOptions = {
    count: 1,
    workload: 'scripted',
    params: {},
    arrival: { kind: 'closed', thinkUs: 10_000 },
    timeoutUs: 5_000,
    attempts: 3,
    backoffUs: 1_000,
    beside: [],
    startUs: 0,
    endUs: 1_000_000,
    ...script.clients,
  };
  const workload: Workload = {
    name: 'scripted',
    sentence: 'Asks what a test says.',
    params: z.object({}),
    operation: (client, sequence) => `c${client}#${sequence}`,
    interpret: (_operation, response) => ({ kind: 'ok', value: response }),
    ...script.workload,
  };
  return { options, workload };
}

/** A context's node and clock, as tests note them: `n0@1000`. */
export function stamp(ctx: Context): string {
  return `n${ctx.self}@${ctx.nowUs}`;
}
