import type { NodeId } from '../../../../core/identity.ts';
import type { Heard } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';

/** The observations by which leaderships begin and end. */
export const LEADERSHIP = ['BecameLeader', 'SteppedDown', 'node:crashed'] as const;

/** Who leads, as an onlooker sees it: there may be several, in different terms. */
export class Leaderships {
  /** By node: the term that it leads, or 0. */
  private readonly terms: number[];

  constructor(nodeCount: number) {
    this.terms = new Array(nodeCount).fill(0);
  }

  hear(observation: Heard<RaftTypes>, node: NodeId): void {
    if (observation.type === 'BecameLeader') this.terms[node] = observation.term;
    else if (observation.type === 'SteppedDown' || observation.type === 'node:crashed') {
      this.terms[node] = 0;
    }
  }

  isLeader(node: NodeId): boolean {
    return this.terms[node] !== 0;
  }

  /** The leader of the highest term, or undefined. */
  current(): NodeId | undefined {
    let best: NodeId | undefined;
    let bestTerm = 0;
    for (let node = 0; node < this.terms.length; node++) {
      const term = this.terms[node] as number;
      if (term > bestTerm) {
        best = node;
        bestTerm = term;
      }
    }
    return best;
  }
}
