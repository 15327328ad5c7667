import { Trace } from '../../engine/trace.ts';

/**
 * A trace of these records alone, in their order. A record whose cause is left out has the nearest cause that is kept,
 * or none.
 */
export function partOfTrace(trace: Trace, records: readonly number[]): Trace {
  const part = new Trace();
  const places = new Map<number, number>();
  for (const index of records) {
    const { kind, atUs, at, peer, content, ...record } = trace.at(index);
    let { cause } = record;
    while (cause >= 0 && !places.has(cause)) cause = trace.at(cause).cause;
    part.cause = places.get(cause) ?? -1;
    places.set(index, part.add(kind, atUs, at, peer, content));
  }
  return part;
}
