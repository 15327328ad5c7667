import type { ClientId } from '../../../core/identity.ts';
import type { TrialEnd } from '../../../core/invariant.ts';
import type { Micros } from '../../../core/micros.ts';
import type { EngineObservation, ObservationBase } from '../../../core/observation.ts';

/** What a checker must hear for `ClientWaits`. */
export const WAITS_OF_CLIENTS = ['client:invoked', 'client:completed'] as const;

/** An operation that a client waited for, until it was answered, or gave up, or the trial ended. */
interface Wait {
  readonly client: ClientId;
  readonly sequence: number;
  readonly sinceUs: Micros;
  readonly untilUs: Micros;
}

/** What clients wait for. That they are answered is all that a replicated service owes them. */
export class ClientWaits {
  /** By client, by sequence: since when it waits. */
  private readonly sinceUs: Map<ClientId, Map<number, Micros>> = new Map();
  private readonly givenUp: Wait[] = [];
  private lastAnswerAtUs = -1;

  hear(heard: ObservationBase, atUs: Micros): void {
    const observation = heard as EngineObservation;
    if (observation.type === 'client:invoked') {
      const { client, sequence } = observation;
      const waiting = this.sinceUs.get(client) ?? new Map<number, Micros>();
      this.sinceUs.set(client, waiting.set(sequence, atUs));
    } else if (observation.type === 'client:completed') {
      const { client, sequence, outcome } = observation;
      const sinceUs = this.sinceUs.get(client)?.get(sequence) ?? atUs;
      this.sinceUs.get(client)?.delete(sequence);
      if (outcome === 'info') this.givenUp.push({ client, sequence, sinceUs, untilUs: atUs });
      else this.lastAnswerAtUs = atUs;
    }
  }

  isAnyAnsweredAfter(us: Micros): boolean {
    return this.lastAnswerAtUs > us;
  }

  /** Says which operation had no answer for longer than `graceUs` since the faults healed; undefined where none. */
  tooLong(graceUs: Micros, { healedAtUs, endedAtUs }: TrialEnd): string | undefined {
    const waits = [...this.givenUp];
    for (const [client, waiting] of this.sinceUs) {
      for (const [sequence, sinceUs] of waiting) {
        waits.push({ client, sequence, sinceUs, untilUs: endedAtUs });
      }
    }
    const found = waits.find(
      ({ sinceUs, untilUs }) => untilUs - Math.max(sinceUs, healedAtUs) > graceUs,
    );
    if (found === undefined) return undefined;
    const { client, sequence, sinceUs, untilUs } = found;
    return `client c${client} waited for operation ${sequence} from ${sinceUs} us to ${untilUs} us, and faults had healed at ${healedAtUs} us`;
  }
}
