import type { Invariant } from '../../../../core/invariant.ts';
import type { RaftTypes } from '../types.ts';

/** What was first seen at an index in a term. */
interface Sighting {
  readonly term: number;
  readonly previousTerm: number;
  readonly client: number;
  readonly sequence: number;
  readonly node: number;
  readonly atUs: number;
  /** The sighting of another term at the same index. */
  readonly other: Sighting | undefined;
}

/**
 * By induction over the index, two logs that agree in an entry's index and term agree up to it if every such entry has
 * one command and one predecessor: so it is enough to look at each entry when it is appended.
 */
export const logMatching: Invariant<RaftTypes> = {
  name: 'Log Matching',
  expectation: 'always',
  sentence:
    'If two logs contain an entry with the same index and term, then the logs are identical in all entries up through the given index.',
  citation: 'Raft §5.3',
  hears: ['EntryAppended'],
  start(verdict) {
    const sightings: (Sighting | undefined)[] = [undefined];
    return {
      hear(entry, node, atUs) {
        if (entry.type !== 'EntryAppended') return;
        const { index, term, previousTerm, client, sequence } = entry;
        const latest = sightings[index];
        let first = latest;
        while (first !== undefined && first.term !== term) first = first.other;
        if (first === undefined) {
          sightings[index] = { term, previousTerm, client, sequence, node, atUs, other: latest };
          return;
        }
        if (latest === first && first.node !== node) verdict.exercised();
        const isSame =
          first.client === client &&
          first.sequence === sequence &&
          first.previousTerm === previousTerm;
        if (isSame) return;
        const observation = {
          type: entry.type,
          index,
          term,
          previousTerm: first.previousTerm,
          client: first.client,
          sequence: first.sequence,
        };
        const explanation = `index ${index} of term ${term} is one entry at n${first.node} and another at n${node}`;
        verdict.violated(explanation, [
          { atUs: first.atUs, node: first.node, observation },
          { atUs, node, observation: entry },
        ]);
      },
    };
  },
};
