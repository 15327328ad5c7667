/** What running a candidate needs. */
export interface AttemptsOptions<C> {
  /** Runs a candidate and says whether it still fails in the way that is looked for. */
  readonly run: (candidate: C) => boolean;
  /** Equal texts for candidates that are equal: none is run twice. */
  readonly keyOf: (candidate: C) => string;
  /** How many candidates are run at most. */
  readonly limit: number;
  /** Asked before each run; true ends all. */
  readonly isOutOfTime?: () => boolean;
}

/**
 * The attempts of a shrinker to make a failing case simpler, counted and remembered.
 *
 * Once the budget is spent every candidate that is not known counts as one that does not fail. So a search of any kind
 * comes to its end soon, with the simplest case that it has found.
 */
export class Attempts<C> {
  /** How many candidates were run. */
  executions = 0;
  private readonly options: AttemptsOptions<C>;
  private readonly known: Map<string, boolean> = new Map();
  private reserved = 0;
  private refused: 'executions' | 'time' | undefined = undefined;

  constructor(options: AttemptsOptions<C>) {
    this.options = options;
  }

  /** What kept a candidate from being run, if anything did: the search may have ended too early. */
  get spent(): 'executions' | 'time' | undefined {
    return this.refused;
  }

  /** Keeps so many executions back, for what must come last. */
  reserve(executions: number): void {
    this.reserved = executions;
  }

  stillFails(candidate: C): boolean {
    const key = this.options.keyOf(candidate);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (this.isRefused()) return false;
    this.executions++;
    const fails = this.options.run(candidate);
    this.known.set(key, fails);
    return fails;
  }

  private isRefused(): boolean {
    const { limit, isOutOfTime } = this.options;
    if (this.executions >= limit - this.reserved) this.refused = 'executions';
    else if (isOutOfTime?.()) this.refused = 'time';
    else return false;
    return true;
  }
}
