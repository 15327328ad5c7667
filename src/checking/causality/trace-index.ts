import { isSameContent } from '../../engine/structural-equality.ts';
import type { Trace, TraceRecord } from '../../engine/trace.ts';
import { endpointCountOf, isSending, processOf } from './happened-before.ts';

/** An observation of one type that holds a value is about that subject where no more than this many hold it. */
const MOST_OF_A_SUBJECT = 2;

/** Looks up the records of a trace by what brought them about, where they happened, and what they are about. */
export class TraceIndex {
  readonly trace: Trace;
  readonly nodeCount: number;
  readonly network: number;
  private readonly effects: Map<number, number[]> = new Map();
  // Observations by where they were made and one of their fields, then by type.
  private readonly subjects: Map<string, Map<string, number[]>> = new Map();

  constructor(trace: Trace, nodeCount: number) {
    this.trace = trace;
    this.nodeCount = nodeCount;
    this.network = endpointCountOf(trace, nodeCount);
    for (const record of trace) {
      if (record.kind === 'observed' || isSending(record)) {
        listIn(this.effects, record.cause).push(record.index);
      }
      if (record.kind === 'observed') this.addSubjects(record);
    }
  }

  processOf(record: TraceRecord): number {
    return processOf(record, this.nodeCount, this.network);
  }

  /** What was observed and sent while this record was handled. */
  effectsOf(root: number): readonly number[] {
    return this.effects.get(root) ?? [];
  }

  /** True where something was observed while this record was handled. */
  isTelling(root: number): boolean {
    return this.effectsOf(root).some((effect) => this.trace.at(effect).kind === 'observed');
  }

  /**
   * The earlier observations of the same process about the same subject: no field of both differs, and few
   * observations of that type hold the value. So a message of term 3 is about the election won in term 3, and not
   * about each entry that was appended since.
   */
  aboutTheSame(record: TraceRecord): number[] {
    return this.earlierAbout(record, agree);
  }

  /** The same where one field is enough, and others may differ: what was found out in other rounds. */
  aboutOneOfIts(record: TraceRecord): number[] {
    return this.earlierAbout(record, () => true);
  }

  private earlierAbout(
    record: TraceRecord,
    fits: (content: unknown, earlier: unknown) => boolean,
  ): number[] {
    const found: number[] = [];
    const process = this.processOf(record);
    const content = this.contentOf(record);
    for (const [field, value] of subjectsIn(content)) {
      const byType = this.subjects.get(`${process} ${field} ${value}`);
      for (const candidates of byType?.values() ?? []) {
        if (candidates.length > MOST_OF_A_SUBJECT) continue;
        const agreeing = candidates.filter(
          (candidate) =>
            candidate < record.index && fits(content, this.trace.at(candidate).content),
        );
        found.push(...agreeing);
      }
    }
    return found;
  }

  /** What a record is about. An answer does not say whose operation it answers: its ends do. */
  private contentOf({ kind, at, peer, content }: TraceRecord): unknown {
    if (kind !== 'responded' && kind !== 'responseDelivered') return content;
    return { ...(content as object), client: Math.max(at, peer) - this.nodeCount };
  }

  private addSubjects(record: TraceRecord): void {
    const process = this.processOf(record);
    const { type } = record.content as { readonly type: string };
    for (const [field, value] of subjectsIn(record.content)) {
      const key = `${process} ${field} ${value}`;
      let byType = this.subjects.get(key);
      if (byType === undefined) {
        byType = new Map();
        this.subjects.set(key, byType);
      }
      listIn(byType, type).push(record.index);
    }
  }
}

/** The fields of a content that may name what it is about. */
function subjectsIn(content: unknown): (readonly [field: string, value: number | string])[] {
  if (typeof content !== 'object' || content === null) return [];
  return Object.entries(content).filter(
    ([field, value]) =>
      field !== 'type' && (typeof value === 'number' || typeof value === 'string'),
  );
}

function agree(left: unknown, right: unknown): boolean {
  const other = right as Readonly<Record<string, unknown>>;
  return Object.entries(left as object).every(
    ([field, value]) =>
      field === 'type' || !Object.hasOwn(other, field) || isSameContent(value, other[field]),
  );
}

function listIn<K>(lists: Map<K, number[]>, key: K): number[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}
