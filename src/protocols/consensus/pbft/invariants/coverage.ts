import { type Invariant, reached } from '../../../../core/invariant.ts';
import type { PbftTypes } from '../types.ts';

/**
 * What a batch of trials under faults ought to reach: where nothing of the kind ever happened, the promises above were
 * hardly put to the test.
 */
export const coverage: readonly Invariant<PbftTypes>[] = [
  reached('sometimes', 'View Change', 'ViewEntered', 'Some replica enters a new view.'),
  reached('sometimes', 'Stable Checkpoint', 'CheckpointStable', 'Some checkpoint becomes stable.'),
  reached(
    'sometimes',
    'State Transfer',
    'StateTransferred',
    'Some replica takes its state from another.',
  ),
  reached('sometimes', 'Null Request', 'NullRequest', 'Some new view fills a gap with nothing.'),
];
