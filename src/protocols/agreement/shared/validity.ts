import type { Invariant } from '../../../core/invariant.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import { HonestInputs } from './honest-inputs.ts';
import { invariantOf } from './types.ts';

const STRONG_VALIDITY = {
  name: 'Strong Validity',
  sentence: 'If all honest nodes begin with one value, no honest node decides another.',
};

const INTEGRITY = {
  name: 'Integrity',
  sentence: 'If the sender is honest, no honest node decides anything but what it sent.',
};

/** Where all honest nodes begin with one value, that is what they decide: no liar talks them out of it. */
export function strongValidity<T extends ProtocolTypes>(citation: string): Invariant<T> {
  return validity({ ...STRONG_VALIDITY, citation });
}

/** The same where only a sender begins with a value: it is unanimous where the sender is honest. */
export function integrity<T extends ProtocolTypes>(citation: string): Invariant<T> {
  return validity({ ...INTEGRITY, citation });
}

function validity<T extends ProtocolTypes>(
  promised: Pick<Invariant, 'name' | 'sentence'> & { readonly citation: string },
): Invariant<T> {
  return invariantOf({
    ...promised,
    expectation: 'always',
    hears: ['Proposed', 'Decided', 'node:corrupted'],
    start(verdict) {
      const inputs = new HonestInputs();
      return {
        hear(observation, node, atUs) {
          if (observation.type === 'node:corrupted') inputs.leave(node);
          if (observation.type === 'Proposed') inputs.enter(node, observation.value, atUs);
          if (observation.type !== 'Decided') return;
          const { unanimous } = inputs;
          if (unanimous === undefined) return;
          verdict.exercised();
          const { value } = unanimous.observation;
          if (value === observation.value) return;
          verdict.violated(
            `n${node} decided ${observation.value}, and the honest input is ${value}`,
            [unanimous, { atUs, node, observation }],
          );
        },
      };
    },
  });
}
