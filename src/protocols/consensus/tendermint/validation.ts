import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import type { Block, BlockId, KeyValueRequest } from './block.ts';
import type { Proposal, Vote } from './messages.ts';
import { proposerOf } from './proposers.ts';
import type { TendermintTypes } from './types.ts';

type Ctx = Context<TendermintTypes>;

/*
 * What comes from the network may be anything. These tell what has the shape of a message, and what is signed by whom
 * it should be; nothing else is let in.
 */

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

export function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isNode(value: unknown, ctx: Ctx): value is NodeId {
  return isIndex(value) && value < ctx.nodes.length;
}

/** The list's first elements: no list keeps a validator busy for longer than an honest one would. */
export function listed<E>(list: readonly E[], most: number): readonly E[] {
  if (!Array.isArray(list)) return [];
  return list.length <= most ? list : list.slice(0, most);
}

/** A vote that its voter signed. */
export function isVote(vote: Vote, ctx: Ctx): boolean {
  return (
    isRecord(vote) &&
    (vote.type === 'Prevote' || vote.type === 'Precommit') &&
    isIndex(vote.height) &&
    isIndex(vote.round) &&
    typeof vote.id === 'string' &&
    isNode(vote.voter, ctx) &&
    ctx.rules.isSignedByVoter(ctx.keys, vote)
  );
}

/** A proposal that the proposer of its height and round signed. */
export function isProposal(proposal: Proposal, ctx: Ctx): boolean {
  if (!isRecord(proposal) || !isIndex(proposal.height) || !isIndex(proposal.round)) return false;
  const { height, round, proposer, validRound } = proposal;
  return (
    Number.isSafeInteger(validRound) &&
    isBlock(proposal.block) &&
    isNode(proposer, ctx) &&
    ctx.rules.isFromProposer(proposer, proposerOf(height, round, ctx)) &&
    ctx.keys.isSealedBy(proposal, proposer)
  );
}

/** Something of which an id can be made. */
export function isBlock(block: Block): boolean {
  return isRecord(block) && Array.isArray(block.requests) && block.requests.every(isRecord);
}

/** `valid(v)`: not too much, and all of it asked for by clients [Tendermint §3]. */
export function isValid({ requests }: Block, ctx: Ctx): boolean {
  if (requests.length > ctx.params.maxRequestsPerBlock) return false;
  for (const request of requests) if (!isRequest(request, ctx)) return false;
  return true;
}

/** A request that its client signed. */
export function isRequest(request: KeyValueRequest, ctx: Ctx): boolean {
  return (
    isRecord(request) &&
    isIndex(request.client) &&
    isIndex(request.sequence) &&
    isIndex(request.doneBelow) &&
    isRecord(request.operation) &&
    ctx.rules.isSignedByClient(ctx.keys, request, ctx.nodes.length)
  );
}

/** What a certificate is to prove. */
export interface Claim {
  readonly type: Vote['type'];
  readonly height: number;
  readonly round: number;
  readonly id: BlockId;
}

/** How many different validators have signed what the claim says. */
export function countVoters(votes: readonly Vote[], claim: Claim, ctx: Ctx): number {
  const hasVoted: boolean[] = [];
  let count = 0;
  for (const vote of listed(votes, ctx.nodes.length)) {
    if (!isVote(vote, ctx) || !isAbout(vote, claim)) continue;
    if (!ctx.rules.counts(hasVoted[vote.voter] === true)) continue;
    hasVoted[vote.voter] = true;
    count++;
  }
  return count;
}

function isAbout(vote: Vote, { type, height, round, id }: Claim): boolean {
  return vote.type === type && vote.height === height && vote.round === round && vote.id === id;
}
