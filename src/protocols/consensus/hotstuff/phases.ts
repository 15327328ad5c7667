import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import type { TreeNode } from './block-tree.ts';
import {
  isNewViewCertificate,
  isValidBlock,
  isValidCertificate,
  justifyingPhase,
} from './certificates.ts';
import { commit } from './committing.ts';
import { leaderOf } from './leaders.ts';
import { consider, learn, lockOn } from './learning.ts';
import type { Certified, NewView, Phase, Proposal, QuorumCertificate, Vote } from './messages.ts';
import {
  announce,
  enterView,
  newViewCertificate,
  noteWish,
  restartViewTimer,
} from './pacemaker.ts';
import { send, sendToAll } from './persistence.ts';
import { mayLead } from './proposing.ts';
import { hold, keep, want } from './synchronising.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';
import { count, vote } from './voting.ts';

type Ctx = Context<HotStuffTypes>;

/** "As a leader: wait for (n − f) new-view messages" [HotStuff Algorithm 2]. */
export function onNewView(state: ReplicaState, from: NodeId, message: NewView, ctx: Ctx): void {
  const { wish, justify } = message;
  const { wishedView: view, wisher } = wish;
  if (wisher >= ctx.nodes.length || !ctx.keys.isSealedBy(wish, wisher)) return;
  consider(state, from, justify, ctx);
  const isNews = noteWish(state, wish, ctx);
  if (leaderOf(view, ctx) !== ctx.self) return;
  const { proposal, latest } = state.leading;
  if (proposal?.block.view === view && latest !== undefined) {
    // Whoever says it again has not got what was said in this view, or has forgotten it in a crash.
    if (!isNews && wisher !== ctx.self) send(state, wisher, latest, ctx);
    return;
  }
  const certificate = newViewCertificate(state, view, ctx);
  if (certificate !== undefined) mayLead(state, view, certificate, 'wishes', ctx);
}

/** "As a replica: wait for message m from leader(curView)" [HotStuff Algorithms 2 and 3]. */
export function onProposal(state: ReplicaState, from: NodeId, message: Proposal, ctx: Ctx): void {
  const { block, proposer, wishes } = message;
  const { view, justify } = block;
  const current = state.persistent.view.value;
  const isExpected = message.type === (ctx.params.mode === 'chained' ? 'Generic' : 'Prepare');
  if (!isExpected || view < current || view < 1 || proposer !== leaderOf(view, ctx)) return;
  if (!ctx.keys.isSealedBy(message, proposer) || !isValidBlock(block, ctx)) return;
  // Without a proof that the views before are over, a liar could pull everyone to the views that it leads itself.
  const isProven = message.type === 'Generic' && justify.view === view - 1;
  if (view > current && !isProven && !isNewViewCertificate(wishes, view, ctx)) return;
  if (state.tree.get(justify.block) === undefined) {
    hold(state, from, message, justify, ctx);
    return;
  }
  learn(state, justify, ctx);
  enterView(state, view, 'progress', ctx);
  if (state.pacemaker.isWaiting) restartViewTimer(state, ctx);
  voteForProposal(state, message, ctx);
}

/** "if m.node extends from m.justify.node ∧ safeNode(m.node, m.justify): send voteMsg" [HotStuff Algorithm 2]. */
function voteForProposal(state: ReplicaState, { block }: Proposal, ctx: Ctx): void {
  const { tree, persistent } = state;
  const { view, justify } = block;
  const phase = justifyingPhase(ctx);
  const parent = tree.get(block.parent);
  const lock = tree.get(persistent.lockedQC.value.block);
  if (parent === undefined || !ctx.rules.mayVote(persistent.lastVote.value, { view, phase }))
    return;
  const extendsLock = lock === undefined || tree.isDescendant(parent, lock);
  if (!ctx.rules.isSafe(extendsLock, justify.view, persistent.lockedQC.value.view)) return;
  const node = keep(state, block);
  if (node === undefined) return;
  vote(state, phase, view, node, ctx);
  // Its vote is what tells the next leader that the replica is there.
  if (phase === 'generic') enterView(state, view + 1, 'progress', ctx);
}

/** What votes a certificate that a leader of the basic protocol passes on is made of. */
const CERTIFIED_BY: Readonly<Record<Certified['type'], Phase>> = {
  PreCommit: 'prepare',
  Commit: 'preCommit',
  Decide: 'commit',
};

/** The pre-commit, commit and decide phases of a replica [HotStuff Algorithm 2]. */
export function onCertified(state: ReplicaState, from: NodeId, message: Certified, ctx: Ctx): void {
  const { type, justify } = message;
  const isLate = justify.view < state.persistent.view.value;
  if (ctx.params.mode !== 'basic' || justify.view < 1) return;
  if (isLate && type !== 'Decide') return;
  const known = state.tree.get(justify.block);
  if (isLate && known !== undefined && state.tree.isDescendant(state.committed, known)) return;
  if (!isValidCertificate(justify, CERTIFIED_BY[type], ctx)) return;
  if (known === undefined) {
    hold(state, from, message, justify, ctx);
    return;
  }
  enterView(state, justify.view, 'progress', ctx);
  if (state.pacemaker.isWaiting && !isLate) restartViewTimer(state, ctx);
  switch (type) {
    case 'PreCommit':
      learn(state, justify, ctx);
      vote(state, 'preCommit', justify.view, known, ctx);
      return;
    case 'Commit':
      lockOn(state, justify, ctx);
      vote(state, 'commit', justify.view, known, ctx);
      return;
    case 'Decide':
      onDecide(state, justify, known, ctx);
  }
}

function onDecide(state: ReplicaState, qc: QuorumCertificate, node: TreeNode, ctx: Ctx): void {
  commit(state, node, ctx);
  if (qc.view < state.persistent.view.value) return;
  enterView(state, qc.view + 1, 'progress', ctx);
  announce(state, ctx);
}

/** "Wait for (n − f) votes": then the leader of the basic protocol passes the certificate on, and that of the chained proposes. */
export function onVote(state: ReplicaState, from: NodeId, ballot: Vote, ctx: Ctx): void {
  const qc = count(state, ballot, ctx);
  if (qc === undefined) return;
  switch (qc.phase) {
    case 'prepare':
      passOn(state, { type: 'PreCommit', justify: qc }, ctx);
      return;
    case 'preCommit':
      passOn(state, { type: 'Commit', justify: qc }, ctx);
      return;
    case 'commit':
      passOn(state, { type: 'Decide', justify: qc }, ctx);
      return;
    case 'generic':
      if (state.tree.get(qc.block) === undefined) want(state, from, qc, ctx);
      else learn(state, qc, ctx);
  }
}

function passOn(state: ReplicaState, message: Certified, ctx: Ctx): void {
  const { leading } = state;
  if (leading.proposal?.block.view === message.justify.view) leading.latest = message;
  sendToAll(state, message, ctx);
}
