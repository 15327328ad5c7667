import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { termAt } from './log.ts';
import type { AppendEntries } from './messages.ts';
import type { Entry, LeaderState, RaftTypes, ReplicaState, Snapshot } from './types.ts';

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
  const { self } = ctx;
  const { members } = state.membership;
  let shared: AppendEntries | undefined;
  let sharedNext = 0;
  for (let index = 0; index < members.length; index++) {
    const follower = members[index] as NodeId;
    if (follower === self) continue;
    const isProbed = leading.isProbed[follower] as boolean;
    if (isProbed && recipients === 'followersThatKeepUp') continue;
    const next = leading.nextIndex[follower] as number;
    if (next <= state.snapshotIndex) {
      sendSnapshot(state, leading, follower, ctx);
      continue;
    }
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
  if (next <= state.snapshotIndex) {
    sendSnapshot(state, leading, follower, ctx);
    return;
  }
  const message = entriesFrom(state, leading, next, ctx);
  ctx.send(follower, message);
  if (leading.isProbed[follower] === false) {
    leading.nextIndex[follower] = next + message.entries.length;
  }
}

/**
 * "The leader must occasionally send snapshots to followers that lag behind. This happens when the leader has already
 * discarded the next log entry that it needs to send to a follower" [Raft §7]. Until the follower answers, it gets
 * nothing but the snapshot, with every heartbeat.
 */
function sendSnapshot(state: ReplicaState, leading: LeaderState, follower: NodeId, ctx: Ctx): void {
  const { currentTerm, snapshot } = state.persistent;
  leading.isProbed[follower] = true;
  ctx.send(follower, {
    type: 'InstallSnapshot',
    term: currentTerm.value,
    snapshot: snapshot.value as Snapshot,
    round: leading.round,
  });
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
  if (ctx.params.reads === 'lease') leading.roundSentAtUs[leading.round] = ctx.nowUs;
  leading.answeredRound[ctx.self] = leading.round;
  sendEntries(state, leading, 'everyone', ctx);
}
