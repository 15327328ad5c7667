import type { ClientId } from '../../../core/identity.ts';
import type { Invariant } from '../../../core/invariant.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';
import { type KeyValueOperation, operationText } from './key-value.ts';

/** A protocol whose nodes tell each operation that they carry out. */
interface ExecutingTypes extends ProtocolTypes {
  Observation: {
    readonly type: 'Executed';
    readonly client: ClientId;
    readonly sequence: number;
    readonly operation: KeyValueOperation;
  };
}

/** Nobody carries out what no client asked for. The sentence says it in the protocol's own words. */
export function validity<T extends ProtocolTypes>(
  said: Pick<Invariant<T>, 'sentence' | 'citation'>,
): Invariant<T> {
  const invariant: Invariant<ExecutingTypes> = {
    ...said,
    name: 'Validity',
    expectation: 'always',
    hears: ['client:invoked', 'Executed'],
    start(verdict) {
      /** By client and sequence. */
      const asked: (string | undefined)[][] = [];
      return {
        hear(observation, node, atUs) {
          if (observation.type === 'client:invoked') {
            const { client, sequence, operation } = observation;
            asked[client] ??= [];
            asked[client][sequence] = operationText(operation as KeyValueOperation);
            return;
          }
          if (observation.type !== 'Executed') return;
          verdict.exercised();
          const { client, sequence, operation } = observation;
          if (asked[client]?.[sequence] === operationText(operation)) return;
          const explanation = `n${node} executed an operation ${sequence} of client c${client} that c${client} never asked for`;
          verdict.violated(explanation, [{ atUs, node, observation }]);
        },
      };
    },
  };
  return invariant as unknown as Invariant<T>;
}
