import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import type { TreeNode } from './block-tree.ts';
import { isValidJustification } from './certificates.ts';
import { commit } from './committing.ts';
import type { QuorumCertificate } from './messages.ts';
import { enterView } from './pacemaker.ts';
import { mayLead } from './proposing.ts';
import { want } from './synchronising.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/** Takes in a certificate that came with a new-view message, if it is news and true. */
export function consider(state: ReplicaState, from: NodeId, qc: QuorumCertificate, ctx: Ctx): void {
  const { persistent, synchronisation, tree } = state;
  const highest = Math.max(persistent.highQC.value.view, synchronisation.wanted?.view ?? 0);
  if (qc.view <= highest || !isValidJustification(qc, ctx)) return;
  if (tree.get(qc.block) === undefined) want(state, from, qc, ctx);
  else learn(state, qc, ctx);
}

/**
 * Learns of a verified certificate for a block that the replica has: it becomes the highest known, and in the chained
 * protocol it is the next step for the block and two before it.
 */
export function learn(state: ReplicaState, qc: QuorumCertificate, ctx: Ctx): void {
  const { persistent, tree } = state;
  if (qc.view <= persistent.highQC.value.view) return;
  persistent.highQC.value = qc;
  state.isUnsynced = true;
  ctx.observe({ type: 'CertificateSeen', view: qc.view, phase: qc.phase, block: qc.block });
  if (ctx.params.mode === 'basic') return;
  const node = tree.get(qc.block);
  if (node !== undefined) advanceChain(state, node, ctx);
  if (qc.view >= persistent.view.value) enterView(state, qc.view + 1, 'progress', ctx);
  mayLead(state, qc.view + 1, [], 'progress', ctx);
}

/**
 * "A node's certificate is at once the prepareQC of itself, the precommitQC of the block that it certifies, the commitQC
 * of the one before" in other words [HotStuff §5]: the second is what to be locked on, the third is committed.
 */
function advanceChain(state: ReplicaState, certified: TreeNode, ctx: Ctx): void {
  const { tree } = state;
  if (certified.block !== undefined) lockOn(state, certified.block.justify, ctx);
  const chain: TreeNode[] = [];
  let at: TreeNode | undefined = certified;
  const length = ctx.rules.chainToCommit();
  while (at !== undefined && chain.length < length) {
    chain.unshift(at);
    at = tree.justifiedBy(at);
  }
  const [first] = chain;
  if (first === undefined || chain.length < length) return;
  if (ctx.rules.isChain(chain.map(({ view }) => view))) commit(state, first, ctx);
}

/** "lockedQC ← m.justify" [HotStuff Algorithm 2], where it is later than what the replica is locked on. */
export function lockOn(state: ReplicaState, qc: QuorumCertificate, ctx: Ctx): void {
  const { persistent, tree } = state;
  const before = persistent.lockedQC.value;
  if (qc.view <= before.view) return;
  persistent.lockedQC.value = qc;
  state.isUnsynced = true;
  const [node, lock] = [tree.get(qc.block), tree.get(before.block)];
  const isChange = node !== undefined && lock !== undefined && !tree.isDescendant(node, lock);
  ctx.observe({ type: 'Locked', view: qc.view, block: qc.block, isChange });
}
