import type { Invariant } from '../../../../core/invariant.ts';
import type { HotStuffTypes } from '../types.ts';

export const lockRespected: Invariant<HotStuffTypes> = {
  name: 'Lock Respected',
  expectation: 'always',
  sentence:
    'A replica votes for a new block only if it descends from the one that the replica is locked on, or extends a certificate of a later view.',
  citation: 'HotStuff §4.2, safeNode',
  hears: ['Voted'],
  start: (verdict) => ({
    hear(observation, node, atUs) {
      if (observation.type !== 'Voted') return;
      const { phase, view, block, lockedView, justifyView, extendsLock } = observation;
      if (lockedView === 0 || (phase !== 'prepare' && phase !== 'generic')) return;
      verdict.exercised();
      if (extendsLock || justifyView > lockedView) return;
      const explanation = `n${node}, locked in view ${lockedView}, voted in view ${view} for block ${block}, which extends a certificate of view ${justifyView} and not the lock`;
      verdict.violated(explanation, [{ atUs, node, observation }]);
    },
  }),
};
