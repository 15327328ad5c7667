import type { Invariant } from '../../../../core/invariant.ts';
import type { EngineObservation, Fact } from '../../../../core/observation.ts';
import type { RaftOperation, RaftTypes } from '../types.ts';

/** A client may also learn that nobody knows; then both may be true, and nothing is claimed. */
export const truthfulAnswers: Invariant<RaftTypes> = {
  name: 'Truthful Answers',
  expectation: 'always',
  sentence:
    'A write that its client holds for done has taken effect, and one that it holds for failed never does.',
  citation: 'Ongaro §6.3',
  hears: ['Applied', 'client:completed'],
  start(verdict) {
    /** By client and sequence: the operation took effect. */
    const applied: (Fact | undefined)[][] = [];
    const failed: (Fact | undefined)[][] = [];
    let highest = 0;

    function tookEffect(client: number, sequence: number, effect: Fact): void {
      applied[client] ??= [];
      applied[client][sequence] = effect;
      const claim = failed[client]?.[sequence];
      if (claim !== undefined) convict(client, sequence, claim, effect);
    }

    function heldForFailed(client: number, sequence: number, claim: Fact): void {
      failed[client] ??= [];
      failed[client][sequence] = claim;
      const effect = applied[client]?.[sequence];
      if (effect !== undefined) convict(client, sequence, claim, effect);
    }

    function heldForDone(client: number, sequence: number, claim: Fact): void {
      if (applied[client]?.[sequence] !== undefined) return;
      const explanation = `operation ${sequence} of client c${client} was reported as done, and never took effect`;
      verdict.violated(explanation, [claim]);
    }

    function convict(client: number, sequence: number, claim: Fact, effect: Fact): void {
      const explanation = `operation ${sequence} of client c${client} was reported as failed, and took effect`;
      verdict.violated(explanation, [claim, effect]);
    }

    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Applied') {
          const { index, client, sequence } = observation;
          // By State Machine Safety an index is the same everywhere.
          if (index <= highest) return;
          highest = index;
          if (observation.tookEffect) tookEffect(client, sequence, { atUs, node, observation });
        } else if (observation.type === 'client:completed' && claimsSomething(observation)) {
          verdict.exercised();
          const { client, sequence } = observation;
          const claim = { atUs, node, observation };
          if (observation.outcome === 'ok') heldForDone(client, sequence, claim);
          else heldForFailed(client, sequence, claim);
        }
      },
    };
  },
};

type Completion = Extract<EngineObservation, { type: 'client:completed' }>;

/** Reads and transfers leave no entry, and whoever does not know claims nothing. */
function claimsSomething({ operation, outcome }: Completion): boolean {
  const { kind } = operation as RaftOperation;
  return outcome !== 'info' && kind !== 'get' && kind !== 'transfer';
}
