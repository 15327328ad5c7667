import type { EndpointId } from '../../core/identity.ts';
import type { EngineObservation } from '../../core/observation.ts';
import type { Trace, TraceRecord } from '../../engine/trace.ts';

/** True for the arrival of a message, a request or an answer. */
export function isArrival({ kind }: TraceRecord): boolean {
  return kind === 'delivered' || kind === 'requestDelivered' || kind === 'responseDelivered';
}

/** True for the departure of a message, a request or an answer. */
export function isSending({ kind }: TraceRecord): boolean {
  return kind === 'sent' || kind === 'requested' || kind === 'responded';
}

/** The client that a record tells of as an endpoint, or -1 where it tells of none. */
function clientOf({ kind, content }: TraceRecord, nodeCount: number): EndpointId {
  if (kind !== 'observed') return -1;
  const observation = content as EngineObservation;
  const isOfClient =
    observation.type === 'client:invoked' || observation.type === 'client:completed';
  return isOfClient ? nodeCount + observation.client : -1;
}

/**
 * Where a record happened: a node, a client as endpoint, or the network (`networkOf`), which is where messages are
 * lost, links fail, faults heal and liars are found out.
 */
export function processOf(record: TraceRecord, nodeCount: number, network: number): number {
  if (record.kind === 'dropped' || isConviction(record)) return network;
  if (record.at >= 0) return record.at;
  const client = clientOf(record, nodeCount);
  return client < 0 ? network : client;
}

/** A liar is convicted by what another node received, and does not learn of it. */
function isConviction({ kind, content }: TraceRecord): boolean {
  return kind === 'observed' && (content as EngineObservation).type === 'node:convicted';
}

/** How many endpoints a trace tells of: the nodes and every client that did something. */
export function endpointCountOf(trace: Trace, nodeCount: number): number {
  let count = nodeCount;
  for (const record of trace) {
    count = Math.max(count, record.at + 1, record.peer + 1, clientOf(record, nodeCount) + 1);
  }
  return count;
}

/**
 * The order in which the records of a trace could have influenced each other [Lamport 1978]: what a process did
 * before, and the sending of a message before its arrival. Kept as a vector clock a record [Mattern 1989].
 *
 * Processes are the nodes, the clients, and last the network, which only hears: what is lost there, nobody learns.
 */
export class HappenedBefore {
  readonly nodeCount: number;
  /** Nodes, then clients, then the network. */
  readonly processCount: number;
  readonly length: number;
  private readonly processes: Int32Array;
  private readonly lamports: Int32Array;
  // One row a record.
  private readonly clocks: Int32Array;

  constructor(trace: Trace, nodeCount: number) {
    const network = endpointCountOf(trace, nodeCount);
    const width = network + 1;
    this.nodeCount = nodeCount;
    this.processCount = width;
    this.length = trace.length;
    this.processes = new Int32Array(trace.length);
    this.lamports = new Int32Array(trace.length);
    this.clocks = new Int32Array(trace.length * width);
    const last = new Int32Array(width).fill(-1);
    for (const record of trace) {
      const process = processOf(record, nodeCount, network);
      this.processes[record.index] = process;
      this.follow(record.index, last[process] as number);
      if (isArrival(record) || process === network) this.follow(record.index, record.cause);
      this.tick(record.index, process);
      last[process] = record.index;
    }
  }

  /** The network's place among the processes. */
  get network(): number {
    return this.processCount - 1;
  }

  processOf(record: number): number {
    return this.processes[record] as number;
  }

  /** The length of the longest chain of records that ends here [Lamport 1978]. */
  lamport(record: number): number {
    return this.lamports[record] as number;
  }

  /** For each process, how many of its records happened before this one or are it. */
  clock(record: number): Int32Array {
    const { clocks, processCount } = this;
    return clocks.subarray(record * processCount, (record + 1) * processCount);
  }

  /** True when the first could have influenced the second. */
  precedes(first: number, second: number): boolean {
    if (first === second) return false;
    const process = this.processOf(first);
    return (this.clock(first)[process] as number) <= (this.clock(second)[process] as number);
  }

  private follow(record: number, before: number): void {
    if (before < 0) return;
    const own = this.clock(record);
    const earlier = this.clock(before);
    for (let process = 0; process < own.length; process++) {
      own[process] = Math.max(own[process] as number, earlier[process] as number);
    }
    this.lamports[record] = Math.max(this.lamport(record), this.lamport(before));
  }

  private tick(record: number, process: number): void {
    const own = this.clock(record);
    own[process] = (own[process] as number) + 1;
    this.lamports[record] = this.lamport(record) + 1;
  }
}
