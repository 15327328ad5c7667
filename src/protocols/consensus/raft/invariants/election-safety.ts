import type { NodeId } from '../../../../core/identity.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { RaftTypes } from '../types.ts';

interface Election {
  readonly leader: NodeId;
  readonly fact: Fact;
}

export const electionSafety: Invariant<RaftTypes> = {
  name: 'Election Safety',
  expectation: 'always',
  sentence: 'At most one leader can be elected in a given term.',
  citation: 'Raft §5.2',
  hears: ['BecameLeader'],
  start(verdict) {
    const elections = new Map<number, Election>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'BecameLeader') return;
        verdict.exercised();
        const { term } = observation;
        const fact = { atUs, node, observation };
        const earlier = elections.get(term);
        if (earlier === undefined) elections.set(term, { leader: node, fact });
        else if (earlier.leader !== node) {
          const explanation = `n${earlier.leader} and n${node} were both elected in term ${term}`;
          verdict.violated(explanation, [earlier.fact, fact]);
        }
      },
    };
  },
};
