import type { Context } from '../../../core/protocol.ts';
import { isRepeated, perform, remember, sessionOf } from '../shared/key-value.ts';
import type { TreeNode } from './block-tree.ts';
import type { Request } from './messages.ts';
import { keyOf } from './proposing.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/** Executes the block and all its ancestors that are not yet: "execute new commands through m.justify.node, respond to clients" [HotStuff Algorithm 2]. */
export function commit(state: ReplicaState, node: TreeNode, ctx: Ctx): void {
  const { tree, persistent, pacemaker } = state;
  if (tree.isDescendant(state.committed, node)) return;
  for (const next of tree.pathTo(node, state.committed)) {
    ctx.observe({
      type: 'Committed',
      height: next.height,
      view: next.view,
      block: next.digest,
      parent: next.block?.parent ?? '',
      inView: persistent.view.value,
      authenticators: state.authenticatorsSent,
    });
    state.authenticatorsSent = 0;
    for (const request of next.block?.requests ?? []) execute(state, next, request, ctx);
    state.committed = next;
  }
  persistent.committed.value = node.digest;
  state.isUnsynced = true;
  pacemaker.failures = 0;
}

function execute(
  { machine, pool }: ReplicaState,
  { height }: TreeNode,
  request: Request,
  ctx: Ctx,
): void {
  const { client, sequence, doneBelow, operation } = request;
  pool.delete(keyOf(request));
  const session = sessionOf(machine, client);
  if (isRepeated(session, sequence)) {
    ctx.observe({
      type: 'Executed',
      height,
      client,
      sequence,
      operation,
      result: null,
      tookEffect: false,
    });
    return;
  }
  const result = perform(machine, operation);
  remember(session, sequence, result, doneBelow);
  ctx.observe({ type: 'Executed', height, client, sequence, operation, result, tookEffect: true });
  ctx.respond(client, sequence, { kind: 'done', value: result });
}

/** Does again, after a restart, what the blocks up to the last one known to be committed did. Nobody hears of it twice. */
export function replay({ machine, tree }: ReplicaState, from: TreeNode, to: TreeNode): void {
  for (const { block } of tree.pathTo(to, from)) {
    for (const { client, sequence, doneBelow, operation } of block?.requests ?? []) {
      const session = sessionOf(machine, client);
      if (!isRepeated(session, sequence)) {
        remember(session, sequence, perform(machine, operation), doneBelow);
      }
    }
  }
}
