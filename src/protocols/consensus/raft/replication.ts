import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { termAt } from './log.ts';
import type { AppendEntries, Entry, LeaderState, RaftTypes, ReplicaState } from './types.ts';

/**
 * What a leader sends. It sends entries without waiting for replies to earlier ones: nextIndex moves on as soon as
 * they are sent [Ongaro §10.2.1]. A message that is lost leaves a gap, which the follower finds at the next
 * heartbeat and refuses; then nextIndex goes back.
 */

type Ctx = Context<RaftTypes>;

const NO_ENTRIES: readonly Entry[] = [];

/** Whom `sendEntries` leaves out. */
export type Recipients = 'everyone' | 'followersThatKeepUp';

/** Sends each follower what it lacks. Those that lack the same share one message. */
export function sendEntries(
  state: ReplicaState,
  leading: LeaderState,
  recipients: Recipients,
  ctx: Ctx,
): void {
  const { self, nodes } = ctx;
  let shared: AppendEntries | undefined;
  let sharedNext = 0;
  for (let follower = 0; follower < nodes.length; follower++) {
    if (follower === self) continue;
    const isProbed = leading.isProbed[follower] as boolean;
    if (isProbed && recipients === 'followersThatKeepUp') continue;
    const next = leading.nextIndex[follower] as number;
    if (shared === undefined || next !== sharedNext) {
      shared = entriesFrom(state, leading, next, ctx);
      sharedNext = next;
    }
    ctx.send(follower, shared);
    if (!isProbed) leading.nextIndex[follower] = next + shared.entries.length;
  }
}

/** Sends one follower what it lacks. */
export function sendEntriesTo(
  state: ReplicaState,
  leading: LeaderState,
  follower: NodeId,
  ctx: Ctx,
): void {
  const next = leading.nextIndex[follower] as number;
  const message = entriesFrom(state, leading, next, ctx);
  ctx.send(follower, message);
  if (leading.isProbed[follower] === false) {
    leading.nextIndex[follower] = next + message.entries.length;
  }
}

function entriesFrom(
  state: ReplicaState,
  leading: LeaderState,
  next: number,
  ctx: Ctx,
): AppendEntries {
  const { currentTerm, log } = state.persistent;
  const prevLogIndex = next - 1;
  const hasMore = prevLogIndex < log.length;
  return {
    type: 'AppendEntries',
    term: currentTerm.value,
    prevLogIndex,
    prevLogTerm: termAt(log, prevLogIndex),
    entries: hasMore
      ? log.slice(prevLogIndex, prevLogIndex + ctx.params.maxEntriesPerMessage)
      : NO_ENTRIES,
    leaderCommit: state.commitIndex,
    round: leading.round,
  };
}

/** A new round of heartbeats, to everyone. They are AppendEntries, and carry what the follower lacks [Raft §5.2]. */
export function startRound(state: ReplicaState, leading: LeaderState, ctx: Ctx): void {
  leading.round++;
  leading.answeredRound[ctx.self] = leading.round;
  sendEntries(state, leading, 'everyone', ctx);
}
