import type { TwoPhaseCommitRules } from './types.ts';

/** The rules of two-phase commit as they are printed. */
export const rules: TwoPhaseCommitRules = {
  /**
   * A participant writes a yes record before it sends Yes, and the coordinator a commit record before it sends
   * Commit [Bernstein 1987 §7.4]. The start record and those of an abort are forced too: see the deviations.
   */
  isForced: () => true,

  /** All voted Yes: Commit. One voted No: Abort. Else the coordinator waits [Bernstein 1987 §7.4]. */
  decisionOf({ yes, isRefused, participants }) {
    if (isRefused) return 'abort';
    return yes === participants ? 'commit' : undefined;
  },

  /** While it waits for votes no one has decided Commit, so it may decide Abort [Bernstein 1987 §7.4]. */
  decisionAfterTimeout: () => 'abort',

  /** A start record without a decision: no Commit was sent, so it decides Abort [Bernstein 1987 §7.4]. */
  decisionAfterRestart: () => 'abort',

  /**
   * From its Yes until it knows the decision a participant is uncertain. It can decide neither way by itself:
   * others may have committed, or aborted [Bernstein 1987 §7.4].
   */
  whenInDoubt: () => 'ask',

  /**
   * A peer that has decided tells its decision; one that has not voted decides Abort and tells it; one that is
   * uncertain itself cannot help [Bernstein 1987 §7.4].
   */
  answerToPeer(standing) {
    if (standing === 'inDoubt') return undefined;
    return standing === 'unvoted' ? 'abort' : standing;
  },
};
