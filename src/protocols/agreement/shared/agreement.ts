import type { Invariant } from '../../../core/invariant.ts';
import type { Fact } from '../../../core/observation.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import { type AgreementObservation, invariantOf } from './types.ts';

type Decided = Extract<AgreementObservation, { type: 'Decided' }>;

/**
 * No two honest nodes decide differently, and none decides twice. What a node decided before it was corrupted counts:
 * until then it was honest, and nobody could know.
 */
export function agreement<T extends ProtocolTypes>(
  citation: string,
  name = 'Agreement',
): Invariant<T> {
  return invariantOf({
    name,
    expectation: 'always',
    sentence: 'No two honest nodes decide different values, and none decides twice.',
    citation,
    hears: ['Decided'],
    start(verdict) {
      let first: Fact<Decided> | undefined;
      const decided = new Map<number, Fact<Decided>>();
      return {
        hear(observation, node, atUs) {
          if (observation.type !== 'Decided') return;
          const fact = { atUs, node, observation };
          const own = decided.get(node);
          if (own !== undefined) verdict.violated(`n${node} decided twice`, [own, fact]);
          decided.set(node, fact);
          if (first === undefined) {
            first = fact;
            return;
          }
          verdict.exercised();
          if (first.observation.value === observation.value) return;
          verdict.violated(
            `n${first.node} decided ${first.observation.value}, n${node} ${observation.value}`,
            [first, fact],
          );
        },
      };
    },
  });
}
