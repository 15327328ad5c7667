import { Piscina } from 'piscina';
import type { SimConfig } from '../core/sim-config.ts';
import type { Chunk, Executor } from './executor.ts';
import type { TrialRecord } from './trial-record.ts';

/** What a worker is sent: the whole config each time, since any worker may get any chunk. */
export interface WorkerTask {
  readonly config: SimConfig;
  readonly chunk: Chunk;
}

/** Runs trials of registered protocols on worker threads. Records are the same for any number of them. */
export class WorkerExecutor implements Executor {
  readonly concurrency: number;
  private readonly config: SimConfig;
  private readonly pool: Piscina<WorkerTask, TrialRecord[]>;

  constructor(config: SimConfig, threads: number) {
    this.config = config;
    this.concurrency = threads;
    this.pool = new Piscina({
      filename: workerFile(),
      name: 'runTask',
      minThreads: threads,
      maxThreads: threads,
    });
  }

  run(chunk: Chunk): Promise<readonly TrialRecord[]> {
    return this.pool.run({ config: this.config, chunk });
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

/** Node 20 cannot load TypeScript in a worker: from the sources, as in tests, the built worker is used. */
function workerFile(): string {
  const isBuilt = import.meta.url.endsWith('.js');
  return new URL(isBuilt ? './worker.js' : '../../dist/experiment/worker.js', import.meta.url).href;
}
