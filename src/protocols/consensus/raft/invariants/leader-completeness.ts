import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { RaftTypes } from '../types.ts';
import { EntryChain } from './entry-chain.ts';

/** Who first learned, and in which term, that the entries up to some index are committed. */
interface Commit {
  readonly term: number;
  readonly to: number;
  /** The term of the entry at `to`. */
  readonly entryTerm: number;
  readonly fact: Fact;
}

/**
 * By Log Matching, a log that has the last committed entry has all before it, so it is enough to look for that one in
 * the log of each new leader.
 */
export const leaderCompleteness: Invariant<RaftTypes> = {
  name: 'Leader Completeness',
  expectation: 'always',
  sentence:
    'If a log entry is committed in a given term, then that entry will be present in the logs of the leaders for all higher-numbered terms.',
  citation: 'Raft §5.4',
  hears: ['EntryAppended', 'CommitAdvanced', 'BecameLeader'],
  start(verdict) {
    const chain = new EntryChain();
    const commits: Commit[] = [];
    let highest = 0;

    function checkLeader(leader: Fact, electedIn: number, index: number, term: number): void {
      const commit = commits.findLast((candidate) => candidate.term < electedIn);
      if (commit === undefined) return;
      verdict.exercised();
      const { to, entryTerm, fact } = commit;
      const found = chain.termAt(to, index, term);
      if (found === entryTerm) return;
      const has = found === 0 ? 'nothing' : `an entry of term ${found}`;
      const explanation =
        `n${leader.node} leads term ${electedIn} with ${has} at index ${to}, ` +
        `where an entry of term ${entryTerm} is committed since term ${commit.term}`;
      verdict.violated(explanation, [fact, leader]);
    }

    return {
      hear(observation, node, atUs) {
        switch (observation.type) {
          case 'EntryAppended':
            chain.add(observation.index, observation.term, observation.previousTerm);
            return;
          case 'CommitAdvanced': {
            const { term, to, entryTerm } = observation;
            if (to <= highest) return;
            highest = to;
            commits.push({ term, to, entryTerm, fact: { atUs, node, observation } });
            return;
          }
          case 'BecameLeader': {
            const { term, lastIndex, lastTerm } = observation;
            checkLeader({ atUs, node, observation }, term, lastIndex, lastTerm);
          }
        }
      },
    };
  },
};
