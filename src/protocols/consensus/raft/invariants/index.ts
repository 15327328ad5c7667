import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';
import { leaderChange, logTruncated, termCarriedOver, voteRejected } from './coverage.ts';
import { electionSafety } from './election-safety.ts';
import { exactlyOnce } from './exactly-once.ts';
import { freshReads } from './fresh-reads.ts';
import { leaderAppendOnly } from './leader-append-only.ts';
import { leaderCompleteness } from './leader-completeness.ts';
import { leaderElected } from './leader-elected.ts';
import { linearizability } from './linearizability.ts';
import { logMatching } from './log-matching.ts';
import { monotoneCommit } from './monotone-commit.ts';
import { progress } from './progress.ts';
import { stateMachineSafety } from './state-machine-safety.ts';
import { truthfulAnswers } from './truthful-answers.ts';

/** The five promises of [Raft Figure 3], what follows from them, and what a batch must reach. */
export const raftInvariants: readonly Invariant<RaftTypes>[] = [
  electionSafety,
  leaderAppendOnly,
  logMatching,
  leaderCompleteness,
  stateMachineSafety,
  monotoneCommit,
  exactlyOnce,
  freshReads,
  truthfulAnswers,
  linearizability,
  leaderElected,
  progress,
  leaderChange,
  logTruncated,
  voteRejected,
  termCarriedOver,
];
