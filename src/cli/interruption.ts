import { EXIT, type ExitCode } from './exit-codes.ts';

const EXIT_CODES = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

/** Turns the first Ctrl-C into a request to stop soon. The second one ends the process at once. */
export class Interruption {
  private readonly controller: AbortController = new AbortController();
  private readonly listener: (signal: 'SIGINT' | 'SIGTERM') => void;
  /** Undefined while nothing has interrupted. */
  exitCode: ExitCode | undefined = undefined;

  /** `onFirst` is called when the first signal comes. */
  constructor(onFirst: () => void) {
    this.listener = (signal) => {
      if (this.exitCode !== undefined) process.exit(this.exitCode);
      this.exitCode = EXIT_CODES[signal];
      this.controller.abort();
      onFirst();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, this.listener);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Gives the signals back their usual meaning. */
  end(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, this.listener);
  }
}
