import type { Context } from '../../../core/protocol.ts';
import type { TreeNode } from './block-tree.ts';
import { digestOf } from './block-tree.ts';
import { leaderOf } from './leaders.ts';
import type { Block, Request, Wish } from './messages.ts';
import { enterView } from './pacemaker.ts';
import { sendToAll } from './persistence.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/**
 * This replica may lead the view: a quorum told it so, or the certificate of the view before is in its hands. It
 * proposes as soon as it has something to propose.
 */
export function mayLead(
  state: ReplicaState,
  view: number,
  wishes: readonly Wish[],
  by: 'progress' | 'wishes',
  ctx: Ctx,
): void {
  const { persistent, leading } = state;
  if (leaderOf(view, ctx) !== ctx.self || view < persistent.view.value) return;
  if (persistent.proposedView.value >= view || leading.readyView >= view) return;
  enterView(state, view, by, ctx);
  leading.readyView = view;
  leading.wishes = wishes;
  proposeIfReady(state, ctx);
  if (leading.readyView === view) ctx.setTimer('idle', ctx.params.idleDelay);
}

/** Proposes where there is something to propose: a request, or a block that is not committed yet. */
export function proposeIfReady(state: ReplicaState, ctx: Ctx): void {
  const { leading, synchronisation } = state;
  // The highest certificate is for a block that is still to be fetched.
  if (leading.readyView === 0 || synchronisation.wanted !== undefined) return;
  const parent = parentOfNext(state);
  const requests = nextRequests(state, parent, ctx);
  if (requests.length > 0 || hasUncommitted(state, parent)) propose(state, parent, requests, ctx);
}

/** Nothing came: an empty block keeps the views going. */
export function onIdle(state: ReplicaState, ctx: Ctx): void {
  const { leading, synchronisation } = state;
  if (leading.readyView === 0) return;
  if (synchronisation.wanted !== undefined) {
    ctx.setTimer('idle', ctx.params.idleDelay);
    return;
  }
  const parent = parentOfNext(state);
  propose(state, parent, nextRequests(state, parent, ctx), ctx);
}

/** "curProposal ← createLeaf(highQC.node, client's command)" [HotStuff Algorithm 2]. */
function propose(
  state: ReplicaState,
  parent: TreeNode,
  requests: readonly Request[],
  ctx: Ctx,
): void {
  const { persistent, leading } = state;
  const view = leading.readyView;
  const { wishes } = leading;
  leading.readyView = 0;
  leading.wishes = [];
  ctx.cancelTimer('idle');
  const justify = persistent.highQC.value;
  const block: Block = { parent: parent.digest, view, justify, requests };
  // One block a view, also when this replica crashes and comes back in it.
  persistent.proposedView.value = view;
  state.isUnsynced = true;
  const type = ctx.params.mode === 'chained' ? 'Generic' : 'Prepare';
  const isProvenByBlock = type === 'Generic' && justify.view === view - 1;
  const proposal = ctx.keys.seal({
    type,
    proposer: ctx.self,
    block,
    wishes: isProvenByBlock ? [] : wishes,
  } as const);
  leading.proposal = proposal;
  leading.latest = proposal;
  ctx.observe({
    type: 'Proposed',
    view,
    block: digestOf(block),
    parent: parent.digest,
    requests: requests.length,
  });
  sendToAll(state, proposal, ctx);
}

function parentOfNext({ persistent, tree, committed }: ReplicaState): TreeNode {
  return tree.get(persistent.highQC.value.block) ?? committed;
}

/** Whether a client waits for a block on this branch to be committed. */
function hasUncommitted({ tree, committed }: ReplicaState, tip: TreeNode): boolean {
  return tree.pathTo(tip, committed).some((node) => (node.block?.requests.length ?? 0) > 0);
}

/** What clients asked for and no block on the branch carries yet. */
function nextRequests({ tree, committed, pool }: ReplicaState, tip: TreeNode, ctx: Ctx): Request[] {
  if (pool.size === 0) return [];
  const carried = new Set<string>();
  for (const { block } of tree.pathTo(tip, committed)) {
    if (block !== undefined) for (const request of block.requests) carried.add(keyOf(request));
  }
  const requests: Request[] = [];
  for (const [key, request] of pool) {
    if (requests.length >= ctx.params.maxRequestsPerBlock) break;
    if (!carried.has(key)) requests.push(request);
  }
  return requests;
}

/** Names a request, however often its client asks. */
export function keyOf({ client, sequence }: Pick<Request, 'client' | 'sequence'>): string {
  return `${client}.${sequence}`;
}
