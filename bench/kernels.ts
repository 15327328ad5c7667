import { Bench } from 'tinybench';
import { compileDistribution } from '../dist/core/distribution.js';
import { KeyedRandom } from '../dist/core/hash.js';
import { EventQueue } from '../dist/engine/event-queue.js';
import { tellLike } from '../dist/engine/telling.js';
import { TraceHash } from '../dist/engine/trace-hash.js';
import { Network } from '../dist/network/network.js';

const BATCH = 1_000;

/** The parts of the hot path by themselves: nanoseconds each, over batches of a thousand. */
export async function kernels(): Promise<{ name: string; nanoseconds: number }[]> {
  const bench = new Bench({ time: 300, warmupTime: 100 });
  const queue = new EventQueue();
  for (let index = 0; index < 1_000; index++) queue.push(index, 1, 0, 0, 0, undefined);
  const random = new KeyedRandom('bench');
  const hash = new TraceHash();
  const latency = { kind: 'uniform', min: 1_000, max: 5_000 } as const;
  const network = new Network({ latency }, { nodeCount: 16, clientsBeside: [] });
  network.reset('bench', 16);
  const lognormal = compileDistribution({ kind: 'lognormal', median: 1_000, sigma: 0.5 });
  const observation = { type: 'Applied', index: 7, term: 3, client: 1, sequence: 12 };
  const tell = tellLike(observation, 0);
  let sum = 0;
  bench
    .add('queue: pop and push at 1,000 pending', () => {
      for (let index = 0; index < BATCH; index++) {
        queue.pop();
        queue.push(queue.timeUs + ((index * 7919) % 1_000), 1, 0, 0, 0, undefined);
      }
    })
    .add('network: fate of one message, uniform latency', () => {
      for (let index = 0; index < BATCH; index++) sum += network.send(index & 15, 3, 100, index);
    })
    .add('keyed random: draw and one uniform', () => {
      for (let index = 0; index < BATCH; index++) {
        random.draw(1, 2, index);
        sum += random.uniform(0);
      }
    })
    .add('distribution: lognormal', () => {
      for (let index = 0; index < BATCH; index++) sum += lognormal(index / BATCH);
    })
    .add('trace hash: one event', () => {
      for (let index = 0; index < BATCH; index++) hash.event(index, 1, 2, 3, 4);
    })
    .add('trace hash: one observation of four fields', () => {
      for (let index = 0; index < BATCH; index++) tell(hash, [], observation, 2, 0);
    });
  await bench.run();
  if (Number.isNaN(sum)) throw new Error('A kernel went wrong.');
  return bench.tasks.map((task) => {
    const { result } = task;
    if (!('latency' in result)) throw new Error(`${task.name} did not run.`);
    return { name: task.name, nanoseconds: (result.latency.p50 * 1e6) / BATCH };
  });
}
