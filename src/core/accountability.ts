import type { NodeId } from './identity.ts';
import type { Invariant } from './invariant.ts';
import type { ProtocolTypes } from './protocol.ts';

/**
 * Two statements that contradict each other, both signed by one node, prove that it lied. A protocol in which an honest
 * node can be made to sign two such statements accuses the innocent.
 */
export function noHonestNodeAccused<T extends ProtocolTypes>(): Invariant<T> {
  return {
    name: 'No Honest Node Accused',
    expectation: 'always',
    sentence: 'Whoever is convicted by two statements that it signed is a liar.',
    hears: ['node:corrupted', 'node:convicted'],
    start(verdict) {
      const corrupt = new Set<NodeId>();
      return {
        hear(observation, node, atUs) {
          if (observation.type === 'node:corrupted') corrupt.add(node);
          if (observation.type !== 'node:convicted') return;
          verdict.exercised();
          if (corrupt.has(node)) return;
          verdict.violated(`n${node} is honest, and is convicted of two statements`, [
            { atUs, node, observation },
          ]);
        },
      };
    },
  };
}
