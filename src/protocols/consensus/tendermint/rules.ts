import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Signer } from '../../../core/signer.ts';
import { byzantineQuorum, maxFaulty } from '../shared/quorums.ts';
import type { KeyValueRequest } from './block.ts';
import type { RoundLog, VoteSet } from './message-log.ts';
import type { Vote } from './messages.ts';
import type { OwnMessages, RoundValue } from './types.ts';

/** The sentences of [Tendermint] that decide, as small pure functions. A mutant overrides one. */
export interface TendermintRules {
  readonly quorumSize: typeof quorumSize;
  readonly skipSize: typeof skipSize;
  readonly proposerOf: typeof proposerOf;
  readonly isFromProposer: typeof isFromProposer;
  readonly isSignedByVoter: typeof isSignedByVoter;
  readonly isSignedByClient: typeof isSignedByClient;
  readonly counts: typeof counts;
  readonly timeoutUs: typeof timeoutUs;
  readonly acceptsFresh: typeof acceptsFresh;
  readonly acceptsValid: typeof acceptsValid;
  readonly decidingVotes: typeof decidingVotes;
  readonly isProven: typeof isProven;
  readonly lockInNextRound: typeof lockInNextRound;
  readonly lockAfterRestart: typeof lockAfterRestart;
  readonly ownAfterRestart: typeof ownAfterRestart;
}

/**
 * The paper's 2f + 1 are for n = 3f + 1. For any n it takes ⌈(n + f + 1) / 2⌉: two such quorums share f + 1 validators,
 * one of them honest, and n − f honest ones make one.
 */
export function quorumSize(nodeCount: number): number {
  return byzantineQuorum(nodeCount);
}

/** f + 1: at least one of them is honest (line 55). */
export function skipSize(nodeCount: number): number {
  return maxFaulty(nodeCount) + 1;
}

/** proposer(h, round): each validator in its turn, as all have the same power [Tendermint §3]. */
export function proposerOf(height: number, round: number, nodeCount: number): NodeId {
  return (height + round) % nodeCount;
}

/** "upon ⟨PROPOSAL, …⟩ from proposer(h, round)" (lines 22, 28, 36, 49): from nobody else. */
export function isFromProposer(proposer: NodeId, expected: NodeId): boolean {
  return proposer === expected;
}

/** Whoever is said to vote must have signed the vote: whoever passes it on may lie. */
export function isSignedByVoter(keys: Signer, vote: Vote): boolean {
  return keys.isSealedBy(vote, vote.voter);
}

/** A value is valid only if clients asked for all that is in it: `valid(v)` of lines 23, 29, 36, 50. */
export function isSignedByClient(
  keys: Signer,
  request: KeyValueRequest,
  nodeCount: number,
): boolean {
  return keys.isSealedBy(request, nodeCount + request.client);
}

/** Votes are counted by sender: one that comes again adds nothing to a quorum. */
export function counts(hasVoted: boolean): boolean {
  return !hasVoted;
}

/** "timeoutX(r) = initTimeoutX + r · timeoutDelta" [Tendermint §3]: in some round messages are quicker. */
export function timeoutUs(initialUs: Micros, deltaUs: Micros, round: number): Micros {
  return initialUs + round * deltaUs;
}

/** Line 23, for a value without a polka: "lockedRound = −1 ∨ lockedValue = v". */
export function acceptsFresh(lockedRound: number, isLockedValue: boolean): boolean {
  return lockedRound === -1 || isLockedValue;
}

/** Line 29, for a value that has a polka in round vr: "lockedRound ≤ vr ∨ lockedValue = v". */
export function acceptsValid(
  lockedRound: number,
  validRound: number,
  isLockedValue: boolean,
): boolean {
  return lockedRound <= validRound || isLockedValue;
}

/** What must be of a quorum for the value to be decided: precommits (line 49). */
export function decidingVotes(round: RoundLog): VoteSet {
  return round.precommits;
}

/** A decision that another claims stands only on the precommits of a quorum. */
export function isProven(distinctVoters: number, quorum: number): boolean {
  return distinctVoters >= quorum;
}

/** The lock outlasts the round: only a polka of a later one changes it, or the end of the height (line 53). */
export function lockInNextRound(locked: RoundValue): RoundValue {
  return locked;
}

/** The lock outlasts a crash: the precommit that made it may have decided the value. */
export function lockAfterRestart(locked: RoundValue): RoundValue {
  return locked;
}

/** Who restarts says again what it signed in this round, and nothing else. */
export function ownAfterRestart(own: OwnMessages): OwnMessages {
  return own;
}

export const tendermintRules: TendermintRules = {
  quorumSize,
  skipSize,
  proposerOf,
  isFromProposer,
  isSignedByVoter,
  isSignedByClient,
  counts,
  timeoutUs,
  acceptsFresh,
  acceptsValid,
  decidingVotes,
  isProven,
  lockInNextRound,
  lockAfterRestart,
  ownAfterRestart,
};
