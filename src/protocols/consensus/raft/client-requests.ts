import type { ClientRequest } from '../../../core/client.ts';
import type { Context } from '../../../core/protocol.ts';
import { answerOf, isRepeated, type KeyValueOperation, sessionOf } from '../shared/key-value.ts';
import { propose } from './leading.ts';
import { onRead } from './reads.ts';
import type { RaftTypes, ReplicaState } from './types.ts';

type Ctx = Context<RaftTypes>;

/**
 * "Clients of Raft send all of their requests to the leader. … If the client's first choice is not the leader, that
 * server will reject the client's request and supply information about the most recent leader it has heard from"
 * [Raft §8].
 */
export function onRequest(
  state: ReplicaState,
  request: ClientRequest<KeyValueOperation>,
  ctx: Ctx,
): void {
  const { client, sequence, operation } = request;
  const { leading } = state;
  if (leading === undefined) {
    ctx.respond(client, sequence, { kind: 'notLeader', leader: state.leader });
  } else if (operation.kind === 'get') {
    onRead(state, leading, { client, sequence, operation }, ctx);
  } else if (!answerRepeated(state, request, ctx)) {
    const { doneBelow } = request;
    const term = state.persistent.currentTerm.value;
    propose(state, leading, { term, client, sequence, doneBelow, operation }, ctx);
  }
}

/** Answers a retry of what has taken effect from the client's session. True when there is nothing left to do [Ongaro §6.3]. */
function answerRepeated(
  state: ReplicaState,
  { client, sequence }: ClientRequest<KeyValueOperation>,
  ctx: Ctx,
): boolean {
  if (state.machine === undefined) return false;
  const session = sessionOf(state.machine, client);
  if (ctx.rules.takesEffect(isRepeated(session, sequence))) return false;
  const value = answerOf(session, sequence);
  if (value !== undefined) ctx.respond(client, sequence, { kind: 'done', value });
  return true;
}
