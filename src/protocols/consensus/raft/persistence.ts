import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { lastTermOf } from './log.ts';
import { adopt, fallBack, membershipOf } from './membership.ts';
import type { RaftMessage } from './messages.ts';
import type { Entry, RaftTypes, ReplicaState } from './types.ts';

type Ctx = Context<RaftTypes>;

export function appendEntry(state: ReplicaState, entry: Entry, ctx: Ctx): void {
  const { log } = state.persistent;
  const previousTerm = lastTermOf(log);
  log.append(entry);
  state.isUnsynced = true;
  const index = log.length;
  const { term, client, sequence, operation } = entry;
  if (operation?.kind === 'configuration') adopt(state, membershipOf(index, entry, operation));
  ctx.observe({ type: 'EntryAppended', index, term, previousTerm, client, sequence });
}

export function truncateLog(state: ReplicaState, toLength: number, ctx: Ctx): void {
  const { log, currentTerm } = state.persistent;
  const fromLength = log.length;
  log.truncate(toLength);
  if (state.membership.index > toLength) fallBack(state, toLength);
  state.isUnsynced = true;
  ctx.observe({ type: 'LogTruncated', term: currentTerm.value, fromLength, toLength });
}

/** Makes the term, the vote and the log durable, if any has changed. */
export function makeDurable(state: ReplicaState, ctx: Ctx): void {
  if (!state.isUnsynced) return;
  state.isUnsynced = false;
  ctx.storage.sync();
}

/** Sends what promises something about the persistent state: not before the disk has it [Raft Figure 2]. */
export function reply(state: ReplicaState, to: NodeId, message: RaftMessage, ctx: Ctx): void {
  if (ctx.rules.syncsBeforeReply()) makeDurable(state, ctx);
  ctx.send(to, message);
}
