import type { ClientRequest } from '../../../core/client.ts';
import type { Context } from '../../../core/protocol.ts';
import { answerOf, isRepeated } from '../shared/key-value.ts';
import { votersAfter } from './changes.ts';
import { beginChange, propose } from './leading.ts';
import { onRead } from './reads.ts';
import { beginTransfer } from './transfer.ts';
import type { RaftOperation, RaftTypes, ReplicaState } from './types.ts';

type Ctx = Context<RaftTypes>;

/**
 * "Clients of Raft send all of their requests to the leader. … If the client's first choice is not the leader, that
 * server will reject the client's request and supply information about the most recent leader it has heard from"
 * [Raft §8].
 */
export function onRequest(
  state: ReplicaState,
  request: ClientRequest<RaftOperation>,
  ctx: Ctx,
): void {
  const { client, sequence, operation } = request;
  const { leading } = state;
  if (leading === undefined) {
    ctx.respond(client, sequence, { kind: 'notLeader', leader: state.leader });
  } else if (leading.transfer !== undefined) {
    // "The prior leader stops accepting new client requests" [Ongaro §3.10].
    ctx.respond(client, sequence, { kind: 'busy' });
  } else if (operation.kind === 'get') {
    onRead(state, leading, { client, sequence, operation }, ctx);
  } else if (operation.kind === 'transfer') {
    beginTransfer(state, leading, { client, sequence, target: operation.to, isTold: false }, ctx);
  } else if (answerRepeated(state, request, ctx)) {
    // It has been done.
  } else if (operation.kind === 'members') {
    const { doneBelow } = request;
    const voters = votersAfter(state.membership.voters, operation, ctx.nodes);
    beginChange(state, leading, { voters, client, sequence, doneBelow }, ctx);
  } else {
    const { doneBelow } = request;
    const term = state.persistent.currentTerm.value;
    propose(state, leading, { term, client, sequence, doneBelow, operation }, ctx);
  }
}

/** Answers a retry of what has taken effect from the client's session. True when there is nothing left to do [Ongaro §6.3]. */
function answerRepeated(
  state: ReplicaState,
  { client, sequence }: ClientRequest<RaftOperation>,
  ctx: Ctx,
): boolean {
  const session = state.machine?.sessions[client];
  if (session === undefined) return false;
  if (ctx.rules.takesEffect(isRepeated(session, sequence))) return false;
  const value = answerOf(session, sequence);
  if (value !== undefined) ctx.respond(client, sequence, { kind: 'done', value });
  return true;
}
