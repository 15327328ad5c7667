import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { commitUpTo } from './commit.ts';
import { firstIndexOfTerm, termAt } from './log.ts';
import type { AppendEntries } from './messages.ts';
import { appendEntry, reply, truncateLog } from './persistence.ts';
import { adoptTerm, becomeFollower, restartElectionTimer } from './roles.ts';
import type { Entry, RaftTypes, ReplicaState } from './types.ts';

type Ctx = Context<RaftTypes>;

/** "AppendEntries RPC … Receiver implementation" [Raft Figure 2]. */
export function onAppendEntries(
  state: ReplicaState,
  from: NodeId,
  message: AppendEntries,
  ctx: Ctx,
): void {
  if (!followsLeader(state, from, message.term, ctx)) return;
  const { log } = state.persistent;
  const { prevLogIndex, prevLogTerm, entries } = message;
  if (!ctx.rules.entryMatches(log, prevLogIndex, prevLogTerm)) {
    refuseEntries(state, from, message, ctx);
    return;
  }
  storeEntries(state, prevLogIndex, entries, ctx);
  const matchIndex = prevLogIndex + entries.length;
  const { commitIndex } = state;
  const { followerCommitIndex } = ctx.rules;
  commitUpTo(state, followerCommitIndex(commitIndex, message.leaderCommit, matchIndex), ctx);
  acknowledge(state, from, matchIndex, message.round, ctx);
}

/** What every message of a leader comes to first: true when the sender leads the current term, and is followed. */
export function followsLeader(state: ReplicaState, from: NodeId, term: number, ctx: Ctx): boolean {
  const { currentTerm } = state.persistent;
  if (term < currentTerm.value) {
    refuseTerm(state, from, ctx);
    return false;
  }
  if (term > currentTerm.value) adoptTerm(state, term, ctx);
  // A term has one leader, so a second one is not to be believed [Raft §5.2].
  if (state.role === 'leader') return false;
  followLeader(state, from, ctx);
  return true;
}

/** Tells the leader up to where this log equals its own. */
export function acknowledge(
  state: ReplicaState,
  leader: NodeId,
  matchIndex: number,
  round: number,
  ctx: Ctx,
): void {
  reply(
    state,
    leader,
    {
      type: 'AppendEntriesReply',
      term: state.persistent.currentTerm.value,
      success: true,
      round,
      matchIndex,
      prevLogIndex: 0,
      conflictTerm: 0,
      conflictIndex: 0,
    },
    ctx,
  );
}

/** "If the leader's term is at least as large as the candidate's current term, then the candidate recognizes the leader as legitimate and returns to follower state" [Raft §5.2]. */
function followLeader(state: ReplicaState, leader: NodeId, ctx: Ctx): void {
  if (state.role !== 'follower') becomeFollower(state, 'higherTerm', ctx);
  state.leader = leader;
  state.leaderHeardAtUs = ctx.nowUs;
  restartElectionTimer(state, ctx);
}

/** Deletes what conflicts with the leader's entries, and appends those that are new. */
function storeEntries(
  state: ReplicaState,
  prevLogIndex: number,
  entries: readonly Entry[],
  ctx: Ctx,
): void {
  const { log } = state.persistent;
  const kept = ctx.rules.lengthToKeep(log, prevLogIndex, entries);
  if (kept < log.length) truncateLog(state, kept, ctx);
  for (let offset = log.length - prevLogIndex; offset < entries.length; offset++) {
    appendEntry(state, entries[offset] as Entry, ctx);
  }
}

/** "Reply false if term < currentTerm". Round 0 says that this is no answer to what was asked. */
function refuseTerm(state: ReplicaState, from: NodeId, ctx: Ctx): void {
  reply(
    state,
    from,
    {
      type: 'AppendEntriesReply',
      term: state.persistent.currentTerm.value,
      success: false,
      round: 0,
      matchIndex: 0,
      prevLogIndex: 0,
      conflictTerm: 0,
      conflictIndex: 0,
    },
    ctx,
  );
}

/** "The follower can include the term of the conflicting entry and the first index it stores for that term" [Raft §5.3]. */
function refuseEntries(
  state: ReplicaState,
  from: NodeId,
  { prevLogIndex, round }: AppendEntries,
  ctx: Ctx,
): void {
  const { currentTerm, log } = state.persistent;
  const isTooShort = prevLogIndex > log.length;
  reply(
    state,
    from,
    {
      type: 'AppendEntriesReply',
      term: currentTerm.value,
      success: false,
      round,
      matchIndex: 0,
      prevLogIndex,
      conflictTerm: isTooShort ? 0 : termAt(log, prevLogIndex),
      conflictIndex: isTooShort ? log.length + 1 : firstIndexOfTerm(log, prevLogIndex),
    },
    ctx,
  );
}
