import type { Invariant } from '../../../../core/invariant.ts';
import type { PbftTypes } from '../types.ts';
import type { FactOf } from './facts.ts';

export const survivesViewChanges: Invariant<PbftTypes> = {
  name: 'Committed Survives View Changes',
  expectation: 'always',
  sentence:
    'Once a batch has committed at a sequence number in a view, nothing else prepares at that number in a later view.',
  citation: 'PBFT §4.5.1',
  hears: ['Prepared', 'Committed'],
  start(verdict) {
    /** By sequence number: the commitment in the lowest view. */
    const committed = new Map<number, FactOf<'Committed'>>();
    /** By sequence number: what has prepared, each batch in its highest view. */
    const prepared = new Map<number, FactOf<'Prepared'>[]>();

    function compare(commitment: FactOf<'Committed'>, preparation: FactOf<'Prepared'>): void {
      const { sequence, view, digest } = commitment.observation;
      const later = preparation.observation;
      if (later.view <= view) return;
      verdict.exercised();
      if (later.digest === digest) return;
      verdict.violated(
        `n${commitment.node} committed a batch at sequence number ${sequence} in view ${view}, and n${preparation.node} prepared another in view ${later.view}`,
        [commitment, preparation],
      );
    }

    function hearPrepared(fact: FactOf<'Prepared'>): void {
      const { sequence, digest, view } = fact.observation;
      const known = prepared.get(sequence) ?? [];
      const same = known.findIndex((other) => other.observation.digest === digest);
      if (same < 0) known.push(fact);
      else if ((known[same] as FactOf<'Prepared'>).observation.view < view) known[same] = fact;
      prepared.set(sequence, known);
      const commitment = committed.get(sequence);
      if (commitment !== undefined) compare(commitment, fact);
    }

    function hearCommitted(fact: FactOf<'Committed'>): void {
      const { sequence, view } = fact.observation;
      const known = committed.get(sequence);
      if (known !== undefined && known.observation.view <= view) return;
      committed.set(sequence, fact);
      for (const preparation of prepared.get(sequence) ?? []) compare(fact, preparation);
    }

    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Prepared') hearPrepared({ atUs, node, observation });
        else if (observation.type === 'Committed') hearCommitted({ atUs, node, observation });
      },
    };
  },
};
