import { HappenedBefore, isArrival, isSending } from '../../checking/causality/happened-before.ts';
import type { TraceRecord } from '../../experiment/trial.ts';
import { type ExportedTrial, nameOf, processNames } from './trial-export.ts';

const VARIABLES: readonly string[] = ['nowUs', 'up', 'inFlight', 'action'];

/**
 * Writes a trace in the Informal Trace Format of Apalache [ITF], which Quint and the tools of TLA+ read: a state after
 * each record, of the clock, which nodes are up, the messages that are under way, and what happened.
 */
export function* exportItf(trial: ExportedTrial): Generator<string> {
  const { trace, nodeCount } = trial;
  const names = processNames(trial);
  const order = new HappenedBefore(trace, nodeCount);
  const meta = {
    format: 'ITF',
    'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html',
    description: trial.title,
    varTypes: { nowUs: 'Int', up: 'Str -> Bool' },
  };
  yield `{"#meta":${JSON.stringify(meta)},"vars":${JSON.stringify(VARIABLES)},"states":[\n`;
  const up = new Map(names.slice(0, nodeCount).map((name) => [name, true]));
  const inFlight = new Map<number, unknown>();
  let separator = '';
  for (const record of trace) {
    const at = names[order.processOf(record.index)] ?? '';
    follow(record, at, names, up, inFlight);
    const state = {
      '#meta': { index: record.index },
      nowUs: itfValue(record.atUs),
      up: itfValue(up),
      inFlight: { '#map': [...inFlight].map(([id, message]) => [itfValue(id), message]) },
      action: actionOf(record, at, names),
    };
    yield `${separator}${JSON.stringify(state)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

/** Encodes a value: whole numbers of any size as `#bigint`, tables as `#map`; there are no fractions in TLA+. */
export function itfValue(value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { '#bigint': String(value) } : String(value);
  }
  if (typeof value === 'bigint') return { '#bigint': String(value) };
  if (typeof value !== 'object' || value === null) return { tag: 'None', value: { '#tup': [] } };
  if (Array.isArray(value)) return value.map(itfValue);
  if (value instanceof Set) return { '#set': [...value].map(itfValue) };
  if (value instanceof Map) {
    return { '#map': [...value].map(([key, member]) => [itfValue(key), itfValue(member)]) };
  }
  const fields = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    // A field that began with `#` would be mistaken for one of these encodings.
    fields.map(([field, member]) => [field.replace(/^#/, '_'), itfValue(member)]),
  );
}

/** What a record changes: a message is under way from its sending until it comes or is lost. */
function follow(
  record: TraceRecord,
  at: string,
  names: readonly string[],
  up: Map<string, boolean>,
  inFlight: Map<number, unknown>,
): void {
  const { kind, index, peer, cause, content } = record;
  if (isSending(record)) {
    const message = variantOf(nameOf(record), content);
    inFlight.set(index, { from: at, to: names[peer] ?? '', message });
  } else if (isArrival(record) || kind === 'dropped') inFlight.delete(cause);
  else if (kind === 'booted') up.set(at, true);
  else if (nameOf(record) === 'node:crashed') up.set(at, false);
}

function actionOf(record: TraceRecord, at: string, names: readonly string[]): unknown {
  const { kind, peer, content } = record;
  const what = typeof content === 'object' ? content : {};
  const value = { at, peer: names[peer] ?? '', what: variantOf(nameOf(record), what) };
  return { tag: kind, value };
}

/** A member of a sum type, as Quint writes it. */
function variantOf(tag: string, content: unknown): unknown {
  const { type: _, ...fields } = (content ?? {}) as { readonly type?: unknown };
  return { tag, value: itfValue(fields) };
}
