import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';
import { LEADERSHIP, Leaderships } from './leadership.ts';

export const leaderElected: Invariant<RaftTypes> = {
  name: 'Leader Elected',
  expectation: 'eventually',
  sentence: 'Once faults have healed, some server is elected leader, or leads still.',
  citation: 'Raft §5.6',
  hears: LEADERSHIP,
  start(verdict, { nodeCount }) {
    const leaderships = new Leaderships(nodeCount);
    let lastElectedAtUs = -1;
    return {
      hear(observation, node, atUs) {
        leaderships.hear(observation, node);
        if (observation.type === 'BecameLeader') lastElectedAtUs = atUs;
      },
      judge({ healedAtUs }) {
        verdict.exercised();
        if (leaderships.current() !== undefined || lastElectedAtUs >= healedAtUs) return;
        verdict.violated('nobody was elected after the faults had healed, and nobody leads', []);
      },
    };
  },
};
