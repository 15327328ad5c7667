import type { NodeId } from '../../../core/identity.ts';
import { type BlockId, NIL } from './block.ts';
import type { Precommit, Prevote, Proposal, Vote } from './messages.ts';
import type { TendermintRules } from './rules.ts';

/** The votes of one kind in one round: of each validator the first that came. */
export interface VoteSet {
  /** By voter. */
  readonly votes: (Vote | undefined)[];
  total: number;
  readonly counts: Map<BlockId, number>;
  /** What a quorum voted for. */
  quorumId: BlockId | undefined;
  /** The votes of that quorum, where they came together. */
  certificate: readonly Vote[] | undefined;
}

/** A proposal that its proposer signed, with what has been found out about its value. */
export interface KnownProposal {
  readonly proposal: Proposal;
  readonly id: BlockId;
  readonly isValid: boolean;
}

export interface RoundLog {
  /** More than one only if the proposer lies. */
  readonly proposals: KnownProposal[];
  readonly prevotes: VoteSet;
  readonly precommits: VoteSet;
}

/** The paper's message log, for one height. What is not needed is not kept, so that liars cannot fill it. */
export interface HeightLog {
  readonly rounds: Map<number, RoundLog>;
  /** By validator: the highest round of which it signed anything. */
  readonly highest: number[];
  /** How many validators have signed something of a round above the present one. */
  ahead: number;
  /** The last round in which a quorum of prevotes for a value was seen. */
  polkaRound: number;
  /** The last round in which a quorum of precommits for a value was seen. */
  commitRound: number;
}

/** A liar may propose more; whoever needs the others gets them with a proof. */
const MOST_PROPOSALS = 4;
/** How far ahead of the present round votes are kept. Those that are further ahead are sent again when they are needed. */
export const ROUNDS_AHEAD = 8;

export function emptyHeightLog(nodeCount: number): HeightLog {
  return {
    rounds: new Map(),
    highest: new Array<number>(nodeCount).fill(-1),
    ahead: 0,
    polkaRound: -1,
    commitRound: -1,
  };
}

export function isEmpty(log: HeightLog): boolean {
  return log.rounds.size === 0 && log.ahead === 0;
}

function emptyVoteSet(): VoteSet {
  return { votes: [], total: 0, counts: new Map(), quorumId: undefined, certificate: undefined };
}

/** The log of a round, begun where there is none. */
export function roundLog(log: HeightLog, round: number): RoundLog {
  let found = log.rounds.get(round);
  if (found === undefined) {
    found = { proposals: [], prevotes: emptyVoteSet(), precommits: emptyVoteSet() };
    log.rounds.set(round, found);
  }
  return found;
}

/** Adds a vote. True when it completes a quorum. */
export function addVote(
  set: VoteSet,
  vote: Vote,
  quorum: number,
  counts: TendermintRules['counts'],
): boolean {
  const { voter, id } = vote;
  while (set.votes.length <= voter) set.votes.push(undefined);
  const hasVoted = set.votes[voter] !== undefined;
  if (!counts(hasVoted)) return false;
  if (!hasVoted) set.votes[voter] = vote;
  set.total++;
  const count = (set.counts.get(id) ?? 0) + 1;
  set.counts.set(id, count);
  if (count < quorum || set.quorumId !== undefined) return false;
  set.quorumId = id;
  return true;
}

/** Takes over a quorum that others have gathered. True when it is news. */
export function addCertificate(set: VoteSet, id: BlockId, certificate: readonly Vote[]): boolean {
  if (set.quorumId !== undefined) return false;
  set.quorumId = id;
  set.certificate = certificate;
  return true;
}

/** The votes of the set's quorum, as a proof for others. */
export function certificateOf(set: VoteSet): readonly Vote[] {
  if (set.certificate !== undefined) return set.certificate;
  const votes: Vote[] = [];
  for (const vote of set.votes) {
    if (vote !== undefined && vote.id === set.quorumId) votes.push(vote);
  }
  set.certificate = votes;
  return votes;
}

/** All precommits of a round, whatever they are for. */
export function precommitsIn({ precommits }: RoundLog): readonly Precommit[] {
  return precommits.votes.filter((vote) => vote?.type === 'Precommit');
}

/** The prevotes of the set's quorum. */
export function polkaOf(set: VoteSet): readonly Prevote[] {
  return certificateOf(set).filter((vote) => vote.type === 'Prevote');
}

export function addProposal(round: RoundLog, known: KnownProposal): void {
  const { proposals } = round;
  if (proposals.length >= MOST_PROPOSALS) return;
  const { validRound } = known.proposal;
  for (const other of proposals) {
    const isSame = other.id === known.id && other.isValid === known.isValid;
    if (isSame && other.proposal.validRound === validRound) return;
  }
  proposals.push(known);
}

/** The valid proposal of this value, unless it is nil or nobody proposed it. */
export function validProposal(
  round: RoundLog | undefined,
  id: BlockId | undefined,
): KnownProposal | undefined {
  if (round === undefined || id === undefined || id === NIL) return undefined;
  return round.proposals.find((known) => known.id === id && known.isValid);
}

/** Notes that the validator has been in a round. */
export function noteRound(
  log: HeightLog,
  voter: NodeId,
  round: number,
  presentRound: number,
): void {
  const before = log.highest[voter] as number;
  if (round <= before) return;
  log.highest[voter] = round;
  if (round > presentRound && before <= presentRound) log.ahead++;
}

/** Counts anew who is ahead, after the present round has changed. */
export function countAhead(log: HeightLog, presentRound: number): void {
  let ahead = 0;
  for (const round of log.highest) if (round > presentRound) ahead++;
  log.ahead = ahead;
}

/** The highest round that so many validators have reached or passed. */
export function roundReachedBy(log: HeightLog, validators: number): number {
  const descending = [...log.highest].sort((left, right) => right - left);
  return descending[validators - 1] ?? -1;
}
