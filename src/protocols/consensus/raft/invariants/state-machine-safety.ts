import type { NodeId } from '../../../../core/identity.ts';
import type { Checker, Invariant, VerdictReporter } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import type { RaftObservation } from '../observations.ts';
import type { RaftTypes } from '../types.ts';

type Observed<Type extends RaftObservation['type']> = Extract<RaftObservation, { type: Type }>;

interface Sighting<Seen> {
  readonly seen: Seen;
  readonly node: NodeId;
  readonly atUs: Micros;
}

/**
 * A snapshot stands for the entries that it replaces, so it falls under the same promise: whoever puts one in the place
 * of its log, or takes its state from one, has the state to which those entries lead, which is the same everywhere.
 */
export const stateMachineSafety: Invariant<RaftTypes> = {
  name: 'State Machine Safety',
  expectation: 'always',
  sentence:
    'If a server has applied a log entry at a given index to its state machine, no other server will ever apply a different log entry for the same index.',
  citation: 'Raft §5.4.3',
  hears: ['Applied', 'SnapshotTaken', 'SnapshotRestored'],
  start(verdict) {
    /** The first application of each index. */
    const applications: (Sighting<Observed<'Applied'>> | undefined)[] = [undefined];
    let snapshots: Checker<RaftTypes> | undefined;
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Applied') {
          snapshots ??= snapshotChecker(verdict);
          snapshots.hear(observation, node, atUs);
          return;
        }
        const first = applications[observation.index];
        if (first === undefined) {
          applications[observation.index] = { seen: observation, node, atUs };
          return;
        }
        verdict.exercised();
        if (hasSameEffect(first.seen, observation)) return;
        verdict.violated(
          `n${first.node} and n${node} applied different entries at index ${observation.index}`,
          [
            { atUs: first.atUs, node: first.node, observation: first.seen },
            { atUs, node, observation },
          ],
        );
      },
    };
  },
};

function hasSameEffect(left: Observed<'Applied'>, right: Observed<'Applied'>): boolean {
  return (
    left.term === right.term &&
    left.client === right.client &&
    left.sequence === right.sequence &&
    left.tookEffect === right.tookEffect
  );
}

function snapshotChecker(verdict: VerdictReporter): Checker<RaftTypes> {
  /** The first snapshot of each index. */
  const snapshots = new Map<
    number,
    Sighting<Observed<'SnapshotTaken'> | Observed<'SnapshotRestored'>>
  >();
  return {
    hear(observation, node, atUs) {
      if (observation.type !== 'SnapshotTaken' && observation.type !== 'SnapshotRestored') return;
      const { index, term, digest } = observation;
      const first = snapshots.get(index);
      if (first === undefined) {
        snapshots.set(index, { seen: observation, node, atUs });
        return;
      }
      verdict.exercised();
      if (first.seen.term === term && first.seen.digest === digest) return;
      verdict.violated(
        `n${first.node} and n${node} hold different snapshots of the state after index ${index}`,
        [
          { atUs: first.atUs, node: first.node, observation: first.seen },
          { atUs, node, observation },
        ],
      );
    },
  };
}
