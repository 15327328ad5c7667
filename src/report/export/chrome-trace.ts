import { HappenedBefore, isArrival, isSending } from '../../checking/causality/happened-before.ts';
import type { TraceRecord } from '../../experiment/trial.ts';
import { plainValue } from './plain-value.ts';
import { type ExportedTrial, isHandled, nameOf, processNames } from './trial-export.ts';

/** One event of the Trace Event Format. Times are in microseconds, as ours are. */
interface TraceEvent {
  readonly name: string;
  readonly ph: 'X' | 'i' | 's' | 'f' | 'M';
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly cat?: string;
  readonly id?: number;
  readonly bp?: 'e';
  readonly s?: 't';
  readonly args?: unknown;
}

/** Everything happens in one process, in which each node, each client and the network is a thread. */
const PID = 1;
/** A handler takes no virtual time; a slice must, to be seen and to hold the ends of flows. */
const SLICE_US = 1;

/**
 * Writes a trace in the Trace Event Format [Trace Event Format], which Perfetto and chrome://tracing open: a thread a
 * node, a slice a handler, a flow a message from the slice that sent it to the slice that handled it, an instant an
 * observation.
 */
export function* exportChromeTrace(trial: ExportedTrial): Generator<string> {
  const title = JSON.stringify(trial.title);
  yield `{"displayTimeUnit":"ms","otherData":{"title":${title}},"traceEvents":[\n`;
  let separator = '';
  for (const event of eventsOf(trial)) {
    yield `${separator}${JSON.stringify(event)}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function* eventsOf(trial: ExportedTrial): Generator<TraceEvent> {
  const { trace, nodeCount } = trial;
  const names = processNames(trial);
  const order = new HappenedBefore(trace, nodeCount);
  yield* metadata(trial.title, names);
  // Where a slice stands already: sendings need one to start their flows from.
  const slices = new Set<string>();
  for (const record of trace) {
    const tid = order.processOf(record.index) + 1;
    const place = { pid: PID, tid, ts: record.atUs };
    const args = { content: plainValue(record.content), record: record.index };
    const key = `${tid} ${record.atUs}`;
    if (isHandled(record) || record.kind === 'dropped') {
      slices.add(key);
      const cat = record.kind;
      yield { name: nameOf(record), cat, ph: 'X', ...place, dur: SLICE_US, args };
    } else if (isSending(record)) {
      if (!slices.has(key)) {
        slices.add(key);
        yield { name: 'acts', cat: 'acts', ph: 'X', ...place, dur: SLICE_US };
      }
    } else yield { name: nameOf(record), cat: record.kind, ph: 'i', ...place, s: 't', args };
    if (isArrival(record) || record.kind === 'dropped') {
      yield* flowOf(record, trace.at(Math.max(0, record.cause)), order);
    }
  }
}

/** A message: its start binds to the slice that sent it, its end to the slice that encloses the arrival. */
function* flowOf(
  end: TraceRecord,
  sending: TraceRecord,
  order: HappenedBefore,
): Generator<TraceEvent> {
  if (end.cause < 0 || !isSending(sending)) return;
  const flow = { name: nameOf(sending), cat: 'message', id: end.index, pid: PID };
  yield { ...flow, ph: 's', tid: order.processOf(sending.index) + 1, ts: sending.atUs };
  yield { ...flow, ph: 'f', bp: 'e', tid: order.processOf(end.index) + 1, ts: end.atUs };
}

function* metadata(title: string, names: readonly string[]): Generator<TraceEvent> {
  yield { name: 'process_name', ph: 'M', pid: PID, tid: 0, args: { name: title } };
  for (const [process, name] of names.entries()) {
    const place = { pid: PID, tid: process + 1 };
    yield { name: 'thread_name', ph: 'M', ...place, args: { name } };
    yield { name: 'thread_sort_index', ph: 'M', ...place, args: { sort_index: process } };
  }
}
