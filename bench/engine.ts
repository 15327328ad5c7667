import { z } from 'zod';
import { EventQueue } from '../dist/engine/event-queue.js';
import { Simulation } from '../dist/engine/simulation.js';
import { type Protocol, Scheduler } from '../dist/index.js';
import { Network } from '../dist/network/network.js';
import { cpuSeconds } from './cpu-time.js';

const DELAYS: Int32Array = pseudoRandomDelays();

function pseudoRandomDelays(): Int32Array {
  let state = 12345;
  return Int32Array.from({ length: 4096 }, () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fff_ffff;
    return state % 1000;
  });
}

/** Events a second of CPU time through the public `schedule`, with 100 pending. */
export function scheduleRate(count = 3_000_000): number {
  const scheduler = new Scheduler();
  let next = 0;
  const tick = (): void => {
    scheduler.schedule(DELAYS[next++ & 4095] as number, tick);
  };
  for (let index = 0; index < 100; index++) scheduler.schedule(DELAYS[index] as number, tick);
  let done = 0;
  const seconds = cpuSeconds(() => {
    while (done < count) done += scheduler.run(scheduler.nowUs + 100_000);
  });
  return done / seconds;
}

/** A protocol that only floods: every node broadcasts one message a millisecond. */
const flood: Protocol = {
  name: 'flood',
  summary: 'Every node broadcasts all the time.',
  params: z.object({}),
  rules: {},
  roles: {
    node: {
      boot(ctx) {
        ctx.setTimer('flood', 1000);
        return { heard: 0 };
      },
      onMessage(state) {
        (state as { heard: number }).heard++;
      },
      onTimer(_state, _timer, ctx) {
        ctx.broadcast({ type: 'Flood' });
        ctx.setTimer('flood', 1000);
      },
    },
  },
  assign: (count) => new Array<string>(count).fill('node'),
  tolerates: () => ({ safeUnder: [], crashed: 0, byzantine: 0 }),
  invariants: [],
  metrics: [],
  workloads: [],
  mutants: [],
};

/** A world of 16 flooding nodes with random latency, to be run again and again. */
export function floodingWorld(nodeCount = 16): {
  rate(virtualSeconds?: number): number;
} {
  const latency = { kind: 'uniform', min: 1_000, max: 5_000 } as const;
  const simulation = new Simulation({
    protocol: flood,
    params: {},
    rules: {},
    policy: undefined,
    nodeCount,
    network: new Network({ latency }, { nodeCount, clientsBeside: [] }),
    invariants: [],
    metrics: [],
    maxEvents: Number.MAX_SAFE_INTEGER,
    shuffleTies: false,
  });
  let round = 0;
  return {
    /** Messages delivered a second of CPU time. */
    rate(virtualSeconds = 5) {
      simulation.begin(`flood ${round++}`);
      const seconds = cpuSeconds(() => simulation.run(virtualSeconds * 1_000_000));
      return simulation.messagesDelivered / seconds;
    },
  };
}

/** Bytes of memory a pending event, measured on a million of them, spare capacity included. */
export function bytesPerPendingEvent(): number {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('Run with --expose-gc.');
  const count = 1_000_000;
  const payload = {};
  collect();
  const before = memory();
  const queue = new EventQueue();
  for (let index = 0; index < count; index++) queue.push(index, 1, 0, 0, 0, payload);
  collect();
  const bytes = memory() - before;
  if (queue.size !== count) throw new Error('The queue lost events.');
  return bytes / count;
}

function memory(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
