import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { digestOf, type TreeNode } from './block-tree.ts';
import { isValidBlock } from './certificates.ts';
import type { Block, Blocks, Fetch, HotStuffMessage, QuorumCertificate } from './messages.ts';
import { send } from './persistence.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/**
 * A replica that missed a block fetches it, and with it all that lies between it and what it has, from whoever named
 * it, and then from one after another: a certified block is held by f + 1 correct replicas at least. So do replicas
 * catch up that were away. Only what a verified certificate stands for is asked for.
 */

/** Puts a valid block in its place, and on the disk. Its parent is there. */
export function keep(state: ReplicaState, block: Block): TreeNode | undefined {
  const { tree, persistent } = state;
  const known = tree.get(digestOf(block));
  if (known !== undefined) return known;
  const parent = tree.get(block.parent);
  if (parent === undefined) return undefined;
  persistent.blocks.append(block);
  state.isUnsynced = true;
  return tree.insert(block, parent);
}

/** Sets a message aside until a block has come. The latest is worth the most. */
export function hold(
  state: ReplicaState,
  from: NodeId,
  message: HotStuffMessage,
  justify: QuorumCertificate,
  ctx: Ctx,
): void {
  state.synchronisation.held = { from, message, needs: justify.block };
  want(state, from, justify, ctx);
}

/** Begins to fetch the block of a verified certificate. */
export function want(state: ReplicaState, from: NodeId, qc: QuorumCertificate, ctx: Ctx): void {
  const { synchronisation, tree } = state;
  if (tree.get(qc.block) !== undefined) return;
  const { wanted } = synchronisation;
  if (wanted !== undefined && wanted.view >= qc.view) return;
  synchronisation.wanted = qc;
  if (wanted !== undefined) return;
  synchronisation.attempts = 0;
  ask(state, from === ctx.self ? nextPeer(state, ctx) : from, ctx);
}

function ask(state: ReplicaState, peer: NodeId, ctx: Ctx): void {
  const { wanted } = state.synchronisation;
  if (wanted === undefined) return;
  send(state, peer, { type: 'Fetch', block: wanted.block, committed: state.committed.digest }, ctx);
  ctx.setTimer('fetch', ctx.params.viewTimeout);
}

function nextPeer({ synchronisation }: ReplicaState, ctx: Ctx): NodeId {
  const others = ctx.nodes.length - 1;
  const step = others > 0 ? 1 + (synchronisation.attempts % others) : 0;
  synchronisation.attempts++;
  return (ctx.self + step) % ctx.nodes.length;
}

/** No answer: another replica may have it. */
export function onFetchTimeout(state: ReplicaState, ctx: Ctx): void {
  ask(state, nextPeer(state, ctx), ctx);
}

/** Answers with the oldest blocks that the asker lacks: they fit what it has, and it asks for the rest. */
export function onFetch(state: ReplicaState, from: NodeId, message: Fetch, ctx: Ctx): void {
  const { tree } = state;
  const tip = tree.get(message.block);
  if (tip === undefined || tip.height === 0) return;
  const blocks: Block[] = [];
  let at: TreeNode | undefined = tip;
  while (at?.block !== undefined && at.digest !== message.committed) {
    blocks.push(at.block);
    at = tree.parentOf(at);
  }
  const oldest = blocks.reverse().slice(0, ctx.params.maxBlocksPerMessage);
  if (oldest.length > 0) send(state, from, { type: 'Blocks', blocks: oldest }, ctx);
}

/** Takes in what fits and is proven. Answers whether the block that was wanted is there now. */
export function takeBlocks(
  state: ReplicaState,
  from: NodeId,
  { blocks }: Blocks,
  ctx: Ctx,
): boolean {
  const { synchronisation, tree } = state;
  const { wanted } = synchronisation;
  if (wanted === undefined || blocks.length > ctx.params.maxBlocksPerMessage) return false;
  let isNew = false;
  for (const block of blocks) {
    if (tree.get(digestOf(block)) !== undefined) continue;
    if (tree.get(block.parent) === undefined || !isValidBlock(block, ctx)) return false;
    const node = keep(state, block);
    if (node !== undefined) {
      isNew = true;
      ctx.observe({ type: 'BlockFetched', view: block.view, block: node.digest });
    }
  }
  if (isFound(state, ctx)) return true;
  if (isNew) ask(state, from, ctx);
  return false;
}

/** Whether nothing is missing any more. */
export function isFound(state: ReplicaState, ctx: Ctx): boolean {
  const { synchronisation, tree } = state;
  const { wanted } = synchronisation;
  if (wanted === undefined || tree.get(wanted.block) === undefined) return false;
  ctx.cancelTimer('fetch');
  return true;
}
