import type { Mutant } from '../../../core/protocol.ts';
import type { TwoPhaseCommitTypes } from './types.ts';

export const mutants: readonly Mutant<TwoPhaseCommitTypes>[] = [
  {
    name: 'unilateral-abort',
    sentence: 'A participant that has voted yes and hears nothing aborts by itself.',
    rules: { whenInDoubt: () => 'abort' },
    breaks: ['AC1 Agreement'],
    config: 'two-phase-commit/mutants/unilateral-abort.yaml',
  },
  {
    name: 'forgotten-decision',
    sentence: 'The coordinator sends Commit before its commit record is on the disk.',
    rules: { isForced: ({ kind }) => kind !== 'commit' },
    breaks: ['AC1 Agreement'],
    config: 'two-phase-commit/mutants/forgotten-decision.yaml',
  },
  {
    name: 'forgotten-vote',
    sentence: 'A participant sends Yes before its yes record is on the disk.',
    rules: { isForced: ({ kind }) => kind !== 'yes' },
    breaks: ['AC1 Agreement'],
    config: 'two-phase-commit/mutants/forgotten-vote.yaml',
  },
  {
    name: 'majority-commits',
    sentence: 'The coordinator commits once most participants have voted yes.',
    rules: {
      decisionOf({ yes, isRefused, participants }) {
        if (yes * 2 > participants) return 'commit';
        return isRefused ? 'abort' : undefined;
      },
    },
    breaks: ['AC1 Agreement', 'AC3 Commit Needs All Votes'],
    config: 'two-phase-commit/mutants/majority-commits.yaml',
  },
  {
    name: 'doubtful-peer-aborts',
    sentence: 'A participant in doubt tells a peer in doubt to abort.',
    rules: {
      answerToPeer: (standing) => (standing === 'commit' ? 'commit' : 'abort'),
    },
    breaks: ['AC1 Agreement'],
    config: 'two-phase-commit/mutants/doubtful-peer-aborts.yaml',
  },
];
