import type { NodeId } from '../../../core/identity.ts';
import type { Micros } from '../../../core/micros.ts';
import type { Signer } from '../../../core/signer.ts';
import { byzantineQuorum } from '../shared/quorums.ts';
import type { Request } from './messages.ts';

/**
 * The sentences of the paper that decide, as small pure functions. All else in the protocol carries messages
 * between them. A mutant overrides one.
 */
export interface PbftRules {
  readonly quorumSize: typeof quorumSize;
  readonly countsVote: typeof countsVote;
  readonly isAuthentic: typeof isAuthentic;
  readonly isAskedByClient: typeof isAskedByClient;
  readonly isInView: typeof isInView;
  readonly isBetweenWatermarks: typeof isBetweenWatermarks;
  readonly mayAccept: typeof mayAccept;
  readonly nextSequence: typeof nextSequence;
  readonly suspectsPrimary: typeof suspectsPrimary;
  readonly viewTimeoutUs: typeof viewTimeoutUs;
  readonly keepsDecisions: typeof keepsDecisions;
  readonly isReported: typeof isReported;
  readonly isHigherCertificate: typeof isHigherCertificate;
  readonly isCertified: typeof isCertified;
  readonly isDecisionProven: typeof isDecisionProven;
  readonly isCheckpointStable: typeof isCheckpointStable;
  readonly followsFromViewChanges: typeof followsFromViewChanges;
}

/**
 * Any two quorums share an honest replica. The paper's 2f + 1 is that for n = 3f + 1 only: of five replicas, two sets
 * of three may share none but a liar [PBFT §4.2].
 */
export function quorumSize(nodeCount: number, faulty: number): number {
  return byzantineQuorum(nodeCount, faulty);
}

/** A quorum is made of "different backups": who votes again has voted once [PBFT §4.2]. */
export function countsVote(hasVoted: boolean): boolean {
  return !hasVoted;
}

/** Messages are accepted "provided their signatures are correct" [PBFT §4.2]. */
export function isAuthentic(
  keys: Signer,
  message: { readonly replica: NodeId; readonly signature?: unknown },
): boolean {
  return keys.isSealedBy(message, message.replica);
}

/** "The signatures in the request and the pre-prepare message are correct" [PBFT §4.2]. A client is an endpoint behind the nodes. */
export function isAskedByClient(keys: Signer, request: Request, nodeCount: number): boolean {
  return keys.isSealedBy(request, nodeCount + request.client);
}

/** A message is of use when "it is in view v", and the replica is, too: in a view change it takes no part [PBFT §4.2, §4.4]. */
export function isInView(messageView: number, view: number, isChanging: boolean): boolean {
  return messageView === view && !isChanging;
}

/**
 * "The sequence number in the pre-prepare message is between a low water mark, h, and a high water mark, H. The last
 * condition prevents a faulty primary from exhausting the space of sequence numbers by selecting a very large one"
 * [PBFT §4.2].
 */
export function isBetweenWatermarks(sequence: number, low: number, windowSize: number): boolean {
  return sequence > low && sequence <= low + windowSize;
}

/** "It has not accepted a pre-prepare message for view v and sequence number n containing a different digest" [PBFT §4.2]. */
export function mayAccept(hasAccepted: boolean): boolean {
  return !hasAccepted;
}

/** Each batch gets a number of its own, and no number is left out [PBFT §4.2]. */
export function nextSequence(lastProposed: number): number {
  return lastProposed + 1;
}

/** "If the timer of backup i expires in view v, the backup starts a view change to move the system to view v + 1" [PBFT §4.4]. */
export function suspectsPrimary(): boolean {
  return true;
}

/** The longest timeout, in doublings of the shortest: more than a trial lasts. */
const MAX_DOUBLINGS = 20;

/**
 * "To avoid starting a view change too soon", a replica waits twice as long with each view change that led to nothing
 * [PBFT §4.5.2]: whatever the delays are, some timeout is longer.
 */
export function viewTimeoutUs(baseUs: Micros, fruitless: number): Micros {
  let timeoutUs = baseUs;
  for (let round = 0; round < Math.min(fruitless, MAX_DOUBLINGS); round++) timeoutUs *= 2;
  return timeoutUs;
}

/**
 * What was committed is on the disk before anybody hears of its effect, so that a replica which restarts is soon where it
 * was. Otherwise a quorum could answer a read, unordered, from before a write that is over.
 */
export function keepsDecisions(): boolean {
  return true;
}

/** P tells of every batch that "prepared at i with a sequence number higher than n", in whatever view it did [PBFT §4.4]. */
export function isReported(_certificateView: number, _view: number): boolean {
  return true;
}

/** A new view goes on with "the pre-prepare message for sequence number n with the highest view number" [PBFT §4.4]. */
export function isHigherCertificate(view: number, best: number): boolean {
  return view > best;
}

/** A certificate has the prepares of different backups, as many as make a quorum with the primary [PBFT §4.2]. */
export function isCertified(backups: number, quorum: number): boolean {
  return backups >= quorum - 1;
}

/** What others say was committed is believed when a quorum of commits proves it. */
export function isDecisionProven(commits: number, quorum: number): boolean {
  return commits >= quorum;
}

/** A checkpoint is stable, and what came before can be discarded, when a quorum signed it [PBFT §4.3]. */
export function isCheckpointStable(votes: number, quorum: number): boolean {
  return votes >= quorum;
}

/** A backup verifies "the correctness of O by performing a computation similar to the one used by the primary" [PBFT §4.4]. */
export function followsFromViewChanges(isSameAsComputed: boolean): boolean {
  return isSameAsComputed;
}

export const pbftRules: PbftRules = {
  quorumSize,
  countsVote,
  isAuthentic,
  isAskedByClient,
  isInView,
  isBetweenWatermarks,
  mayAccept,
  nextSequence,
  suspectsPrimary,
  viewTimeoutUs,
  keepsDecisions,
  isReported,
  isHigherCertificate,
  isCertified,
  isDecisionProven,
  isCheckpointStable,
  followsFromViewChanges,
};
