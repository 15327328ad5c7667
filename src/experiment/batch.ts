import type { Chunk, Executor } from './executor.ts';
import type { TrialRecord } from './trial-record.ts';

/** Which trials a batch runs, and who hears of them. */
export interface BatchOptions {
  /** The first trial: more than 0 when an interrupted batch goes on. */
  readonly firstTrial: number;
  /** The trials up to, but not including, this one. */
  readonly endTrial: number;
  /** Hears every record, in trial order, as soon as all before it are there. */
  readonly onRecord: (record: TrialRecord) => void | Promise<void>;
  /** Stops the batch: chunks under way are finished and heard, no new ones begin. */
  readonly signal?: AbortSignal;
}

/** A chunk takes long enough to be worth a message between threads, and short enough for a live progress bar. */
const MAX_CHUNK = 64;

/** Runs a batch of trials. Resolves with the number of the trial after the last that was heard. */
export async function runBatch(executor: Executor, options: BatchOptions): Promise<number> {
  const { firstTrial, endTrial, onRecord, signal } = options;
  const size = chunkSize(endTrial - firstTrial, executor.concurrency);
  const underWay: Promise<readonly TrialRecord[]>[] = [];
  let next = firstTrial;
  let heard = firstTrial;
  const begin = (): void => {
    if (next >= endTrial || signal?.aborted) return;
    const chunk: Chunk = { firstTrial: next, count: Math.min(size, endTrial - next) };
    next += chunk.count;
    const records = executor.run(chunk);
    // A failure is heard where the chunk is awaited. Once one is heard, nobody awaits those behind it.
    records.catch(() => {});
    underWay.push(records);
  };
  // One chunk waits behind each that runs, so that no thread idles while records are written.
  for (let index = 0; index < executor.concurrency * 2; index++) begin();
  for (let chunk = underWay.shift(); chunk !== undefined; chunk = underWay.shift()) {
    const records = await chunk;
    begin();
    for (const record of records) await onRecord(record);
    heard += records.length;
  }
  return heard;
}

function chunkSize(trials: number, concurrency: number): number {
  return Math.max(1, Math.min(MAX_CHUNK, Math.ceil(trials / (concurrency * 4))));
}
