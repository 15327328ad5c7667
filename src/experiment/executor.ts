import { TrialRunner } from './trial.ts';
import type { TrialPlan } from './trial-plan.ts';
import type { TrialRecord } from './trial-record.ts';

/** A run of consecutive trials of one config. Doing it twice gives the same records, to the byte. */
export interface Chunk {
  readonly firstTrial: number;
  readonly count: number;
}

/** Runs chunks of trials somewhere and hands back their records. */
export interface Executor {
  /** How many chunks it works on at a time. */
  readonly concurrency: number;
  run(chunk: Chunk): Promise<readonly TrialRecord[]>;
  close(): Promise<void>;
}

/** Runs every trial of a chunk, in order, in this thread. */
export function runChunk(runner: TrialRunner, { firstTrial, count }: Chunk): TrialRecord[] {
  return Array.from({ length: count }, (_, index) => runNamed(runner, firstTrial + index));
}

/** Runs one trial. Where a protocol throws, the error says in which: an error that crosses threads keeps its message. */
function runNamed(runner: TrialRunner, trial: number): TrialRecord {
  try {
    return runner.run(trial);
  } catch (error) {
    throw new Error(`trial ${trial} failed: ${String(error)}`, { cause: error });
  }
}

/** Runs trials in this thread: the only way for a protocol that no other thread can import. */
export class InThreadExecutor implements Executor {
  readonly concurrency = 1;
  private readonly runner: TrialRunner;

  constructor(plan: TrialPlan) {
    this.runner = new TrialRunner(plan);
  }

  async run(chunk: Chunk): Promise<readonly TrialRecord[]> {
    // Between chunks the event loop turns, so that a signal or a progress bar gets its chance.
    await new Promise((resolve) => setImmediate(resolve));
    return runChunk(this.runner, chunk);
  }

  async close(): Promise<void> {}
}
