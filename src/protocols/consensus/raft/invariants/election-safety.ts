import type { NodeId } from '../../../../core/identity.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { Fact } from '../../../../core/observation.ts';
import type { RaftObservation } from '../observations.ts';
import type { RaftTypes } from '../types.ts';

interface Election {
  readonly leader: NodeId;
  readonly fact: Fact;
}

/**
 * Where the members change, the promise rests on two more: a leader puts one configuration in force at a time, and every
 * quorum of it shares a server with every quorum of the one before [Raft §6]. They are checked as each configuration is
 * proposed, since a pair of leaders that they would allow may never come about.
 */
export const electionSafety: Invariant<RaftTypes> = {
  name: 'Election Safety',
  expectation: 'always',
  sentence: 'At most one leader can be elected in a given term.',
  citation: 'Raft §5.2',
  hears: ['BecameLeader', 'ConfigurationProposed'],
  start(verdict) {
    const elections = new Map<number, Election>();
    return {
      hear(observation, node, atUs) {
        if (observation.type === 'ConfigurationProposed') {
          verdict.exercised();
          const danger = dangerOf(observation);
          if (danger !== undefined) verdict.violated(danger, [{ atUs, node, observation }]);
        }
        if (observation.type !== 'BecameLeader') return;
        verdict.exercised();
        const { term } = observation;
        const fact = { atUs, node, observation };
        const earlier = elections.get(term);
        if (earlier === undefined) elections.set(term, { leader: node, fact });
        else if (earlier.leader !== node) {
          const explanation = `n${earlier.leader} and n${node} were both elected in term ${term}`;
          verdict.violated(explanation, [earlier.fact, fact]);
        }
      },
    };
  },
};

type Proposal = Extract<RaftObservation, { type: 'ConfigurationProposed' }>;

/** Why two leaders could come to be elected after this configuration was proposed. */
function dangerOf(proposal: Proposal): string | undefined {
  const { index, previousIndex, commitIndex } = proposal;
  if (previousIndex > commitIndex) {
    return `a configuration was put in force at index ${index} before the one at index ${previousIndex} was committed`;
  }
  const before = { voters: proposal.previousVoters, outgoing: proposal.previousOutgoing };
  const [quorum, other] = disjointQuorums(before, proposal) ?? [];
  if (quorum === undefined || other === undefined) return undefined;
  return `of the configuration at index ${index}, ${listed(other)} are a quorum, and of the one before, ${listed(quorum)}`;
}

interface Voters {
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
}

/** A quorum of each configuration that share no server. Every division of the servers into two is tried. */
function disjointQuorums(left: Voters, right: Voters): [NodeId[], NodeId[]] | undefined {
  const kinds = kindsOf([left.voters, left.outgoing, right.voters, right.outgoing]);
  function divide(next: number, one: NodeId[], other: NodeId[]): [NodeId[], NodeId[]] | undefined {
    const kind = kinds[next];
    if (kind === undefined) {
      return isQuorumOf(one, left) && isQuorumOf(other, right) ? [one, other] : undefined;
    }
    for (let count = 0; count <= kind.length; count++) {
      const rest = kind.slice(count);
      const found = divide(next + 1, [...one, ...kind.slice(0, count)], [...other, ...rest]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  return divide(0, [], []);
}

/** The servers in groups of those that are in the same lists: within a group it does not matter which are taken. */
function kindsOf(lists: readonly (readonly NodeId[])[]): NodeId[][] {
  const kinds = new Map<string, NodeId[]>();
  for (const node of new Set(lists.flat())) {
    const kind = lists.map((list) => list.includes(node)).join();
    kinds.set(kind, [...(kinds.get(kind) ?? []), node]);
  }
  return [...kinds.values()];
}

function isQuorumOf(nodes: readonly NodeId[], { voters, outgoing }: Voters): boolean {
  const isMajorityOf = (all: readonly NodeId[]): boolean =>
    2 * all.filter((node) => nodes.includes(node)).length > all.length;
  return isMajorityOf(voters) && (outgoing.length === 0 || isMajorityOf(outgoing));
}

function listed(nodes: readonly NodeId[]): string {
  return nodes.map((node) => `n${node}`).join(' ');
}
