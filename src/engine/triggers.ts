/** A strike that waits for the k-th matching message or observation. */
interface Waiting {
  readonly type: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  remaining: number;
  readonly strike: () => void;
}

/** The faults that strike at a message or an observation rather than at an instant. */
export class TriggerTable {
  hasMessageTriggers = false;
  hasObservationTriggers = false;
  private messages: Waiting[] = [];
  private observations: Waiting[] = [];

  reset(): void {
    this.hasMessageTriggers = false;
    this.hasObservationTriggers = false;
    this.messages = [];
    this.observations = [];
  }

  onMessage(
    type: string,
    from: number | undefined,
    to: number | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    this.messages.push({ type, from, to, remaining: occurrence, strike });
    this.hasMessageTriggers = true;
  }

  onObservation(
    type: string,
    node: number | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    this.observations.push({ type, from: node, to: undefined, remaining: occurrence, strike });
    this.hasObservationTriggers = true;
  }

  sent(type: string, from: number, to: number): void {
    this.messages = struck(this.messages, type, from, to);
    this.hasMessageTriggers = this.messages.length > 0;
  }

  observed(type: string, node: number): void {
    this.observations = struck(this.observations, type, node, -1);
    this.hasObservationTriggers = this.observations.length > 0;
  }
}

/** Counts down those that match, lets strike those whose turn has come, and returns those that still wait. */
function struck(waiting: Waiting[], type: string, from: number, to: number): Waiting[] {
  const due: Waiting[] = [];
  for (const one of waiting) {
    const matches =
      one.type === type &&
      (one.from === undefined || one.from === from) &&
      (one.to === undefined || one.to === to);
    if (matches && --one.remaining === 0) due.push(one);
  }
  if (due.length === 0) return waiting;
  for (const { strike } of due) strike();
  return waiting.filter((one) => one.remaining > 0);
}
