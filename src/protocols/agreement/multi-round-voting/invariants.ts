import { noHonestNodeAccused } from '../../../core/accountability.ts';
import type { NodeId } from '../../../core/identity.ts';
import { type Invariant, reached } from '../../../core/invariant.ts';
import { agreement } from '../shared/agreement.ts';
import { everyoneDecides, timeToSpreadUs } from '../shared/termination.ts';
import { strongValidity } from '../shared/validity.ts';
import type { VotingTypes } from './types.ts';

/** An agent suspects another on the evidence of two signed votes only, and so never an honest one. */
const soundDetection: Invariant<VotingTypes> = {
  name: 'Sound Detection',
  expectation: 'always',
  sentence: 'Whom an honest agent takes for a liar is one.',
  hears: ['node:corrupted', 'EquivocationSeen'],
  start(verdict) {
    const corrupt = new Set<NodeId>();
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'node:corrupted') corrupt.add(node);
        if (observation.type !== 'EquivocationSeen') return;
        verdict.exercised();
        const { signer } = observation;
        if (corrupt.has(signer)) return;
        verdict.violated(`n${node} takes n${signer} for a liar, which is honest`, [
          { atUs, node, observation },
        ]);
      },
    };
  },
};

/** Every honest agent says in the end what came of the vote: a value, or that it does not know of any. */
const votingEnds: Invariant<VotingTypes> = {
  name: 'Voting Ends',
  expectation: 'eventually',
  sentence: 'Every honest agent decides, or says that it has not.',
  hears: ['Decided', 'Undecided', 'node:corrupted'],
  start(verdict, { nodeCount }) {
    const waiting = new Set(Array.from({ length: nodeCount }, (_, node) => node));
    return {
      hear({ type }, node) {
        if (type !== 'node:corrupted') verdict.exercised();
        waiting.delete(node);
      },
      judge() {
        for (const node of waiting) verdict.violated(`n${node} is still voting`, []);
      },
    };
  },
};

export const invariants: readonly Invariant<VotingTypes>[] = [
  agreement('Lamport 1982 §1'),
  strongValidity('Lamport 1982 §1'),
  votingEnds,
  everyoneDecides({
    name: 'Unanimity Decides',
    sentence: 'If all honest agents begin with one value, all decide.',
    when: 'unanimous',
  }),
  everyoneDecides<VotingTypes>({
    name: 'Decision Spreads',
    sentence: 'If an honest agent decides, all honest agents do, soon afterwards.',
    when: 'someoneDecided',
    // Whoever has not decided asks all others, and one who has answers with the votes that prove it.
    spreadUs: (params) => timeToSpreadUs(params, 1),
  }),
  soundDetection,
  noHonestNodeAccused(),
  reached(
    'sometimes',
    'Equivocation Seen',
    'EquivocationSeen',
    'An agent sees two votes of one agent in a round.',
  ),
  reached('sometimes', 'Vote Changed', 'VoteChanged', 'An agent is free to follow the others.'),
];
