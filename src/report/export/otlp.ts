import { createHash } from 'node:crypto';
import { HappenedBefore, isArrival, isSending } from '../../checking/causality/happened-before.ts';
import type { Micros } from '../../core/micros.ts';
import type { TraceRecord } from '../../experiment/trial.ts';
import { formatValue } from '../value-text.ts';
import { type ExportedTrial, isHandled, nameOf, processNames } from './trial-export.ts';

/** Virtual time begins at the year 2000, since tools take the time 0 for none. */
const EPOCH_SECONDS = 946_684_800n;

/** The numbers of the kinds of spans. */
const INTERNAL = 1;
const SERVER = 2;
const CLIENT = 3;
const CONSUMER = 5;

interface Attribute {
  readonly key: string;
  readonly value: { readonly stringValue: string } | { readonly intValue: string };
}

/**
 * Writes a trace as OTLP in JSON [OTLP]: a service a node, a span a handler, from the sending of what it handled to its
 * end, with observations as events. The span of what sent the message is its parent; a trace is a chain of messages
 * from the timer or client that began it.
 */
export function* exportOtlp(trial: ExportedTrial): Generator<string> {
  const names = processNames(trial);
  const spans = spansByProcess(trial, names.length);
  yield '{"resourceSpans":[\n';
  let separator = '';
  for (const [process, name] of names.entries()) {
    const own = spans[process] ?? [];
    if (own.length === 0) continue;
    const role = trial.roles[process];
    const attributes = [
      stringAttribute('service.name', name),
      stringAttribute('coordsim.trial', trial.title),
      ...(role === undefined ? [] : [stringAttribute('coordsim.role', role)]),
    ];
    const scopeSpans = [{ scope: { name: 'coordsim' }, spans: own }];
    yield `${separator}${JSON.stringify({ resource: { attributes }, scopeSpans })}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function spansByProcess(trial: ExportedTrial, processCount: number): unknown[][] {
  const { trace, nodeCount } = trial;
  const order = new HappenedBefore(trace, nodeCount);
  const owners = ownersOf(trial);
  const events = new Map<number, TraceRecord[]>();
  for (const record of trace) {
    const owner = owners[record.index] ?? -1;
    if (record.kind !== 'observed' || owner < 0) continue;
    const known = events.get(owner);
    if (known === undefined) events.set(owner, [record]);
    else known.push(record);
  }
  const spans: unknown[][] = Array.from({ length: processCount }, () => []);
  for (const record of trace) {
    if (owners[record.index] !== record.index) continue;
    const span = spanOf(record, trial, owners, events.get(record.index) ?? []);
    spans[order.processOf(record.index)]?.push(span);
  }
  return spans;
}

/** For each record the one whose span it belongs to: its handler, itself where it is one or has none. */
function ownersOf({ trace }: ExportedTrial): number[] {
  const owners: number[] = [];
  for (const record of trace) {
    const { index, cause } = record;
    const isPart = !isHandled(record) && record.kind !== 'dropped' && cause >= 0;
    owners.push(record.kind === 'dropped' ? -1 : isPart ? (owners[cause] ?? index) : index);
  }
  return owners;
}

function spanOf(
  record: TraceRecord,
  trial: ExportedTrial,
  owners: readonly number[],
  events: readonly TraceRecord[],
): unknown {
  const { trace, seed } = trial;
  const sending = isArrival(record) && record.cause >= 0 ? trace.at(record.cause) : undefined;
  const parent = sending === undefined ? -1 : (owners[sending.index] ?? -1);
  return {
    traceId: hexId(`${seed} trace ${beginningOf(record.index, trial, owners)}`, 32),
    spanId: hexId(`${seed} span ${record.index}`, 16),
    ...(parent >= 0 && { parentSpanId: hexId(`${seed} span ${parent}`, 16) }),
    name: nameOf(record),
    kind: kindOf(record),
    startTimeUnixNano: nanoseconds(sending?.atUs ?? record.atUs),
    endTimeUnixNano: nanoseconds(record.atUs),
    attributes: [
      { key: 'coordsim.record', value: { intValue: String(record.index) } },
      ...(record.content === undefined
        ? []
        : [stringAttribute('coordsim.content', formatValue(record.content))]),
    ],
    ...(events.length > 0 && { events: events.map(eventOf) }),
  };
}

function eventOf(record: TraceRecord): unknown {
  return {
    timeUnixNano: nanoseconds(record.atUs),
    name: nameOf(record),
    attributes: [stringAttribute('coordsim.content', formatValue(record.content))],
  };
}

/** The span with which the chain of messages began that led to this one. */
function beginningOf(index: number, { trace }: ExportedTrial, owners: readonly number[]): number {
  let at = index;
  for (;;) {
    const record = trace.at(at);
    if (!isArrival(record) || record.cause < 0) return at;
    const before = owners[record.cause] ?? -1;
    if (before < 0 || before === at) return at;
    at = before;
  }
}

function kindOf(record: TraceRecord): number {
  if (record.kind === 'delivered') return CONSUMER;
  if (record.kind === 'requestDelivered') return SERVER;
  if (record.kind === 'responseDelivered' || isSending(record)) return CLIENT;
  return INTERNAL;
}

function stringAttribute(key: string, words: string): Attribute {
  return { key, value: { stringValue: words } };
}

/** 64-bit numbers are strings in the JSON of protocol buffers. */
function nanoseconds(atUs: Micros): string {
  return String(EPOCH_SECONDS * 1_000_000_000n + BigInt(atUs) * 1_000n);
}

function hexId(name: string, digits: number): string {
  return createHash('sha256').update(name).digest('hex').slice(0, digits);
}
