import type { Invariant } from '../../../../core/invariant.ts';
import type { KeyValueOperation } from '../../shared/key-value.ts';
import { operationText } from '../block-tree.ts';
import type { HotStuffTypes } from '../types.ts';

export const validity: Invariant<HotStuffTypes> = {
  name: 'Validity',
  expectation: 'always',
  sentence: 'What is executed was asked for by the client that it is executed for.',
  citation: 'HotStuff §4',
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
