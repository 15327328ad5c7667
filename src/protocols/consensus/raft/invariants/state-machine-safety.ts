import type { NodeId } from '../../../../core/identity.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import type { RaftObservation, RaftTypes } from '../types.ts';

interface Application {
  readonly applied: Extract<RaftObservation, { type: 'Applied' }>;
  readonly node: NodeId;
  readonly atUs: Micros;
}

export const stateMachineSafety: Invariant<RaftTypes> = {
  name: 'State Machine Safety',
  expectation: 'always',
  sentence:
    'If a server has applied a log entry at a given index to its state machine, no other server will ever apply a different log entry for the same index.',
  citation: 'Raft §5.4.3',
  hears: ['Applied'],
  start(verdict) {
    /** The first application of each index. */
    const applications: (Application | undefined)[] = [undefined];
    return {
      hear(applied, node, atUs) {
        if (applied.type !== 'Applied') return;
        const { index, term, client, sequence } = applied;
        const first = applications[index];
        if (first === undefined) {
          applications[index] = { applied, node, atUs };
          return;
        }
        verdict.exercised();
        const before = first.applied;
        if (before.term === term && before.client === client && before.sequence === sequence) {
          return;
        }
        verdict.violated(
          `n${first.node} and n${node} applied different entries at index ${index}`,
          [
            { atUs: first.atUs, node: first.node, observation: before },
            { atUs, node, observation: applied },
          ],
        );
      },
    };
  },
};
