import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { acknowledge, followsLeader } from './append-entries.ts';
import type { InstallSnapshot } from './messages.ts';
import { restoreSnapshot } from './snapshots.ts';
import type { RaftTypes, ReplicaState } from './types.ts';

type Ctx = Context<RaftTypes>;

/** "InstallSnapshot RPC … Receiver implementation" [Raft Figure 13]. */
export function onInstallSnapshot(
  state: ReplicaState,
  from: NodeId,
  { term, snapshot, round }: InstallSnapshot,
  ctx: Ctx,
): void {
  if (!followsLeader(state, from, term, ctx)) return;
  const { lastIncludedIndex } = snapshot;
  if (ctx.rules.isNewSnapshot(lastIncludedIndex, state.commitIndex)) {
    state.persistent.snapshot.value = snapshot;
    restoreSnapshot(state, snapshot, 'leader', ctx);
  }
  // What is committed here equals the leader's log, whether or not the snapshot brought it.
  acknowledge(state, from, lastIncludedIndex, round, ctx);
}
