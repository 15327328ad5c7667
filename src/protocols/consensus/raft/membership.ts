import type { ClientId, NodeId } from '../../../core/identity.ts';
import { countMarked, reachedByMajority } from './quorum.ts';
import type { RaftRules } from './rules.ts';
import { type Configuration, type Entry, NO_CLIENT, type ReplicaState } from './types.ts';

/**
 * "Each server adopts C_new as soon as that entry is added to its log": a server always uses the latest configuration in
 * its log, whether or not it is committed [Raft §6]. Where the log is cut, the one before is in force again.
 */

type RuleOf<Name extends keyof RaftRules> = Pick<RaftRules, Name>;

/** A configuration with its place in the log, and what is often asked of it. Lists are in order. */
export interface Membership {
  /** Its index, 0 for the one to begin with. */
  readonly index: number;
  readonly configuration: Configuration;
  /** As in the configuration. */
  readonly voters: readonly NodeId[];
  readonly outgoing: readonly NodeId[];
  /** Who asked for it; kept from the joint configuration to the new one. */
  readonly client: ClientId;
  readonly sequence: number;
  readonly doneBelow: number;
  /** All that vote: while two configurations are joint, those of both. */
  readonly electors: readonly NodeId[];
  /** All that get the log. */
  readonly members: readonly NodeId[];
}

const NOBODY_ELSE: readonly NodeId[] = [];

export function initialConfiguration(
  nodes: readonly NodeId[],
  initialMembers: number,
): Configuration {
  const voters = initialMembers === 0 ? nodes : nodes.slice(0, initialMembers);
  return { kind: 'configuration', voters, outgoing: NOBODY_ELSE, learners: NOBODY_ELSE };
}

/** A configuration that nobody asked for: the first, or that of a snapshot. */
export function membershipAt(index: number, configuration: Configuration): Membership {
  return withRolls(index, configuration, NO_CLIENT, 0, 0);
}

/** What is in force once the entry with this configuration is in the log. */
export function membershipOf(
  index: number,
  { client, sequence, doneBelow }: Entry,
  configuration: Configuration,
): Membership {
  return withRolls(index, configuration, client, sequence, doneBelow);
}

function withRolls(
  index: number,
  configuration: Configuration,
  client: ClientId,
  sequence: number,
  doneBelow: number,
): Membership {
  const { voters, outgoing, learners } = configuration;
  const electors = outgoing.length === 0 ? voters : union(voters, outgoing);
  const members = learners.length === 0 ? electors : union(electors, learners);
  return {
    index,
    configuration,
    voters,
    outgoing,
    client,
    sequence,
    doneBelow,
    electors,
    members,
  };
}

/** The members of either list, in order. */
export function union(left: readonly NodeId[], right: readonly NodeId[]): readonly NodeId[] {
  return [...new Set([...left, ...right])].sort((a, b) => a - b);
}

/** The members of the first list that are not in the second. */
export function without(left: readonly NodeId[], right: readonly NodeId[]): readonly NodeId[] {
  return left.filter((node) => !right.includes(node));
}

/** Puts a configuration in force. */
export function adopt(state: ReplicaState, membership: Membership): void {
  state.memberships.push(membership);
  state.membership = membership;
}

/** The log was cut: whatever came behind `lastIndex` is not in force any more. */
export function fallBack(state: ReplicaState, lastIndex: number): void {
  const { memberships } = state;
  while (memberships.length > 1 && (memberships.at(-1) as Membership).index > lastIndex) {
    memberships.pop();
  }
  state.membership = memberships.at(-1) as Membership;
}

/** The latest configuration up to `index`; those before it are forgotten. */
export function settleMembership(state: ReplicaState, index: number): Configuration {
  const { memberships } = state;
  while (memberships.length > 1 && (memberships[1] as Membership).index <= index) {
    memberships.shift();
  }
  return (memberships[0] as Membership).configuration;
}

/** Whether those marked decide: a majority of the voters, and of both configurations where two are joint [Raft §6]. */
export function isQuorum(
  marks: readonly boolean[],
  { voters, outgoing }: Membership,
  { quorumSize }: RuleOf<'quorumSize'>,
): boolean {
  if (countMarked(marks, voters) < quorumSize(voters.length)) return false;
  return outgoing.length === 0 || countMarked(marks, outgoing) >= quorumSize(outgoing.length);
}

/** The largest value that those who decide have reached. */
export function reachedByQuorum(
  values: readonly number[],
  { voters, outgoing }: Membership,
  { quorumSize }: RuleOf<'quorumSize'>,
): number {
  const reached = reachedByMajority(values, voters, quorumSize(voters.length));
  if (outgoing.length === 0) return reached;
  return Math.min(reached, reachedByMajority(values, outgoing, quorumSize(outgoing.length)));
}

/**
 * Whether a server may stand for election: it votes, or its own removal is not committed as far as it knows. "A server
 * that is not part of its own latest configuration should still start new elections, as it might still be needed until
 * the C_new entry is committed" [Ongaro §4.2.2].
 */
export function mayStand({ membership, commitIndex }: ReplicaState, self: NodeId): boolean {
  const { electors, configuration, index } = membership;
  if (electors.includes(self)) return true;
  return index > commitIndex && !configuration.learners.includes(self);
}
