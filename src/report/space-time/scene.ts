import { isArrival, isSending } from '../../checking/causality/happened-before.ts';
import { type EndpointId, formatEndpoint } from '../../core/identity.ts';
import type { Micros } from '../../core/micros.ts';
import type { EngineObservation } from '../../core/observation.ts';
import type { Trace, TraceRecord } from '../../experiment/trial.ts';
import { engineWords } from '../engine-words.ts';
import { formatTyped, formatValue } from '../value-text.ts';
import { clientPhrase } from './narration.ts';
import { cutTo, type Span, spansOf } from './spans.ts';

/** What of a trace is drawn. */
export interface SceneOptions {
  readonly nodeCount: number;
  /** Only these records; all where absent. */
  readonly records?: readonly number[];
  readonly fromUs?: Micros;
  readonly toUs?: Micros;
  /** Only these endpoints; all that did something where absent. */
  readonly endpoints?: readonly EndpointId[];
  /** The records of the facts that disagree. */
  readonly facts?: readonly number[];
}

/** A message, a request or an answer, from its sending to where it came or was lost. */
export interface Arrow {
  readonly from: EndpointId;
  readonly to: EndpointId;
  readonly sentAtUs: Micros;
  /** Absent where it was still under way at the end. */
  readonly endsAtUs?: Micros;
  /** Why it did not arrive. */
  readonly lost?: string;
  /** The message's type; requests and answers of clients are of the types `request` and `answer`. */
  readonly type: string;
  readonly label: string;
  readonly tooltip: string;
}

/** Something that happened at one endpoint. */
export interface Mark {
  readonly kind: 'observed' | 'timer' | 'fault' | 'synced' | 'started';
  readonly at: EndpointId;
  readonly atUs: Micros;
  readonly label: string;
  readonly tooltip: string;
  /** The number of the fact that this is, from 1. */
  readonly fact?: number;
}

/** What a diagram shows, in time and endpoints and without a place on paper. */
export interface Scene {
  readonly nodeCount: number;
  readonly endpoints: readonly EndpointId[];
  readonly fromUs: Micros;
  readonly toUs: Micros;
  readonly arrows: readonly Arrow[];
  readonly marks: readonly Mark[];
  readonly spans: readonly Span[];
}

/** Chooses what of a trace a diagram shows. */
export function sceneOf(trace: Trace, options: SceneOptions): Scene {
  const { nodeCount, fromUs = 0, toUs = Number.POSITIVE_INFINITY, facts = [] } = options;
  const shown = options.records ?? Array.from({ length: trace.length }, (_, index) => index);
  const inTime = shown
    .map((index) => trace.at(index))
    .filter(({ atUs }) => atUs >= fromUs && atUs <= toUs);
  const isWanted = (endpoint: EndpointId): boolean =>
    options.endpoints === undefined || options.endpoints.includes(endpoint);
  const allSpans = spansOf(trace, nodeCount);
  const arrows = arrowsOf(trace, inTime, nodeCount)
    .filter(({ from, to }) => isWanted(from) && isWanted(to))
    .map((arrow) => (isHeard(arrow, allSpans) ? arrow : { ...arrow, lost: 'it was down' }));
  const marks = inTime.flatMap((record) => {
    const mark = markOf(record, nodeCount, facts.indexOf(record.index) + 1);
    return mark !== undefined && isWanted(mark.at) ? [mark] : [];
  });
  const first = inTime[0]?.atUs ?? 0;
  const last = Math.max(
    inTime.at(-1)?.atUs ?? 0,
    ...arrows.map((arrow) => Math.min(toUs, arrow.endsAtUs ?? 0)),
  );
  const spans = cutTo(allSpans, { fromUs: first, toUs: last });
  const busy = new Set([
    ...arrows.flatMap(({ from, to }) => [from, to]),
    ...marks.map(({ at }) => at),
  ]);
  return {
    nodeCount,
    endpoints: options.endpoints ?? [...busy].sort((left, right) => left - right),
    fromUs: first,
    toUs: last,
    arrows,
    marks,
    spans,
  };
}

/** A node that is down hears nothing. */
function isHeard({ to, endsAtUs = 0 }: Arrow, spans: readonly Span[]): boolean {
  return !spans.some(
    ({ kind, endpoints, fromUs, toUs }) =>
      kind === 'down' && endpoints.includes(to) && fromUs < endsAtUs && endsAtUs < toUs,
  );
}

function arrowsOf(trace: Trace, records: readonly TraceRecord[], nodeCount: number): Arrow[] {
  const isShown = new Set(records.map(({ index }) => index));
  const ends = endsBySending(trace);
  return records.filter(isSending).flatMap((sending) => {
    const all = ends.get(sending.index) ?? [];
    // In a slice, only where it came that mattered.
    const seen = all.filter(({ index }) => isShown.has(index));
    const told = seen.length > 0 ? seen : all;
    if (told.length === 0) return [arrowOf(sending, undefined, nodeCount)];
    return told.map((end) => arrowOf(sending, end, nodeCount));
  });
}

/** Where each message came to, or was lost: a duplicate comes twice. */
function endsBySending(trace: Trace): Map<number, TraceRecord[]> {
  const ends = new Map<number, TraceRecord[]>();
  for (const record of trace) {
    if (!isArrival(record) && record.kind !== 'dropped') continue;
    const known = ends.get(record.cause);
    if (known === undefined) ends.set(record.cause, [record]);
    else known.push(record);
  }
  return ends;
}

function arrowOf(sending: TraceRecord, end: TraceRecord | undefined, nodeCount: number): Arrow {
  const { at, peer, atUs, content } = sending;
  const isMessage = sending.kind === 'sent';
  const type = isMessage ? (content as { readonly type: string }).type : kindOf(sending);
  const label = isMessage ? formatTyped(content) : clientPhrase(content);
  const [from, to] = [formatEndpoint(at, nodeCount), formatEndpoint(peer, nodeCount)];
  // A liar may speak in another's name.
  const isClaimed = end?.kind === 'delivered' && end.peer !== at;
  const claimed = isClaimed ? ` as ${formatEndpoint(end.peer, nodeCount)}` : '';
  return {
    from: at,
    to: peer,
    sentAtUs: atUs,
    ...(end !== undefined && { endsAtUs: end.atUs }),
    ...(end?.kind === 'dropped' && { lost: String(end.content) }),
    type,
    label: `${label}${claimed}`,
    tooltip: `${from}${claimed} → ${to}: ${label}`,
  };
}

function kindOf({ kind }: TraceRecord): string {
  return kind === 'requested' ? 'request' : 'answer';
}

function markOf(record: TraceRecord, nodeCount: number, fact: number): Mark | undefined {
  const { kind, at, atUs, content } = record;
  const base = { at, atUs, ...(fact > 0 && { fact }) };
  switch (kind) {
    case 'observed':
      return observedMark(record, nodeCount, base);
    case 'timerFired':
      return { ...base, kind: 'timer', label: String(content), tooltip: `timer ${content}` };
    case 'synced':
      return { ...base, kind: 'synced', label: '', tooltip: 'disk synced' };
    case 'booted':
      return atUs === 0
        ? undefined
        : { ...base, kind: 'started', label: '', tooltip: 'started again' };
    case 'fault': {
      if (at < 0) return undefined;
      const label = formatTyped(content);
      return { ...base, kind: 'fault', label, tooltip: label };
    }
    default:
      return undefined;
  }
}

function observedMark(
  { at, content }: TraceRecord,
  nodeCount: number,
  base: { readonly at: EndpointId; readonly atUs: Micros; readonly fact?: number },
): Mark | undefined {
  const observation = content as EngineObservation;
  const tooltip = formatTyped(observation);
  switch (observation.type) {
    case 'client:invoked': {
      const label = `begins ${observation.sequence} ${formatValue(observation.operation)}`;
      return { ...base, kind: 'observed', at: nodeCount + observation.client, label, tooltip };
    }
    case 'client:completed': {
      const { sequence, outcome, value } = observation;
      const label = `${outcome} ${sequence}: ${formatValue(value)}`;
      return { ...base, kind: 'observed', at: nodeCount + observation.client, label, tooltip };
    }
    default: {
      const struck = engineWords(observation);
      if (struck !== undefined) return { ...base, kind: 'fault', label: struck.words, tooltip };
      return at < 0 ? undefined : { ...base, kind: 'observed', label: tooltip, tooltip };
    }
  }
}
