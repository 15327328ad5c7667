import type { Trace } from '../../engine/trace.ts';
import { isSending } from './happened-before.ts';

/**
 * The records that led to something: an observation, or what brought one about. What is left out are heartbeats that
 * changed nothing, their answers, and timers that ran out for nobody; a message that was lost stays where the handler
 * that sent it observed something.
 */
export function fruitfulRecords(trace: Trace): number[] {
  const fruitful = new Set<number>();
  for (let index = trace.length - 1; index >= 0; index--) {
    const { kind, cause } = trace.at(index);
    const isTold = kind === 'observed' || kind === 'fault' || fruitful.has(index);
    if (!isTold) continue;
    fruitful.add(index);
    // What set a timer is another matter than what it did.
    if (cause >= 0 && kind !== 'timerFired') fruitful.add(cause);
  }
  for (const record of trace) {
    if (record.kind !== 'dropped' || record.cause < 0) continue;
    const sending = trace.at(record.cause);
    if (isSending(sending) && (sending.cause < 0 || fruitful.has(sending.cause))) {
      fruitful.add(record.index).add(sending.index);
    }
  }
  return [...fruitful].sort((left, right) => left - right);
}
