import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { GENESIS } from './block-tree.ts';
import type { Block, Phase, QuorumCertificate, Vote, Wish } from './messages.ts';
import type { HotStuffTypes } from './types.ts';
import { isRequest, isVote, isWish } from './well-formed.ts';

type Ctx = Context<HotStuffTypes>;

/** The certificate of the root, which needs no votes. */
export const GENESIS_QC: QuorumCertificate = {
  phase: 'generic',
  view: 0,
  block: GENESIS,
  votes: [],
};

function isGenesis({ phase, view, block, votes }: QuorumCertificate): boolean {
  return view === 0 && block === GENESIS && phase === 'generic' && votes.length === 0;
}

/** A certificate of the votes, in the order of their voters. */
export function certificateOf(votes: readonly Vote[]): QuorumCertificate {
  const { phase, view, block } = votes[0] as Vote;
  return { phase, view, block, votes: [...votes].sort((a, b) => a.voter - b.voter) };
}

/** Whether a quorum of different replicas voted for this block in this phase of this view. */
export function isValidCertificate(qc: QuorumCertificate, phase: Phase, ctx: Ctx): boolean {
  const quorum = ctx.rules.quorumSize(ctx.nodes.length);
  if (qc.phase !== phase || qc.votes.length > ctx.nodes.length) return false;
  let verified = 0;
  let previous: NodeId = -1;
  for (const vote of qc.votes) {
    if (!isVote(vote) || vote.view !== qc.view || vote.block !== qc.block || vote.phase !== phase)
      continue;
    if (!ctx.rules.counts(vote.voter <= previous)) continue;
    if (!ctx.keys.isSealedBy(vote, vote.voter)) continue;
    previous = vote.voter;
    verified++;
  }
  return ctx.rules.isProven(verified, quorum);
}

/** The phase of the certificates that a block may extend. */
export function justifyingPhase(ctx: Ctx): Phase {
  return ctx.params.mode === 'chained' ? 'generic' : 'prepare';
}

/** Whether a block may extend what this certificate is for. */
export function isValidJustification(qc: QuorumCertificate, ctx: Ctx): boolean {
  return isGenesis(qc) || (qc.view > 0 && isValidCertificate(qc, justifyingPhase(ctx), ctx));
}

/** Whether everything that a well-formed block says is proven: its certificate by votes, its requests by clients. */
export function isValidBlock(block: Block, ctx: Ctx): boolean {
  const { parent, view, justify, requests } = block;
  return (
    view > justify.view &&
    requests.length <= ctx.params.maxRequestsPerBlock &&
    ctx.rules.extendsCertified(parent, justify.block) &&
    requests.every((request) => isClients(request, ctx)) &&
    isValidJustification(justify, ctx)
  );
}

/** Whether the client that is said to ask this signed it. */
export function isClients(request: unknown, ctx: Ctx): boolean {
  if (!isRequest(request)) return false;
  return ctx.rules.isAsked(ctx.keys.isSealedBy(request, ctx.nodes.length + request.client));
}

/** Whether a quorum of different replicas wished for this view. */
export function isNewViewCertificate(wishes: readonly Wish[], view: number, ctx: Ctx): boolean {
  const quorum = ctx.rules.quorumSize(ctx.nodes.length);
  if (wishes.length < quorum || wishes.length > ctx.nodes.length) return false;
  let verified = 0;
  let previous: NodeId = -1;
  for (const wish of wishes) {
    if (!isWish(wish) || wish.wishedView !== view) continue;
    if (!ctx.rules.counts(wish.wisher <= previous)) continue;
    if (!ctx.keys.isSealedBy(wish, wish.wisher)) continue;
    previous = wish.wisher;
    verified++;
  }
  return verified >= quorum;
}
