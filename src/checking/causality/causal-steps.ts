import type { Micros } from '../../core/micros.ts';
import type { Trace, TraceRecord } from '../../engine/trace.ts';
import { endpointCountOf, isSending, processOf } from './happened-before.ts';

/** What one process did at one instant: why, and what came of it. */
export interface CausalStep {
  readonly atUs: Micros;
  readonly process: number;
  /** What it handled: an arrival, a timer, a start, the end of a sync; absent where it acted by itself. */
  readonly root?: TraceRecord;
  /** What it observed, sent and suffered, in order. */
  readonly effects: readonly TraceRecord[];
  /** Of what it sent, what was lost and why, by the index of the sending. */
  readonly lost: ReadonlyMap<number, unknown>;
}

interface OpenStep extends CausalStep {
  readonly effects: TraceRecord[];
  readonly lost: Map<number, unknown>;
}

/** Joins records of a trace to steps: each handler with what it did, in the order of the trace. */
export function causalSteps(
  trace: Trace,
  nodeCount: number,
  records: readonly number[],
): CausalStep[] {
  const network = endpointCountOf(trace, nodeCount);
  const steps: OpenStep[] = [];
  const stepOf = new Map<number, OpenStep>();
  const open = (record: TraceRecord, process: number, root?: TraceRecord): OpenStep => {
    const step = { atUs: record.atUs, process, effects: [], lost: new Map() };
    const opened: OpenStep = root === undefined ? step : { ...step, root };
    steps.push(opened);
    return opened;
  };
  for (const index of records) {
    const record = trace.at(index);
    const process = processOf(record, nodeCount, network);
    if (record.kind === 'dropped') {
      stepOf.get(record.cause)?.lost.set(record.cause, record.content);
      continue;
    }
    if (!isEffect(record)) {
      stepOf.set(index, open(record, process, record));
      continue;
    }
    const handler = record.cause < 0 ? steps.at(-1) : stepOf.get(record.cause);
    const goesOn =
      handler !== undefined &&
      handler.atUs === record.atUs &&
      handler.process === process &&
      (record.cause >= 0 || handler.root === undefined);
    const step = goesOn ? handler : open(record, process);
    step.effects.push(record);
    stepOf.set(index, step);
    if (record.cause >= 0 && !goesOn) stepOf.set(record.cause, step);
  }
  return steps;
}

/** True for what is done, not undergone: an observation, a sending, a fault. */
function isEffect(record: TraceRecord): boolean {
  return record.kind === 'observed' || record.kind === 'fault' || isSending(record);
}
