import { type Invariant, reached } from '../../../../core/invariant.ts';
import type { TendermintTypes } from '../types.ts';

/** What a batch of trials under faults ought to reach, lest the promises be hardly put to the test. */

export const laterRoundDecides: Invariant<TendermintTypes> = {
  name: 'Later Round Decides',
  expectation: 'sometimes',
  sentence: 'Some height is decided in a round after its first.',
  citation: 'Tendermint §3',
  hears: ['Decided'],
  start: (verdict) => ({
    hear(observation) {
      if (observation.type === 'Decided' && observation.round > 0) verdict.exercised();
    },
  }),
};

export const lockChanged: Invariant<TendermintTypes> = {
  ...reached<TendermintTypes>(
    'sometimes',
    'Lock Changed',
    'LockChanged',
    'Some validator locks another value than before, after a newer polka.',
  ),
  citation: 'Tendermint §3',
};

export const caughtUp: Invariant<TendermintTypes> = {
  name: 'Caught Up',
  expectation: 'sometimes',
  sentence: 'Some validator learns a decision from the precommits that others show it.',
  citation: 'Tendermint §3',
  hears: ['Decided'],
  start: (verdict) => ({
    hear(observation) {
      if (observation.type === 'Decided' && observation.by === 'certificate') verdict.exercised();
    },
  }),
};
