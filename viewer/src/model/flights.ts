import type { UnpackedRecord } from '../../../src/report/viewer/trace-columns.ts';

/** One way of a message from one endpoint to another. A message that is duplicated has two. */
export interface Flight {
  /** The record of its sending. */
  readonly sent: number;
  /** The record of its arrival or its loss; -1 where it was still on its way, or held back, at the end. */
  readonly ended: number;
  readonly from: number;
  readonly to: number;
  readonly isLost: boolean;
  /** A request of a client, or an answer to one. */
  readonly isClients: boolean;
}

/** Every way of every message, in the order of the sendings. */
export function flightsOf(records: readonly UnpackedRecord[]): Flight[] {
  const ends = new Map<number, UnpackedRecord[]>();
  for (const record of records) {
    if (!isEnd(record) || record.cause < 0) continue;
    const list = ends.get(record.cause);
    if (list === undefined) ends.set(record.cause, [record]);
    else list.push(record);
  }
  return records.filter(isSending).flatMap((sending) => {
    const { index, at, peer, kind } = sending;
    const flight = { sent: index, from: at, to: peer, isClients: kind !== 'sent' };
    const arrivals = ends.get(index);
    if (arrivals === undefined) return [{ ...flight, ended: -1, isLost: false }];
    return arrivals.map((end) => ({ ...flight, ended: end.index, isLost: end.kind === 'dropped' }));
  });
}

export function isSending({ kind }: UnpackedRecord): boolean {
  return kind === 'sent' || kind === 'requested' || kind === 'responded';
}

function isEnd({ kind }: UnpackedRecord): boolean {
  return kind === 'dropped' || isArrival(kind);
}

export function isArrival(kind: string): boolean {
  return kind === 'delivered' || kind === 'requestDelivered' || kind === 'responseDelivered';
}
