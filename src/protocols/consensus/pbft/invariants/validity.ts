import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { PbftOperation, PbftTypes } from '../types.ts';

/** Checked where a sequence number is executed for the first time. */
export const validity: Invariant<PbftTypes> = {
  name: 'Validity',
  expectation: 'always',
  sentence: 'Whatever a replica executes, a client asked for.',
  citation: 'PBFT §4.2',
  hears: ['client:invoked', 'Executed'],
  start(verdict) {
    /** By client and sequence: what was asked for. */
    const asked: (PbftOperation | undefined)[][] = [];
    let highest = 0;
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'client:invoked') {
          const { client, sequence, operation } = observation;
          asked[client] ??= [];
          (asked[client] as unknown[])[sequence] = operation;
        }
        if (observation.type !== 'Executed' || observation.sequence <= highest) return;
        highest = observation.sequence;
        for (const { client, sequence, operation } of observation.requests) {
          verdict.exercised();
          const wanted = asked[client]?.[sequence];
          if (wanted !== undefined && isSameOperation(wanted, operation)) continue;
          const fact: Fact = { atUs, node, observation };
          verdict.violated(
            `n${node} executed a request ${sequence} of client c${client} that the client never made`,
            [fact],
          );
        }
      },
    };
  },
};

/** A read may be asked for unordered first and then ordered. */
function isSameOperation(left: PbftOperation, right: PbftOperation): boolean {
  if (left.kind !== right.kind || left.key !== right.key) return false;
  if (left.kind === 'get' || right.kind === 'get') return true;
  const isSameExpectation =
    left.kind !== 'cas' || right.kind !== 'cas' || left.expected === right.expected;
  return left.value === right.value && isSameExpectation;
}
