import { twoPhaseCommit } from '../../../../src/protocols/transactions/two-phase-commit/two-phase-commit.ts';
import type {
  TwoPhaseCommitParams,
  TwoPhaseCommitTypes,
} from '../../../../src/protocols/transactions/two-phase-commit/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

/** A node of a coordinator and three participants that vote yes, unless told otherwise. */
export function node(
  self: number,
  options: {
    readonly params?: Partial<TwoPhaseCommitParams>;
    readonly disk?: 'instant' | 'slow';
  } = {},
): RecordingContext<TwoPhaseCommitTypes> {
  return new RecordingContext<TwoPhaseCommitTypes>({
    self,
    nodes: 4,
    params: {
      noVotes: 0,
      voteTimeout: 200,
      askAfter: 100,
      termination: 'simple',
      ...options.params,
    },
    rules: twoPhaseCommit.rules,
    ...(options.disk && { disk: options.disk }),
  });
}
