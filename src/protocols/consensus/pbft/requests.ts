import type { Context } from '../../../core/protocol.ts';
import { answerOf, isRepeated, perform } from '../shared/key-value.ts';
import type { Request } from './messages.ts';
import { refreshTimers } from './timers.ts';
import type { PbftTypes, ReplicaState } from './types.ts';
import { waitFor } from './waiting.ts';

type Ctx = Context<PbftTypes>;

/**
 * A client asks, or another replica passes on what it asked. "If the request has already been processed, the replicas
 * simply re-send the reply […]. Otherwise, if the replica is not the primary, it relays the request to the primary"
 * [PBFT §4.1].
 */
export function onRequest(
  state: ReplicaState,
  request: Request,
  isRelayed: boolean,
  ctx: Ctx,
): void {
  const { client, sequence, operation } = request;
  if (!ctx.rules.isAskedByClient(ctx.keys, request, state.nodeCount)) return;
  if (operation.isReadOnly) {
    answerRead(state, request, ctx);
    return;
  }
  const session = state.machine.sessions[client];
  if (session !== undefined && isRepeated(session, sequence)) {
    const value = answerOf(session, sequence);
    if (value !== undefined) {
      ctx.respond(client, sequence, { kind: 'done', view: state.view, value });
    }
    return;
  }
  const isNew = waitFor(state, request);
  refreshTimers(state, ctx);
  const { primary } = state;
  if (isNew && !isRelayed && !state.isChanging && primary !== state.self) {
    ctx.send(primary, { type: 'RelayedRequest', request });
  }
}

/** "A replica executes the request immediately" in its present state, which reflects committed requests only [PBFT §5.1.3]. */
function answerRead(state: ReplicaState, { client, sequence, operation }: Request, ctx: Ctx): void {
  if (operation.kind !== 'get') return;
  const { view, lastExecuted } = state;
  const value = perform(state.machine, operation);
  ctx.respond(client, sequence, { kind: 'read', view, value, lastExecuted });
}
