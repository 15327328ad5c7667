import type { ClientId, NodeId } from '../../../../core/identity.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { Micros } from '../../../../core/micros.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { KeyValueOperation } from '../../shared/key-value.ts';
import type { RaftObservation } from '../observations.ts';
import type { RaftTypes } from '../types.ts';

/** A client was told of an effect at `index`. */
interface Completion {
  readonly index: number;
  readonly fact: Fact;
}

/**
 * Keeps the highest index whose effect some client has been told of. A read that is asked for after that must be served
 * from a state that is no older; a read that was answered counts as much as a write, or the next could go back.
 */
export const freshReads: Invariant<RaftTypes> = {
  name: 'Fresh Reads',
  expectation: 'always',
  sentence:
    'A read reflects every operation that was completed before the read was asked for, whoever completed it.',
  citation: 'Ongaro §6.4',
  hears: ['Applied', 'ReadServed', 'client:invoked', 'client:completed'],
  start(verdict) {
    /** The index after which an operation's effect was seen. */
    const seenAt = new IndexTable();
    /** Of reads: the index that was known to be complete when it was asked for. */
    const floors = new IndexTable();
    /** Each completion that told of a higher index than any before. */
    const completions: Completion[] = [];
    let complete = 0;
    let highestApplied = 0;
    type Observed<Type extends RaftObservation['type']> = Extract<RaftObservation, { type: Type }>;

    function onApplied({ index, client, sequence, tookEffect }: Observed<'Applied'>): void {
      if (index <= highestApplied) return;
      highestApplied = index;
      if (tookEffect) seenAt.raise(client, sequence, index);
    }

    function onReadServed(read: Observed<'ReadServed'>, node: NodeId, atUs: Micros): void {
      const { client, sequence, index } = read;
      const floor = floors.get(client, sequence);
      seenAt.raise(client, sequence, index);
      if (floor > 0) verdict.exercised();
      if (index >= floor) return;
      const explanation =
        `n${node} served read ${sequence} of client c${client} from the state after index ${index}, ` +
        `but the effect of index ${floor} was known before the read was asked for`;
      const known = completions.find((completion) => completion.index >= floor);
      const facts = known === undefined ? [] : [known.fact];
      verdict.violated(explanation, [...facts, { atUs, node, observation: read }]);
    }

    return {
      hear(observation, node, atUs) {
        switch (observation.type) {
          case 'Applied':
            onApplied(observation);
            return;
          case 'ReadServed':
            onReadServed(observation, node, atUs);
            return;
          case 'client:invoked': {
            const { client, sequence, operation } = observation;
            if (isRead(operation)) floors.raise(client, sequence, complete);
            return;
          }
          case 'client:completed': {
            const { client, sequence, outcome } = observation;
            const index = seenAt.get(client, sequence);
            if (outcome !== 'ok' || index <= complete) return;
            complete = index;
            completions.push({ index, fact: { atUs, node, observation } });
          }
        }
      },
    };
  },
};

function isRead(operation: unknown): boolean {
  return (operation as KeyValueOperation).kind === 'get';
}

/** The highest index noted for each operation, 0 where none was. */
class IndexTable {
  private readonly byClient: number[][] = [];

  get(client: ClientId, sequence: number): number {
    return this.byClient[client]?.[sequence] ?? 0;
  }

  raise(client: ClientId, sequence: number, index: number): void {
    const row = this.rowOf(client);
    while (row.length <= sequence) row.push(0);
    if (index > (row[sequence] as number)) row[sequence] = index;
  }

  private rowOf(client: ClientId): number[] {
    while (this.byClient.length <= client) this.byClient.push([]);
    return this.byClient[client] as number[];
  }
}
