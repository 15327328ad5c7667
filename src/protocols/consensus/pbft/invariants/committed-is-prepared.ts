import type { Invariant } from '../../../../core/invariant.ts';
import { byzantineQuorum, maxFaulty } from '../../shared/quorums.ts';
import type { PbftTypes } from '../types.ts';

/**
 * What the commit phase is for: "if committed-local(m, v, n, i) is true for some non-faulty i then committed(m, v, n) is
 * true", which is that f + 1 non-faulty replicas have prepared it. Of any quorum, all but the liars.
 */
export const committedIsPrepared: Invariant<PbftTypes> = {
  name: 'Committed Is Prepared',
  expectation: 'always',
  sentence:
    'What a replica commits in a view was prepared in that view by a quorum, not counting more liars than there are.',
  citation: 'PBFT §4.2',
  hears: ['Prepared', 'Committed', 'node:corrupted'],
  start(verdict, { nodeCount, params }) {
    const faulty = params.faults ?? maxFaulty(nodeCount);
    const quorum = byzantineQuorum(nodeCount, faulty);
    /** By view, sequence number and digest: who prepared. */
    const prepared = new Map<string, Set<number>>();
    let liars = 0;
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'node:corrupted') liars++;
        if (observation.type !== 'Prepared' && observation.type !== 'Committed') return;
        const { view, sequence, digest } = observation;
        const key = `${view}/${sequence}/${digest}`;
        const preparers = prepared.get(key);
        if (observation.type === 'Prepared') {
          if (preparers === undefined) prepared.set(key, new Set([node]));
          else preparers.add(node);
          return;
        }
        verdict.exercised();
        const found = preparers?.size ?? 0;
        if (found >= quorum - liars) return;
        verdict.violated(
          `n${node} committed sequence number ${sequence} in view ${view}, and ${found} honest replicas had prepared it, of the ${quorum} that it takes, ${liars} liars among them`,
          [{ atUs, node, observation }],
        );
      },
    };
  },
};
