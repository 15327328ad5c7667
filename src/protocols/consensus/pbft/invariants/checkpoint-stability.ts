import type { Invariant } from '../../../../core/invariant.ts';
import { byzantineQuorum, maxFaulty } from '../../shared/quorums.ts';
import type { PbftTypes } from '../types.ts';
import type { FactOf } from './facts.ts';

/** A state as some replica has it at a checkpoint: its own, a stable one, or one that it was sent. */
type Sighting = FactOf<'CheckpointTaken' | 'CheckpointStable' | 'StateTransferred'>;

export const checkpointStability: Invariant<PbftTypes> = {
  name: 'Checkpoint Stability',
  expectation: 'always',
  sentence:
    'All replicas have the same state at a checkpoint, and where it counts as stable, all of a quorum that do not lie have reached it.',
  citation: 'PBFT §4.3',
  hears: ['CheckpointTaken', 'CheckpointStable', 'StateTransferred', 'node:corrupted'],
  start(verdict, { nodeCount, params }) {
    const quorum = byzantineQuorum(nodeCount, params.faults ?? maxFaulty(nodeCount));
    const first = new Map<number, Sighting>();
    /** By sequence number: who took the checkpoint. */
    const takers = new Map<number, Set<number>>();
    let liars = 0;
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'node:corrupted') liars++;
        const isSighting =
          observation.type === 'CheckpointTaken' ||
          observation.type === 'CheckpointStable' ||
          observation.type === 'StateTransferred';
        if (!isSighting) return;
        const fact = { atUs, node, observation } as Sighting;
        const { sequence, digest } = observation;
        const known = first.get(sequence);
        if (known === undefined) first.set(sequence, fact);
        else {
          verdict.exercised();
          if (known.observation.digest !== digest) {
            verdict.violated(
              `n${known.node} and n${node} hold different states after sequence number ${sequence}`,
              [known, fact],
            );
          }
        }
        const taken = takers.get(sequence) ?? new Set();
        takers.set(sequence, taken);
        if (observation.type === 'CheckpointTaken') taken.add(node);
        else if (taken.size < quorum - liars) {
          verdict.violated(
            `n${node} holds the checkpoint at ${sequence} to be stable, and ${taken.size} honest replicas have taken it, of the ${quorum} that it takes, ${liars} liars among them`,
            [fact],
          );
        }
      },
    };
  },
};
