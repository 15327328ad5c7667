import { formatEndpoint } from '../../../src/core/identity.ts';
import type { EngineObservation } from '../../../src/core/observation.ts';
import { engineWords } from '../../../src/report/engine-words.ts';
import { formatInstant } from '../../../src/report/number-text.ts';
import { faultPhrase } from '../../../src/report/space-time/fault-phrase.ts';
import { formatValue } from '../../../src/report/value-text.ts';
import type { UnpackedRecord } from '../../../src/report/viewer/trace-columns.ts';
import type { ViewedTrial } from '../../../src/report/viewer/viewed-trial.ts';
import { isSending } from './flights.ts';
import { processOf } from './steps.ts';

/** A record in words: `AppendEntries` and `{term: 2}`. */
export interface Words {
  readonly name: string;
  readonly details: string;
}

/** Says what records are, in the words of the traces and diagrams. */
export class Wording {
  private readonly nodeCount: number;
  private readonly records: readonly UnpackedRecord[];
  private readonly known: Map<string, Words> = new Map();
  private readonly searchTexts: Map<number, string> = new Map();

  constructor({ nodeCount }: Pick<ViewedTrial, 'nodeCount'>, records: readonly UnpackedRecord[]) {
    this.nodeCount = nodeCount;
    this.records = records;
  }

  /** `n2`, `c0`, or `network` for none. */
  endpoint(endpoint: number): string {
    return endpoint < 0 ? 'network' : formatEndpoint(endpoint, this.nodeCount);
  }

  of(record: UnpackedRecord): Words {
    const { kind, contentNumber, cause } = record;
    const key = `${kind} ${contentNumber} ${kind === 'dropped' ? cause : ''}`;
    let words = this.known.get(key);
    if (words === undefined) {
      words = this.find(record);
      this.known.set(key, words);
    }
    return words;
  }

  /** Who did it or to whom it came: `n0 → n2`. */
  place(record: UnpackedRecord): string {
    const { kind, at, peer } = record;
    if (peer < 0) return this.endpoint(processOf(record, this.nodeCount));
    const isOutward = isSending(record) || kind === 'dropped';
    const [from, to] = isOutward ? [at, peer] : [peer, at];
    // A liar may speak in another's name.
    const sender = kind === 'delivered' ? (this.records[record.cause]?.at ?? from) : from;
    const claimed = sender === from ? '' : ` as ${this.endpoint(from)}`;
    return `${this.endpoint(sender)}${claimed} → ${this.endpoint(to)}`;
  }

  /** The whole record in one line, for titles, for screen readers and for the search. */
  line(record: UnpackedRecord): string {
    const { name, details } = this.of(record);
    return `${formatInstant(record.atUs)} ${this.place(record)} ${name} ${details}`.trimEnd();
  }

  searchText(index: number): string {
    let text = this.searchTexts.get(index);
    if (text === undefined) {
      text = this.line(this.records[index] as UnpackedRecord).toLowerCase();
      this.searchTexts.set(index, text);
    }
    return text;
  }

  /** A liar is convicted by what another node received: the words name it. */
  private ofNode({ at, content }: UnpackedRecord): Words | undefined {
    const { type } = content as { readonly type: string };
    if (type !== 'node:convicted') return undefined;
    const { name, details } = ofObservation(content);
    return { name: `${this.endpoint(at)} ${name}`, details };
  }

  private find(record: UnpackedRecord): Words {
    const { kind, content, cause } = record;
    switch (kind) {
      case 'booted':
        return { name: 'starts', details: '' };
      case 'synced':
        return { name: 'disk has synced', details: '' };
      case 'timerFired':
        return { name: String(content), details: '' };
      case 'requested':
      case 'requestDelivered':
      case 'responded':
      case 'responseDelivered':
        return ofClientMessage(content);
      case 'dropped': {
        const sending = this.records[cause];
        const { name, details } = sending === undefined ? UNKNOWN : this.of(sending);
        return { name, details: `lost (${content}) ${details}`.trimEnd() };
      }
      case 'fault':
        return { name: faultPhrase(content, this.nodeCount), details: '' };
      case 'observed':
        return this.ofNode(record) ?? ofObservation(content);
      default:
        return typed(content);
    }
  }
}

const UNKNOWN: Words = { name: 'message', details: '' };

function ofObservation(content: unknown): Words {
  const { type, sequence, operation, outcome, value, latencyUs } = content as {
    readonly [field: string]: unknown;
    readonly type: string;
  };
  if (type === 'client:invoked') {
    return { name: 'invokes', details: `#${sequence} ${formatValue(operation)}` };
  }
  if (type === 'client:completed') {
    const after = formatInstant(Number(latencyUs));
    const what = `#${sequence} ${formatValue(operation)} after ${after}`;
    const result = value === undefined || value === null ? '' : ` ${formatValue(value)}`;
    return { name: `${outcome}${result}`, details: what };
  }
  if (type === 'faults:healed') return { name: 'all faults are healed', details: '' };
  const struck = engineWords(content as EngineObservation);
  return struck === undefined ? typed(content) : { name: struck.words, details: struck.details };
}

function ofClientMessage(content: unknown): Words {
  const { sequence, operation, response } = content as { readonly [field: string]: unknown };
  return operation !== undefined || response === undefined
    ? { name: `request #${sequence}`, details: formatValue(operation ?? null) }
    : { name: `answer #${sequence}`, details: formatValue(response) };
}

function typed(content: unknown): Words {
  if (typeof content !== 'object' || content === null || !('type' in content)) {
    return { name: formatValue(content), details: '' };
  }
  const { type, ...fields } = content;
  const isBare = Object.keys(fields).length === 0;
  return { name: String(type), details: isBare ? '' : formatValue(fields) };
}
