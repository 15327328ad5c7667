import type { Invariant } from '../../../../core/invariant.ts';
import type { KeyValueOperation } from '../../shared/key-value.ts';
import type { TendermintTypes } from '../types.ts';

export const validity: Invariant<TendermintTypes> = {
  name: 'Validity',
  expectation: 'always',
  sentence: 'What a correct validator carries out, a client has asked for.',
  citation: 'Tendermint §2',
  hears: ['client:invoked', 'Executed'],
  start(verdict) {
    /** By client and sequence: what was asked for. */
    const asked: (string | undefined)[][] = [];
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'client:invoked') {
          const { client, sequence, operation } = observation;
          asked[client] ??= [];
          asked[client][sequence] = textOf(operation as KeyValueOperation);
        } else if (observation.type === 'Executed') {
          verdict.exercised();
          const { client, sequence, operation, height } = observation;
          if (asked[client]?.[sequence] === textOf(operation)) return;
          const explanation = `n${node} carried out, in height ${height}, what c${client} never asked for as its operation ${sequence}`;
          verdict.violated(explanation, [{ atUs, node, observation }]);
        }
      },
    };
  },
};

function textOf(operation: KeyValueOperation): string {
  const { kind, key } = operation;
  const value = 'value' in operation ? operation.value : '';
  const expected = 'expected' in operation ? operation.expected : '';
  return JSON.stringify([kind, key, value, expected]);
}
