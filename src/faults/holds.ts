import type { FaultReport } from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';

/** A deed on one node, and whether it landed. */
export type Deed = (node: NodeId) => boolean;

/**
 * Keeps nodes in one condition (down, paused, …) for as long as any fault holds them in it.
 *
 * Overlapping faults queue up on a node. The first has put it into the condition and has landed; one behind
 * it lands when those before it end and it alone keeps the node there. When the last ends, the node leaves.
 */
export class NodeHolds {
  readonly #queues: FaultReport[][];
  readonly #enter: Deed;
  readonly #leave: Deed;

  constructor(nodeCount: number, enter: Deed, leave: Deed) {
    this.#queues = Array.from({ length: nodeCount }, () => []);
    this.#enter = enter;
    this.#leave = leave;
  }

  /** Holds the node from now on. Where the deed does not land, as a pause of a node that is down, nothing is held. */
  hold(node: NodeId, report: FaultReport): void {
    const queue = this.#queueOf(node);
    if (queue.length === 0) {
      if (!this.#enter(node)) return;
      report.landed++;
    }
    queue.push(report);
  }

  /** Ends this fault's hold on the node, and no other's. */
  release(node: NodeId, report: FaultReport): void {
    const queue = this.#queueOf(node);
    const place = queue.indexOf(report);
    if (place < 0) return;
    queue.splice(place, 1);
    const heir = queue[0];
    if (heir === undefined) this.#leave(node);
    else if (place === 0) heir.landed++;
  }

  /** The node has left the condition by another way, such as an explicit restart: nobody holds it any more. */
  forget(node: NodeId): void {
    this.#queueOf(node).length = 0;
  }

  releaseAll(): void {
    for (const [node, queue] of this.#queues.entries()) {
      if (queue.length === 0) continue;
      queue.length = 0;
      this.#leave(node);
    }
  }

  #queueOf(node: NodeId): FaultReport[] {
    return this.#queues[node] as FaultReport[];
  }
}

/** Adds up the drifts that overlap on one clock: each end subtracts its own. */
export class ClockDrifts {
  readonly #active: { readonly report: FaultReport; readonly ppm: number }[][];
  readonly #setDrift: (node: NodeId, ppm: number) => boolean;

  constructor(nodeCount: number, setDrift: (node: NodeId, ppm: number) => boolean) {
    this.#active = Array.from({ length: nodeCount }, () => []);
    this.#setDrift = setDrift;
  }

  add(node: NodeId, report: FaultReport, ppm: number): void {
    this.#driftsOf(node).push({ report, ppm });
    if (this.#apply(node)) report.landed++;
  }

  remove(node: NodeId, report: FaultReport): void {
    const drifts = this.#driftsOf(node);
    const place = drifts.findIndex((drift) => drift.report === report);
    if (place < 0) return;
    drifts.splice(place, 1);
    this.#apply(node);
  }

  removeAll(): void {
    for (const [node, drifts] of this.#active.entries()) {
      if (drifts.length === 0) continue;
      drifts.length = 0;
      this.#apply(node);
    }
  }

  // Summed afresh each time: adding and subtracting fractions would leave a rest behind.
  #apply(node: NodeId): boolean {
    const totalPpm = this.#driftsOf(node).reduce((sum, drift) => sum + drift.ppm, 0);
    return this.#setDrift(node, totalPpm);
  }

  #driftsOf(node: NodeId): { readonly report: FaultReport; readonly ppm: number }[] {
    return this.#active[node] as { readonly report: FaultReport; readonly ppm: number }[];
  }
}

/** Keeps each disk silent until the latest end of the stalls that overlap on it. */
export class DiskStalls {
  readonly #untilUs: Micros[];
  readonly #stall: (node: NodeId, untilUs: Micros) => boolean;

  constructor(nodeCount: number, stall: (node: NodeId, untilUs: Micros) => boolean) {
    this.#untilUs = Array.from({ length: nodeCount }, () => 0);
    this.#stall = stall;
  }

  /** A stall lands when it makes the disk silent for longer than it would have been. */
  add(node: NodeId, report: FaultReport, untilUs: Micros): void {
    if (untilUs <= (this.#untilUs[node] ?? 0)) return;
    if (!this.#stall(node, untilUs)) return;
    this.#untilUs[node] = untilUs;
    report.landed++;
  }

  removeAll(nowUs: Micros): void {
    for (const [node, untilUs] of this.#untilUs.entries()) {
      if (untilUs > nowUs) this.#stall(node, nowUs);
      this.#untilUs[node] = 0;
    }
  }
}
