import { formatEndpoint } from '../core/identity.ts';
import type { Trace, TraceRecord } from '../experiment/trial.ts';
import { formatInstant } from './number-text.ts';
import { formatObservation } from './observation-text.ts';
import type { Tone } from './table.ts';
import { formatTyped, formatValue } from './value-text.ts';

/** One line of a readable trace. */
export interface TraceLine {
  readonly text: string;
  readonly tone: Tone;
}

/** The room for `99999.999ms`. */
const TIME_WIDTH = 11;

/** More groups of links than this are only counted. */
const MOST_GROUPS = 6;

/**
 * Prints a trace for people, a line a record: when, where, what.
 *
 * A message is printed when it arrives, or when and why it is dropped. Its sending is a line of its own only
 * where neither came before the trial's end.
 */
export function* traceLines(trace: Trace, nodeCount: number): Generator<TraceLine, void, void> {
  const arrived = arrivedSendings(trace);
  const ends = new Ends(nodeCount);
  for (const record of trace) {
    if (isSending(record) && arrived.has(record.index)) continue;
    const { place, what, tone } = describe(record, trace, ends);
    const time = formatInstant(record.atUs).padStart(TIME_WIDTH);
    yield { text: `${time}  ${place.padEnd(ends.width)}  ${what}`, tone };
  }
}

/** Prints the places of records: `n0`, `n0 → n1`, `c2 → n0`. */
class Ends {
  private readonly nodeCount: number;
  readonly width: number;

  constructor(nodeCount: number) {
    this.nodeCount = nodeCount;
    this.width = `n${nodeCount - 1} → n${nodeCount - 1}`.length;
  }

  at(place: number): string {
    return place < 0 ? '' : formatEndpoint(place, this.nodeCount);
  }

  isNode(place: number): boolean {
    return place < this.nodeCount;
  }

  between(from: number, arrow: string, to: number): string {
    return `${this.at(from)} ${arrow} ${this.at(to)}`;
  }
}

interface Description {
  readonly place: string;
  readonly what: string;
  readonly tone: Tone;
}

function describe(record: TraceRecord, trace: Trace, ends: Ends): Description {
  const { kind, at, peer, content } = record;
  const here = ends.at(at);
  switch (kind) {
    case 'delivered':
    case 'requestDelivered':
    case 'responseDelivered':
      return {
        place: ends.between(peer, '→', at),
        what: arrivalText(record, trace, ends),
        tone: 'plain',
      };
    case 'sent':
    case 'requested':
    case 'responded': {
      const what = `${contentText(record)} (did not arrive)`;
      return { place: ends.between(at, '→', peer), what, tone: 'faint' };
    }
    case 'dropped': {
      const dropped = sendingOf(record, trace);
      const message = dropped === undefined ? '' : ` ${contentText(dropped)}`;
      const what = `dropped (${content})${message}`;
      return { place: ends.between(at, '×', peer), what, tone: 'doubtful' };
    }
    case 'timerFired':
      return { place: here, what: `timer ${content}`, tone: 'faint' };
    case 'observed': {
      const { place, what } = formatObservation(at, content);
      return { place, what: `* ${what}`, tone: 'strong' };
    }
    case 'booted':
      return { place: here, what: 'boots', tone: 'faint' };
    case 'synced':
      return { place: here, what: 'disk synced', tone: 'faint' };
    case 'fault':
      return { place: here, what: `fault: ${faultText(content, ends)}`, tone: 'bad' };
  }
}

/** What arrived. Of what a liar says in another's name the trace knows who sent it. */
function arrivalText(record: TraceRecord, trace: Trace, ends: Ends): string {
  const { kind, peer, cause } = record;
  const text = contentText(record);
  const sender = kind === 'delivered' && cause >= 0 ? trace.at(cause).at : peer;
  return sender === peer ? text : `${text} (${ends.at(sender)} sent it)`;
}

/** Says what a fault did: links by the sets that they join, `linksFaulty n0 ⇄ n1 n2 {block: 'drop'}`. */
function faultText(content: unknown, ends: Ends): string {
  if (typeof content !== 'object' || content === null || !('links' in content)) {
    return formatTyped(content);
  }
  const { type, links, ...effect } = content as {
    readonly type: string;
    readonly links: readonly (readonly [number, number])[];
  };
  const between = links.filter((link) => link.every((end) => ends.isNode(end)));
  const isAll = between.length === 0 || between.length === links.length;
  const shown = isAll ? linksText(links, ends) : `${linksText(between, ends)} with their clients`;
  return `${type} ${shown} ${formatValue(effect)}`;
}

/** Groups links by their ends: those from n0 to all others and back are `n0 ⇄ n1 n2 n3`. */
function linksText(links: readonly (readonly [number, number])[], ends: Ends): string {
  const targets = new Map<number, number[]>();
  for (const [from, to] of links) targets.set(from, [...(targets.get(from) ?? []), to]);
  const sources = new Map<string, number[]>();
  for (const [from, to] of targets) {
    const key = to.sort((a, b) => a - b).join();
    sources.set(key, [...(sources.get(key) ?? []), from]);
  }
  const groups = [...sources].map(([to, from]) => ({
    from: from.sort((a, b) => a - b).join(),
    to,
  }));
  const print = (ids: string): string =>
    ids
      .split(',')
      .map((id) => ends.at(Number(id)))
      .join(' ');
  const texts = groups.flatMap(({ from, to }, index) => {
    const back = groups.findIndex((other) => other.from === to && other.to === from);
    if (back < 0) return [`${print(from)} → ${print(to)}`];
    return back < index ? [] : [`${print(from)} ⇄ ${print(to)}`];
  });
  return texts.length <= MOST_GROUPS ? texts.join(', ') : `${links.length} links`;
}

function contentText({ kind, content }: TraceRecord): string {
  if (kind === 'sent' || kind === 'delivered') return formatTyped(content);
  const { sequence, operation, response } = content as {
    readonly sequence: number;
    readonly operation?: unknown;
    readonly response?: unknown;
  };
  return kind === 'requested' || kind === 'requestDelivered'
    ? `request #${sequence} ${formatValue(operation)}`
    : `answer #${sequence} ${formatValue(response)}`;
}

function isSending({ kind }: TraceRecord): boolean {
  return kind === 'sent' || kind === 'requested' || kind === 'responded';
}

/** The records of sendings whose message is told of later, when it arrives or is dropped. */
function arrivedSendings(trace: Trace): ReadonlySet<number> {
  const arrived = new Set<number>();
  for (const record of trace) {
    if (record.kind === 'dropped') {
      const sending = sendingOf(record, trace);
      if (sending !== undefined) arrived.add(sending.index);
    } else if (/[dD]elivered$/.test(record.kind)) arrived.add(record.cause);
  }
  return arrived;
}

/** The sending of a message that was dropped: its cause, or where it was lost at once the record before it. */
function sendingOf({ index, cause, at, peer }: TraceRecord, trace: Trace): TraceRecord | undefined {
  const candidates = [index - 1, cause].filter((candidate) => candidate >= 0);
  return candidates
    .map((candidate) => trace.at(candidate))
    .find((candidate) => isSending(candidate) && candidate.at === at && candidate.peer === peer);
}
