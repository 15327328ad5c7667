import type { UnpackedRecord } from '../../../src/report/viewer/trace-columns.ts';
import type { Trial } from './trial.ts';

/** What a record is about, for the filter: a type of message, or a kind of event. */
export interface Topic {
  readonly key: string;
  readonly label: string;
  /** How many records are about it; of a message, its arrivals. */
  readonly count: number;
  /** Which of the colours of messages, -1 for none. */
  readonly colour: number;
}

/** How many types of message have a colour of their own; as many as in the diagrams. */
const COLOURS = 6;

const KINDS: readonly (readonly [key: string, label: string])[] = [
  ['timer', 'timers'],
  ['disk', 'disk'],
  ['client', 'clients'],
  ['observation', 'observations'],
  ['fault', 'faults'],
  ['start', 'starts'],
];

const NODE_FAULTS = /^(node|faults):/;

/** The key of the topic that a record is about. */
export function topicOf(
  { kind, content, cause }: UnpackedRecord,
  records: readonly UnpackedRecord[],
): string {
  switch (kind) {
    case 'sent':
    case 'delivered':
      return `message ${typeOf(content)}`;
    case 'dropped':
      return cause < 0 ? 'fault' : topicOf(records[cause] as UnpackedRecord, records);
    case 'timerFired':
      return 'timer';
    case 'synced':
      return 'disk';
    case 'booted':
      return 'start';
    case 'fault':
      return 'fault';
    case 'observed': {
      const type = typeOf(content);
      if (type.startsWith('client:')) return 'client';
      return NODE_FAULTS.test(type) ? 'fault' : 'observation';
    }
    default:
      return 'client';
  }
}

/** Every topic of a trial: its types of message in the order of their first sending, then the kinds of event. */
export function topicsIn(trial: Trial): Topic[] {
  const counts = new Map<string, number>();
  for (const { index, kind } of trial.records) {
    const key = trial.topicOf(index);
    const isCounted = kind !== 'sent' && kind !== 'requested' && kind !== 'responded';
    counts.set(key, (counts.get(key) ?? 0) + (isCounted ? 1 : 0));
  }
  const messages = [...counts.keys()].filter((key) => key.startsWith('message '));
  const types = messages.map((key, index) => ({
    key,
    label: key.slice('message '.length),
    count: counts.get(key) ?? 0,
    colour: index % COLOURS,
  }));
  const kinds = KINDS.filter(([key]) => counts.has(key)).map(([key, label]) => ({
    key,
    label,
    count: counts.get(key) ?? 0,
    colour: -1,
  }));
  return [...types, ...kinds];
}

function typeOf(content: unknown): string {
  return String((content as { readonly type?: unknown } | undefined)?.type);
}
