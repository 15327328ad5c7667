import type { NodeId } from '../../../core/identity.ts';
import { type Invariant, reached } from '../../../core/invariant.ts';
import type { Fact } from '../../../core/observation.ts';
import {
  COORDINATOR,
  type TransactionId,
  type TwoPhaseCommitObservation,
  type TwoPhaseCommitTypes,
} from './types.ts';

type Decided = Extract<TwoPhaseCommitObservation, { type: 'Decided' }>;

const agreement: Invariant<TwoPhaseCommitTypes> = {
  name: 'AC1 Agreement',
  expectation: 'always',
  sentence: 'All nodes that reach a decision on a transaction reach the same one.',
  citation: 'Bernstein 1987 §7.3',
  hears: ['Decided'],
  start(verdict) {
    const first = new Map<TransactionId, Fact<Decided>>();
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Decided') return;
        const { transaction, decision } = observation;
        const fact = { atUs, node, observation };
        const earlier = first.get(transaction);
        if (earlier === undefined) {
          first.set(transaction, fact);
          return;
        }
        if (earlier.node !== node) verdict.exercised();
        if (earlier.observation.decision === decision) return;
        verdict.violated(
          `transaction ${transaction}: n${earlier.node} decided ${earlier.observation.decision}, n${node} ${decision}`,
          [earlier, fact],
        );
      },
    };
  },
};

const noReversal: Invariant<TwoPhaseCommitTypes> = {
  name: 'AC2 No Reversal',
  expectation: 'always',
  sentence: 'A node does not reverse its decision.',
  citation: 'Bernstein 1987 §7.3',
  hears: ['Decided'],
  start(verdict, { nodeCount }) {
    const decided = Array.from(
      { length: nodeCount },
      () => new Map<TransactionId, Fact<Decided>>(),
    );
    return {
      hear(observation, node, atUs) {
        if (observation.type !== 'Decided') return;
        const { transaction, decision } = observation;
        const fact = { atUs, node, observation };
        const earlier = decided[node]?.get(transaction);
        verdict.exercised();
        decided[node]?.set(transaction, fact);
        if (earlier === undefined || earlier.observation.decision === decision) return;
        verdict.violated(
          `n${node} decided ${earlier.observation.decision} on transaction ${transaction}, then ${decision}`,
          [earlier, fact],
        );
      },
    };
  },
};

const commitNeedsAllVotes: Invariant<TwoPhaseCommitTypes> = {
  name: 'AC3 Commit Needs All Votes',
  expectation: 'always',
  sentence: 'A commit is decided only if every participant has voted yes.',
  citation: 'Bernstein 1987 §7.3',
  hears: ['Voted', 'Decided'],
  start(verdict, { nodeCount }) {
    const votes = new VoteCount(nodeCount);
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'Voted') votes.count(observation, node);
        if (observation.type !== 'Decided' || observation.decision !== 'commit') return;
        verdict.exercised();
        const { transaction } = observation;
        const lacking = votes.lacking(transaction);
        if (lacking.length === 0) return;
        const names = lacking.map((participant) => `n${participant}`).join(', ');
        verdict.violated(
          `n${node} committed transaction ${transaction} without a yes of ${names}`,
          [{ atUs, node, observation }],
        );
      },
    };
  },
};

/** Who has voted yes, by transaction. */
class VoteCount {
  readonly #participants: number;
  readonly #yes = new Map<TransactionId, Set<NodeId>>();

  constructor(nodeCount: number) {
    this.#participants = nodeCount - 1;
  }

  count({ transaction, vote }: { transaction: TransactionId; vote: string }, node: NodeId): void {
    if (vote !== 'yes') return;
    const yes = this.#yes.get(transaction) ?? new Set();
    this.#yes.set(transaction, yes.add(node));
  }

  isUnanimous(transaction: TransactionId): boolean {
    return this.#yes.get(transaction)?.size === this.#participants;
  }

  lacking(transaction: TransactionId): NodeId[] {
    const yes = this.#yes.get(transaction);
    const participants = Array.from({ length: this.#participants }, (_, index) => index + 1);
    return participants.filter((participant) => yes?.has(participant) !== true);
  }
}

/**
 * An execution without failures is one in which none has shown itself: no node crashed or was paused, and no
 * vote was missed. A lost message and a slow one show themselves as a missed vote or not at all.
 */
const commitWithoutFailures: Invariant<TwoPhaseCommitTypes> = {
  name: 'AC4 Commit Without Failures',
  expectation: 'always',
  sentence: 'If there are no failures and every participant votes yes, the decision is commit.',
  citation: 'Bernstein 1987 §7.3',
  hears: ['Voted', 'Decided', 'VotesTimedOut', 'node:crashed', 'node:paused'],
  start(verdict, { nodeCount }) {
    const votes = new VoteCount(nodeCount);
    const aborted = new Map<TransactionId, Fact>();
    let sawFailure = false;
    return {
      hear(observation, node, atUs) {
        if (sawFailure) return;
        if (observation.type !== 'Voted' && observation.type !== 'Decided') {
          sawFailure = true;
          return;
        }
        const { transaction } = observation;
        if (observation.type === 'Voted') votes.count(observation, node);
        else if (observation.decision === 'abort') {
          aborted.set(transaction, { atUs, node, observation });
        }
        if (!votes.isUnanimous(transaction)) return;
        verdict.exercised();
        const abort = aborted.get(transaction);
        if (abort === undefined) return;
        verdict.violated(
          `transaction ${transaction} was aborted, though all voted yes and nothing failed`,
          [abort, { atUs, node, observation }],
        );
      },
    };
  },
};

const everyoneDecides: Invariant<TwoPhaseCommitTypes> = {
  name: 'AC5 Everyone Decides',
  expectation: 'eventually',
  sentence: 'Once failures are repaired, every node that began a transaction or voted yes decides.',
  citation: 'Bernstein 1987 §7.3',
  hears: ['Began', 'Voted', 'Decided', 'node:crashed'],
  start(verdict, { nodeCount }) {
    const waiting = Array.from({ length: nodeCount }, () => new Map<TransactionId, Fact>());
    const decided = Array.from({ length: nodeCount }, () => new Set<TransactionId>());
    return {
      hear(observation, node, atUs) {
        const here = waiting[node];
        if (here === undefined) return;
        // What a crash does not forget is said again after the restart.
        if (observation.type === 'node:crashed') here.clear();
        if (!('transaction' in observation)) return;
        const { transaction } = observation;
        if (observation.type === 'Decided') {
          verdict.exercised();
          decided[node]?.add(transaction);
          here.delete(transaction);
        } else if (decided[node]?.has(transaction) !== true && !here.has(transaction)) {
          here.set(transaction, { atUs, node, observation });
        }
      },
      judge({ healedAtUs }) {
        for (const [node, here] of waiting.entries()) {
          for (const [transaction, fact] of here) {
            // What began after the repair may still be under way.
            if (fact.atUs >= healedAtUs) continue;
            verdict.violated(`n${node} never decided on transaction ${transaction}`, [fact]);
          }
        }
      },
    };
  },
};

const blocked: Invariant<TwoPhaseCommitTypes> = {
  name: 'Blocked',
  expectation: 'sometimes',
  sentence: 'A participant is in doubt while the coordinator is down.',
  citation: 'Bernstein 1987 §7.4',
  hears: ['Voted', 'Decided', 'node:crashed'],
  start(verdict, { nodeCount }) {
    const inDoubt = Array.from({ length: nodeCount }, () => new Set<TransactionId>());
    return {
      hear(observation, node) {
        if (observation.type === 'node:crashed') {
          inDoubt[node]?.clear();
          const isBlocking = inDoubt.some((transactions) => transactions.size > 0);
          if (node === COORDINATOR && isBlocking) verdict.exercised();
        } else if (observation.type === 'Voted' && observation.vote === 'yes') {
          inDoubt[node]?.add(observation.transaction);
        } else if (observation.type === 'Decided') {
          inDoubt[node]?.delete(observation.transaction);
        }
      },
    };
  },
};

export const invariants: readonly Invariant<TwoPhaseCommitTypes>[] = [
  agreement,
  noReversal,
  commitNeedsAllVotes,
  commitWithoutFailures,
  everyoneDecides,
  reached('sometimes', 'Votes Timed Out', 'VotesTimedOut', 'The coordinator misses a vote.'),
  blocked,
];
