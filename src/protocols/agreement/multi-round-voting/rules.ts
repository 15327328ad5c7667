import type { NodeId } from '../../../core/identity.ts';
import type { Signer } from '../../../core/signer.ts';
import type { Value } from '../shared/types.ts';
import type { Vote } from './types.ts';

/** How many there are, and how many of them may lie. */
export interface Electorate {
  readonly nodeCount: number;
  readonly maxFaulty: number;
}

/** The votes of one round, as one agent has seen them. */
export interface Count {
  /** For one value. */
  readonly votes: number;
  /** Of how many agents it has seen a vote for anything. */
  readonly heard: number;
}

/** What decides a vote. */
export interface VotingRules {
  isFromSigner(vote: Vote, signer: NodeId, keys: Signer): boolean;
  isQuorum(count: Count, electorate: Electorate): boolean;
  isLocked(own: Count, electorate: Electorate): boolean;
  withoutQuorum(leading: Value | undefined): Value | undefined;
}

/** ⌈(n + f + 1)/2⌉: two such sets of agents share f + 1, one of whom is honest. */
function quorumOf({ nodeCount, maxFaulty }: Electorate): number {
  return Math.floor((nodeCount + maxFaulty) / 2) + 1;
}

export const rules: VotingRules = {
  /** A vote is that of who is said to have cast it. */
  isFromSigner: (vote, signer, keys) => keys.isSealedBy(vote, signer),

  /**
   * A quorum of all agents, heard or not. Two quorums for different values would have an honest agent in common, who
   * votes once a round [Malkhi 1998].
   */
  isQuorum: ({ votes }, electorate) => votes >= quorumOf(electorate),

  /**
   * Whether someone may have decided by the vote that this agent cast: if all whom it has not heard, and f liars among
   * those it has, voted alike. Then it votes alike in the next round too, and so do all that could have made a quorum.
   */
  isLocked: ({ votes, heard }, electorate) =>
    votes + (electorate.nodeCount - heard) + electorate.maxFaulty >= quorumOf(electorate),

  /** Rounds that end without a quorum decide nothing. */
  withoutQuorum: () => undefined,
};
