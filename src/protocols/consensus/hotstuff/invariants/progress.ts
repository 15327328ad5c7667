import type { Invariant } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import type { Fact } from '../../../../core/observation.ts';
import { maxFaulty } from '../../shared/quorums.ts';
import type { HotStuffParams, HotStuffTypes } from '../types.ts';

/**
 * How long a correct replica may go without a commit once faults have healed: time for f + 2 leaders to fail one after
 * another, each with a timeout twice as long, twice over, and for views that are out of step to be brought together.
 */
export function graceUs({ viewTimeout }: HotStuffParams, nodeCount: number): Micros {
  return viewTimeout * 2 * (1 << (maxFaulty(nodeCount) + 3));
}

/**
 * Views go on without requests too, so that a correct replica commits again and again. What clients asked for before
 * the grace began is done.
 */
export const progress: Invariant<HotStuffTypes> = {
  name: 'Progress',
  expectation: 'eventually',
  sentence:
    'Once faults have healed, every correct replica that is up commits again and again, and executes what clients ask.',
  citation: 'HotStuff §4.3, Theorem 4',
  hears: [
    'Committed',
    'Executed',
    'client:invoked',
    'client:completed',
    'node:corrupted',
    'node:crashed',
    'node:restarted',
  ],
  start(verdict, { nodeCount, params }) {
    const lastCommitAtUs: Micros[] = new Array(nodeCount).fill(-1);
    const isCorrupt: boolean[] = new Array(nodeCount).fill(false);
    const isDown: boolean[] = new Array(nodeCount).fill(false);
    /** What no correct replica has executed, by client and sequence. */
    const waiting = new Map<string, Fact>();
    return {
      hear(observation, node, atUs) {
        switch (observation.type) {
          case 'Committed':
            lastCommitAtUs[node] = atUs;
            return;
          case 'node:corrupted':
            isCorrupt[node] = true;
            return;
          case 'node:crashed':
            isDown[node] = true;
            return;
          case 'node:restarted':
            isDown[node] = false;
            return;
          case 'client:invoked':
            waiting.set(`${observation.client}.${observation.sequence}`, {
              atUs,
              node,
              observation,
            });
            return;
          case 'Executed':
          case 'client:completed':
            // A client that has given up may have asked nobody who heard it.
            waiting.delete(`${observation.client}.${observation.sequence}`);
        }
      },
      judge({ endedAtUs, healedAtUs }) {
        const sinceUs = endedAtUs - graceUs(params, nodeCount);
        if (sinceUs < healedAtUs) return;
        verdict.exercised();
        for (let node = 0; node < nodeCount; node++) {
          if (isCorrupt[node] || isDown[node] || (lastCommitAtUs[node] as Micros) >= sinceUs)
            continue;
          verdict.violated(`n${node} has committed nothing for a long time`, []);
          return;
        }
        for (const [operation, asked] of waiting) {
          if (asked.atUs >= sinceUs) continue;
          verdict.violated(`operation ${operation} was never executed`, [asked]);
          return;
        }
      },
    };
  },
};
