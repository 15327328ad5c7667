import type { NodeId } from '../../../../core/identity.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import { NIL } from '../block.ts';
import { quorumSize } from '../rules.ts';
import type { TendermintTypes } from '../types.ts';

interface Place {
  readonly height: number;
  readonly round: number;
  readonly id: string;
}

interface Lock extends Place {
  readonly fact: Fact;
}

/**
 * It believes no validator that it saw a polka: the prevotes of the honest ones are counted here anew, and liars may
 * have added theirs. It minds what left a validator, so that a lock outlasts the crash of whoever holds it.
 */
export const locksRespected: Invariant<TendermintTypes> = {
  name: 'Locks Respected',
  expectation: 'always',
  sentence:
    'A correct validator that has precommitted a value prevotes no other in that height, unless a quorum prevoted that one in the same round as the lock or later.',
  citation: 'Tendermint §3',
  hears: ['Prevoted', 'Precommitted', 'node:corrupted'],
  start(verdict, { nodeCount }) {
    const locks: (Lock | undefined)[] = new Array(nodeCount).fill(undefined);
    const liars = new Set<NodeId>();
    /** By height, then by round and value: which honest validators prevoted it. */
    const prevoters = new Map<number, Map<string, Set<NodeId>>>();

    function prevotersOf(height: number, round: number, id: string): Set<NodeId> {
      let inHeight = prevoters.get(height);
      if (inHeight === undefined) {
        inHeight = new Map();
        prevoters.set(height, inHeight);
      }
      const place = `${round} ${id}`;
      let voters = inHeight.get(place);
      if (voters === undefined) {
        voters = new Set();
        inHeight.set(place, voters);
      }
      return voters;
    }

    function mayHavePolka(height: number, round: number, id: string): boolean {
      const voters = prevotersOf(height, round, id);
      let count = voters.size;
      for (const liar of liars) if (!voters.has(liar)) count++;
      return count >= quorumSize(nodeCount);
    }

    function judge(lock: Lock, fact: Fact, round: number, id: string): void {
      for (let since = lock.round; since < round; since++) {
        if (mayHavePolka(lock.height, since, id)) return;
      }
      const explanation = `n${fact.node} precommitted a value in round ${lock.round} of height ${lock.height}, and prevoted another in round ${round}, which no quorum had prevoted since`;
      verdict.violated(explanation, [lock.fact, fact]);
    }

    function prevoted(fact: Fact, { height, round, id }: Place): void {
      prevotersOf(height, round, id).add(fact.node);
      const lock = locks[fact.node];
      if (lock === undefined || lock.height !== height || lock.round >= round) return;
      verdict.exercised();
      if (lock.id !== id) judge(lock, fact, round, id);
    }

    function precommitted(fact: Fact, { height, round, id }: Place): void {
      const lock = locks[fact.node];
      if (lock?.height === height && lock.round >= round) return;
      locks[fact.node] = { height, round, id, fact };
    }

    return {
      hear(observation, node, atUs) {
        if (observation.type === 'node:corrupted') {
          liars.add(node);
          return;
        }
        if (observation.type !== 'Prevoted' && observation.type !== 'Precommitted') return;
        if (observation.id === NIL) return;
        const fact = { atUs, node, observation };
        if (observation.type === 'Prevoted') prevoted(fact, observation);
        else precommitted(fact, observation);
      },
    };
  },
};
