import { PlainCopier, type PlainValue } from '../../experiment/plain-state.ts';
import type { Trace } from '../../experiment/trial.ts';
import { KIND_LETTERS, type TraceColumns, type TraceKind } from './viewed-trial.ts';

/** A trace as columns, and its contents beside it. */
export interface PackedTrace {
  readonly columns: TraceColumns;
  readonly contents: readonly PlainValue[];
}

/** A record of a trace that was packed and unpacked. */
export interface UnpackedRecord {
  readonly index: number;
  readonly kind: TraceKind;
  readonly atUs: number;
  readonly at: number;
  readonly peer: number;
  readonly cause: number;
  /** Its content's number, -1 for none: those of one number are the same. */
  readonly contentNumber: number;
  readonly content: PlainValue | undefined;
}

/** Packs a trace: a message is there once, however many sendings and deliveries tell of it. */
export function packTrace(trace: Trace): PackedTrace {
  const numbering = new ContentNumbering();
  const kinds: string[] = [];
  const elapsedUs: number[] = [];
  const places: number[] = [];
  const peers: number[] = [];
  const causes: number[] = [];
  const contents: number[] = [];
  let beforeUs = 0;
  for (const { index, kind, atUs, at, peer, cause, content } of trace) {
    kinds.push(KIND_LETTERS[kind]);
    elapsedUs.push(atUs - beforeUs);
    places.push(at);
    peers.push(peer);
    causes.push(cause < 0 ? 0 : index - cause);
    contents.push(content === undefined ? -1 : numbering.stepsBackTo(content));
    beforeUs = atUs;
  }
  const columns = { kinds: kinds.join(''), elapsedUs, places, peers, causes, contents };
  return { columns, contents: numbering.contents };
}

/** Numbers contents in the order in which they come first. */
class ContentNumbering {
  readonly contents: PlainValue[] = [];
  private readonly copier: PlainCopier = new PlainCopier();
  private readonly numbers: Map<string, number> = new Map();
  // Most contents are objects that several records share: they are copied and compared once.
  private readonly shared: Map<unknown, number> = new Map();

  /** 0 for a content that was not there before, n for the n-th last of those that were. */
  stepsBackTo(content: unknown): number {
    const known = this.shared.get(content);
    if (known !== undefined) return this.contents.length - known;
    const copy = this.copier.copy(content);
    const text = JSON.stringify(copy);
    const equal = this.numbers.get(text);
    const number = equal ?? this.contents.push(copy) - 1;
    this.numbers.set(text, number);
    this.shared.set(content, number);
    return equal === undefined ? 0 : this.contents.length - equal;
  }
}

/** The records that were packed. */
export function unpackTrace({ columns, contents }: PackedTrace): UnpackedRecord[] {
  const kindOf = new Map(
    Object.entries(KIND_LETTERS).map(([kind, letter]) => [letter, kind as TraceKind]),
  );
  let atUs = 0;
  let seen = 0;
  return Array.from(columns.kinds, (letter, index) => {
    atUs += columns.elapsedUs[index] as number;
    const causeBack = columns.causes[index] as number;
    const back = columns.contents[index] as number;
    if (back === 0) seen++;
    const contentNumber = back < 0 ? -1 : seen - Math.max(back, 1);
    return {
      index,
      kind: kindOf.get(letter) as TraceKind,
      atUs,
      at: columns.places[index] as number,
      peer: columns.peers[index] as number,
      cause: causeBack === 0 ? -1 : index - causeBack,
      contentNumber,
      content: contentNumber < 0 ? undefined : contents[contentNumber],
    };
  });
}
