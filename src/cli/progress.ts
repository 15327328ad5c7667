import { Presets, SingleBar } from 'cli-progress';
import { formatCount, formatQuantity } from '../report/number-text.ts';

/** Shows on a terminal's stderr how far a batch is, how fast, and how long it will take. Silent elsewhere. */
export class Progress {
  private readonly bar: SingleBar | undefined;
  private readonly total: number;
  private readonly startedAtMs: number = performance.now();
  private readonly first: number;
  private done: number;

  constructor(first: number, total: number, isWanted: boolean) {
    this.first = first;
    this.done = first;
    this.total = total;
    if (!isWanted || process.stderr.isTTY !== true) return;
    const format = '{bar} {percentage}%  {done} of {all} trials  {rate} trials/s  {left} left';
    this.bar = new SingleBar(
      { stream: process.stderr, format, clearOnComplete: true, hideCursor: true, fps: 8 },
      Presets.shades_classic,
    );
    this.bar.start(total, first, this.payload());
  }

  add(): void {
    this.done++;
    this.bar?.update(this.done, this.payload());
  }

  stop(): void {
    this.bar?.stop();
  }

  private payload(): Readonly<Record<string, string>> {
    const seconds = (performance.now() - this.startedAtMs) / 1_000;
    const perSecond = (this.done - this.first) / seconds;
    const secondsLeft = (this.total - this.done) / perSecond;
    return {
      done: formatCount(this.done),
      all: formatCount(this.total),
      rate: formatQuantity(Math.round(perSecond)),
      left: Number.isFinite(secondsLeft) ? clock(secondsLeft) : '?',
    };
  }
}

/** Prints a time as people read it on a clock: `42s`, `3m 05s`, `2h 07m`. */
function clock(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole}s`;
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 3_600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3_600)}h ${two(Math.floor((whole % 3_600) / 60))}m`;
}
