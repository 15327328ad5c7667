import { Presets, SingleBar } from 'cli-progress';
import type { ShrinkProgress } from '../experiment/shrink/shrink-trial.ts';

/** Shows on a terminal's stderr how far a shrinker is. Silent elsewhere. */
export class ShrinkBar {
  private readonly bar: SingleBar | undefined;
  private isStarted = false;

  constructor(isWanted: boolean) {
    if (!isWanted || process.stderr.isTTY !== true) return;
    const format = 'shrinking {bar} {value} of at most {total} executions  faults left: {faults}';
    this.bar = new SingleBar(
      { stream: process.stderr, format, clearOnComplete: true, hideCursor: true, fps: 8 },
      Presets.shades_classic,
    );
  }

  readonly show = ({ executions, maxExecutions, faults }: ShrinkProgress): void => {
    if (this.bar === undefined) return;
    if (!this.isStarted) this.bar.start(maxExecutions, executions, { faults });
    this.isStarted = true;
    this.bar.update(executions, { faults });
  };

  stop(): void {
    this.bar?.stop();
  }
}

/** Says, from now on, whether so much time has passed. */
export function timeLimit(milliseconds: number): () => boolean {
  const endMs = performance.now() + milliseconds;
  return () => performance.now() > endMs;
}

/** How long one trial may be shrunk. */
export const SHRINK_LIMIT_MS = 10_000;
