import { type Invariant, reached } from '../../../../core/invariant.ts';
import type { HotStuffTypes } from '../types.ts';

/**
 * What a batch of trials under faults ought to reach: where nothing of the kind ever happened, the promises above were
 * hardly put to the test.
 */

export const viewChange: Invariant<HotStuffTypes> = reached(
  'sometimes',
  'View Change',
  'TimedOut',
  'Some replica gives up a view and goes to the next leader.',
);

export const blockFetched: Invariant<HotStuffTypes> = reached(
  'sometimes',
  'Block Fetched',
  'BlockFetched',
  'Some replica fetches a block that it has missed.',
);

export const lockChanged: Invariant<HotStuffTypes> = {
  name: 'Lock Moved',
  expectation: 'sometimes',
  sentence: 'Some replica that is locked gets a later lock.',
  citation: 'HotStuff §4.2',
  hears: ['Locked'],
  start(verdict, { nodeCount }) {
    const isLocked: boolean[] = new Array(nodeCount).fill(false);
    return {
      hear(_, node) {
        if (isLocked[node]) verdict.exercised();
        isLocked[node] = true;
      },
    };
  },
};
