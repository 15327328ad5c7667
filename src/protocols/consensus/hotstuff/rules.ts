import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import { byzantineQuorum } from '../shared/quorums.ts';
import type { Phase } from './messages.ts';
import type { HotStuffParams, LastVote } from './types.ts';

/**
 * The sentences of the paper that decide, as small pure functions. All else in the protocol carries messages
 * between them. A mutant overrides one.
 */
export interface HotStuffRules {
  readonly quorumSize: typeof quorumSize;
  readonly leaderOf: typeof leaderOf;
  readonly viewAfterTimeout: typeof viewAfterTimeout;
  readonly viewTimeoutUs: typeof viewTimeoutUs;
  readonly isSafe: typeof isSafe;
  readonly mayVote: typeof mayVote;
  readonly remembersVotes: typeof remembersVotes;
  readonly lockAfterRestart: typeof lockAfterRestart;
  readonly counts: typeof counts;
  readonly isProven: typeof isProven;
  readonly isAsked: typeof isAsked;
  readonly extendsCertified: typeof extendsCertified;
  readonly isChain: typeof isChain;
  readonly chainToCommit: typeof chainToCommit;
}

/** How many replicas must have signed: any two such sets share an honest one [HotStuff §3]. */
export function quorumSize(nodeCount: number): number {
  return byzantineQuorum(nodeCount);
}

/** "A deterministic mapping from view number to replica": by turns, each for some views in a row [HotStuff §4]. */
export function leaderOf(view: number, viewsPerLeader: number, nodeCount: number): NodeId {
  return Math.floor((view - 1) / viewsPerLeader) % nodeCount;
}

/** A view that timed out: the next is the first of the next leader. */
export function viewAfterTimeout(view: number, viewsPerLeader: number): number {
  return (Math.floor((view - 1) / viewsPerLeader) + 1) * viewsPerLeader + 1;
}

/** Doubled with each view that fails, so that in the end all correct replicas are in one view long enough [HotStuff §4]. */
export function viewTimeoutUs(
  { viewTimeout, maxViewTimeout }: Pick<HotStuffParams, 'viewTimeout' | 'maxViewTimeout'>,
  failures: number,
): Micros {
  return Math.min(
    viewTimeout * (1 << Math.min(failures, 20)),
    Math.max(viewTimeout, maxViewTimeout),
  );
}

/**
 * The safeNode predicate: "the predicate is true as long as either one of two rules holds", that the block extends the
 * one that the replica is locked on (safety), or that its certificate is of a later view (liveness) [HotStuff §4.2].
 */
export function isSafe(extendsLock: boolean, justifyView: number, lockedView: number): boolean {
  return extendsLock || justifyView > lockedView;
}

const RANK: Readonly<Record<Phase, number>> = { prepare: 0, preCommit: 1, commit: 2, generic: 0 };

/** Orders the votes of one replica. */
export function voteRank({ view, phase }: LastVote): number {
  return view * 4 + RANK[phase];
}

/** One vote in each phase of a view, and none in a view before. */
export function mayVote(last: LastVote, vote: LastVote): boolean {
  return voteRank(vote) > voteRank(last);
}

/** A vote is a promise not to give another in that view or before: a replica that restarts knows its view and its vote. */
export function remembersVotes(): boolean {
  return true;
}

/** Whether a replica that restarts is still bound by its lock. */
export function lockAfterRestart(): 'kept' | 'lost' {
  return 'kept';
}

/** A quorum is of different replicas: the second vote of one counts nothing. */
export function counts(isRepeated: boolean): boolean {
  return !isRepeated;
}

/** A certificate is worth what its votes are. */
export function isProven(votesVerified: number, quorum: number): boolean {
  return votesVerified >= quorum;
}

/** What a client did not sign, it did not ask. */
export function isAsked(isSigned: boolean): boolean {
  return isSigned;
}

/** "m.node extends from m.justify.node": the child of the certified block and of no other [HotStuff Algorithm 2]. */
export function extendsCertified(parent: string, certified: string): boolean {
  return parent === certified;
}

/**
 * Whether blocks that certify one another form a chain without a gap: each in the view after the one before. Where the
 * paper fills the views between with dummy nodes, so that no direct parent is left there [HotStuff §5].
 */
export function isChain(views: readonly number[]): boolean {
  return views.every((view, index) => index === 0 || view === (views[index - 1] as number) + 1);
}

/** How many blocks of a row, each certified by the next, commit the first: a three-chain [HotStuff §5]. */
export function chainToCommit(): number {
  return 3;
}

export const hotStuffRules: HotStuffRules = {
  quorumSize,
  leaderOf,
  viewAfterTimeout,
  viewTimeoutUs,
  isSafe,
  mayVote,
  remembersVotes,
  lockAfterRestart,
  counts,
  isProven,
  isAsked,
  extendsCertified,
  isChain,
  chainToCommit,
};
