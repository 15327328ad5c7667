import type { ClientRequest } from '../../../core/client.ts';
import type { Context } from '../../../core/protocol.ts';
import { answerOf, isRepeated, type KeyValueOperation } from '../shared/key-value.ts';
import { isClients } from './certificates.ts';
import { keyOf, proposeIfReady } from './proposing.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/** Every replica takes what clients ask, so that every leader can propose it. What is done already is answered again. */
export function onRequest(
  state: ReplicaState,
  request: ClientRequest<KeyValueOperation>,
  ctx: Ctx,
): void {
  const { client, sequence } = request;
  if (!isClients(request, ctx)) return;
  const session = state.machine.sessions[client];
  if (session !== undefined && isRepeated(session, sequence)) {
    const value = answerOf(session, sequence);
    if (value !== undefined) ctx.respond(client, sequence, { kind: 'done', value });
    return;
  }
  const key = keyOf(request);
  if (state.pool.has(key)) return;
  state.pool.set(key, request);
  proposeIfReady(state, ctx);
}
