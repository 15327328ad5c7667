import type { NodeId } from '../../../core/identity.ts';
import type { Metric } from '../../../core/metric.ts';
import type { Micros } from '../../../core/micros.ts';
import { COORDINATOR, type TransactionId, type TwoPhaseCommitTypes } from './types.ts';

const outcomes: Metric<TwoPhaseCommitTypes> = {
  name: 'outcomes',
  sentence: 'The transactions that the coordinator committed and aborted, and what they took.',
  columns: ['committed', 'aborted', 'decisionLatencyMeanUs', 'messagesPerTransaction'],
  hears: ['Began', 'Decided'],
  start() {
    const beganAtUs = new Map<TransactionId, Micros>();
    const decided = new Set<TransactionId>();
    let committed = 0;
    let totalUs = 0;
    return {
      hear(observation, node, atUs) {
        if (node !== COORDINATOR) return;
        if (observation.type === 'Began' && !beganAtUs.has(observation.transaction)) {
          beganAtUs.set(observation.transaction, atUs);
        }
        if (observation.type !== 'Decided' || decided.has(observation.transaction)) return;
        decided.add(observation.transaction);
        if (observation.decision === 'commit') committed++;
        totalUs += atUs - (beganAtUs.get(observation.transaction) ?? atUs);
      },
      result({ messagesSent }) {
        const { size } = decided;
        const aborted = size - committed;
        if (size === 0) return [committed, aborted, undefined, undefined];
        return [committed, aborted, totalUs / size, messagesSent / size];
      },
    };
  },
};

/**
 * What blocking costs. A participant in doubt holds its locks until it hears the decision; while the coordinator
 * is down it may have no one to hear it from. `blockedUs` adds up every doubt of every participant that is up: two
 * of them for 1 s make 2 s.
 */
const blocking: Metric<TwoPhaseCommitTypes> = {
  name: 'blocking',
  sentence: 'How long participants are in doubt, and how much of that the coordinator is down.',
  columns: ['inDoubtMeanUs', 'inDoubtMaxUs', 'blockedUs'],
  hears: ['Voted', 'Decided', 'node:crashed', 'node:restarted', 'node:paused', 'node:resumed'],
  start() {
    const doubts = new Doubts();
    return {
      hear(observation, node, atUs) {
        doubts.countBlocked(atUs);
        if (observation.type === 'Voted') {
          if (observation.vote === 'yes') doubts.begin(node, observation.transaction, atUs);
        } else if (observation.type === 'Decided') {
          doubts.end(node, observation.transaction, atUs);
        } else {
          const isDown = observation.type === 'node:crashed' || observation.type === 'node:paused';
          if (node === COORDINATOR) doubts.isCoordinatorDown = isDown;
          if (observation.type === 'node:crashed') doubts.suspend(node);
        }
      },
      result: ({ endedAtUs }) => doubts.result(endedAtUs),
    };
  },
};

/** The times that participants spend in doubt, added up as they pass. */
class Doubts {
  isCoordinatorDown = false;
  /** Since when each participant is in doubt of which transactions. */
  readonly #sinceUs = new Map<NodeId, Map<TransactionId, Micros>>();
  /** Those of participants that are down: they go on where the vote is still known after the restart. */
  readonly #suspended = new Map<NodeId, Map<TransactionId, Micros>>();
  #open = 0;
  #over = 0;
  #totalUs = 0;
  #maxUs = 0;
  #blockedUs = 0;
  #countedUntilUs = 0;

  begin(node: NodeId, transaction: TransactionId, atUs: Micros): void {
    const here = this.#sinceUs.get(node) ?? new Map<TransactionId, Micros>();
    this.#sinceUs.set(node, here);
    here.set(transaction, this.#suspended.get(node)?.get(transaction) ?? atUs);
    this.#open++;
  }

  end(node: NodeId, transaction: TransactionId, atUs: Micros): void {
    const here = this.#sinceUs.get(node);
    const sinceUs = here?.get(transaction);
    if (here === undefined || sinceUs === undefined) return;
    here.delete(transaction);
    this.#open--;
    this.#over++;
    this.#totalUs += atUs - sinceUs;
    this.#maxUs = Math.max(this.#maxUs, atUs - sinceUs);
  }

  suspend(node: NodeId): void {
    const here = this.#sinceUs.get(node) ?? new Map<TransactionId, Micros>();
    this.#open -= here.size;
    this.#suspended.set(node, here);
    this.#sinceUs.delete(node);
  }

  countBlocked(untilUs: Micros): void {
    if (this.isCoordinatorDown) this.#blockedUs += (untilUs - this.#countedUntilUs) * this.#open;
    this.#countedUntilUs = untilUs;
  }

  result(endedAtUs: Micros): readonly (number | undefined)[] {
    this.countBlocked(endedAtUs);
    let [totalUs, maxUs] = [this.#totalUs, this.#maxUs];
    for (const sinceUs of [...this.#sinceUs.values()].flatMap((here) => [...here.values()])) {
      totalUs += endedAtUs - sinceUs;
      maxUs = Math.max(maxUs, endedAtUs - sinceUs);
    }
    const count = this.#over + this.#open;
    return count === 0 ? [undefined, undefined, 0] : [totalUs / count, maxUs, this.#blockedUs];
  }
}

export const metrics: readonly Metric<TwoPhaseCommitTypes>[] = [outcomes, blocking];
