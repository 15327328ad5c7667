import type { PlainValue } from '../../../src/experiment/plain-state.ts';
import { applyDelta } from '../../../src/experiment/state-delta.ts';
import type { ViewedTrial } from '../../../src/report/viewer/viewed-trial.ts';

interface Moment {
  /** From this record on. */
  readonly record: number;
  readonly state: PlainValue | undefined;
  readonly duties: readonly string[];
}

/** The memory of each node at any record. States share what did not change, so identity tells what did. */
export class StateTimelines {
  private readonly moments: readonly (readonly Moment[])[];

  constructor({
    nodeCount,
    changes,
    duties,
  }: Pick<ViewedTrial, 'nodeCount' | 'changes' | 'duties'>) {
    const moments: Moment[][] = Array.from({ length: nodeCount }, () => []);
    for (const [record, node, delta, held] of changes) {
      const timeline = moments[node] as Moment[];
      const before = timeline.at(-1);
      const state = delta === 0 ? before?.state : applyDelta(before?.state, delta);
      const names = held?.map((duty) => duties[duty] as string);
      timeline.push({ record, state, duties: names ?? before?.duties ?? [] });
    }
    this.moments = moments;
  }

  /** The memory of a node after a record was handled; undefined before its first start. */
  after(node: number, record: number): PlainValue | undefined {
    return this.momentOf(node, record)?.state;
  }

  /** The duties that a node claims to hold after a record was handled. */
  dutiesOf(node: number, record: number): readonly string[] {
    return this.momentOf(node, record)?.duties ?? [];
  }

  /** The last moment at or before a record. */
  private momentOf(node: number, record: number): Moment | undefined {
    const timeline = this.moments[node] ?? [];
    let low = 0;
    let high = timeline.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((timeline[middle] as Moment).record <= record) low = middle + 1;
      else high = middle;
    }
    return timeline[low - 1];
  }
}
