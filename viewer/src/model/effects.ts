import { isSending } from './flights.ts';
import type { Step } from './steps.ts';
import type { Trial } from './trial.ts';

/** What came of an event, in one line: an observation, or one message to one or more. */
export interface Effect {
  readonly kind: 'observation' | 'message' | 'fault';
  readonly name: string;
  readonly details: string;
  readonly topic: string;
  /** The records that it stands for: of a broadcast, one a destination. */
  readonly records: readonly number[];
}

/** What came of a step, its first record aside. One content that is sent to several is one effect. */
export function effectsIn(trial: Trial, step: Step): Effect[] {
  const effects: Effect[] = [];
  const broadcasts = new Map<string, number[]>();
  for (const record of trial.recordsOf(step).slice(1)) {
    // A loss is told of with its sending.
    if (record.kind === 'dropped') continue;
    const records = [record.index];
    if (isSending(record)) {
      const key = `${record.kind} ${record.at} ${record.contentNumber}`;
      const earlier = broadcasts.get(key);
      if (earlier !== undefined) {
        earlier.push(record.index);
        continue;
      }
      broadcasts.set(key, records);
    }
    const topic = trial.topicOf(record.index);
    const kind = isSending(record) ? 'message' : topic === 'fault' ? 'fault' : 'observation';
    effects.push({ kind, topic, records, ...trial.words.of(record) });
  }
  return effects;
}
