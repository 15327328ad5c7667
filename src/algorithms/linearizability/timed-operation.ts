/** One operation of a history: what was asked and answered, and when. */
export interface TimedOperation<Operation, Value> {
  /** Who asked. The search does not look at it. */
  readonly process: string | number;
  readonly operation: Operation;
  /**
   * `ok`: it happened between its invocation and its return. `fail`: it never happened. `info`: nobody knows: it may
   * have happened at any time since its invocation, may yet happen, or never.
   */
  readonly outcome: 'ok' | 'fail' | 'info';
  /** What it answered; undefined where that is unknown, and always for `info`. */
  readonly value: Value | undefined;
  /** Any clock that orders the events of the history; what ends when another begins overlaps it. */
  readonly invokedAt: number;
  /** Present for `ok`; for the others it means nothing. */
  readonly returnedAt: number | undefined;
}
