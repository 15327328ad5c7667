import type { ClientRequest } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { onAppendEntries } from './append-entries.ts';
import { onRequest } from './client-requests.ts';
import {
  onElectionTimeout,
  onPreVote,
  onPreVoteReply,
  onRequestVote,
  onRequestVoteReply,
  onTimeoutNow,
} from './election.ts';
import { onInstallSnapshot } from './install-snapshot.ts';
import {
  advanceCommit,
  onAppendEntriesReply,
  onCatchUpTimeout,
  onHeartbeat,
  onQuorumCheck,
} from './leading.ts';
import { lastTermOf } from './log.ts';
import { initialConfiguration, membershipAt } from './membership.ts';
import type { RaftMessage } from './messages.ts';
import { makeDurable } from './persistence.ts';
import { restartElectionTimer } from './roles.ts';
import { findMemberships, restoreSnapshot } from './snapshots.ts';
import { onTransferTimeout } from './transfer.ts';
import {
  type Entry,
  NOBODY,
  type RaftOperation,
  type RaftTimer,
  type RaftTypes,
  type ReplicaState,
  type Snapshot,
} from './types.ts';

type Ctx = Context<RaftTypes>;

/** A server of the cluster: "At any given time each server is in one of three states: leader, follower, or candidate" [Raft §5.1]. */
export const replica: Role<RaftTypes> = {
  boot(ctx: Ctx): ReplicaState {
    const { storage, rules } = ctx;
    const currentTerm = storage.cell('currentTerm', 0);
    const votedFor = storage.cell<NodeId>('votedFor', NOBODY);
    const log = storage.log<Entry>('log');
    const snapshot = storage.cell<Snapshot | undefined>('snapshot', undefined);
    const vote = rules.votedForAfterRestart(votedFor.value);
    if (vote !== votedFor.value) votedFor.value = vote;
    const membership = membershipAt(0, initialConfiguration(ctx.nodes, ctx.params.initialMembers));
    const state: ReplicaState = {
      persistent: { currentTerm, votedFor, log, snapshot },
      isUnsynced: false,
      commitIndex: 0,
      lastApplied: 0,
      snapshotIndex: 0,
      machine: undefined,
      membership,
      memberships: [membership],
      role: 'follower',
      leader: NOBODY,
      // It may have heard a leader before it went down.
      leaderHeardAtUs: ctx.nowUs,
      electionTimeoutUs: 0,
      votes: [],
      leading: undefined,
    };
    ctx.observe({
      type: 'Booted',
      term: currentTerm.value,
      votedFor: vote,
      lastIndex: log.length,
      lastTerm: lastTermOf(log),
    });
    if (snapshot.value !== undefined) restoreSnapshot(state, snapshot.value, 'disk', ctx);
    else if (log.length > 0) findMemberships(state, membership);
    state.lastApplied = rules.appliedAfterRestart(state.snapshotIndex);
    restartElectionTimer(state, ctx);
    return state;
  },

  onMessage(state: ReplicaState, from: NodeId, message: RaftMessage, ctx: Ctx): void {
    switch (message.type) {
      case 'AppendEntries':
        onAppendEntries(state, from, message, ctx);
        break;
      case 'AppendEntriesReply':
        onAppendEntriesReply(state, from, message, ctx);
        break;
      case 'InstallSnapshot':
        onInstallSnapshot(state, from, message, ctx);
        break;
      case 'RequestVote':
        onRequestVote(state, from, message, ctx);
        break;
      case 'RequestVoteReply':
        onRequestVoteReply(state, from, message, ctx);
        break;
      case 'PreVote':
        onPreVote(state, from, message, ctx);
        break;
      case 'PreVoteReply':
        onPreVoteReply(state, from, message, ctx);
        break;
      case 'TimeoutNow':
        onTimeoutNow(state, message, ctx);
    }
    makeDurable(state, ctx);
  },

  onTimer(state: ReplicaState, timer: RaftTimer, ctx: Ctx): void {
    switch (timer) {
      case 'electionTimeout':
        onElectionTimeout(state, ctx);
        return;
      case 'heartbeat':
        onHeartbeat(state, ctx);
        return;
      case 'quorumCheck':
        onQuorumCheck(state, ctx);
        return;
      case 'transferTimeout':
        onTransferTimeout(state);
        return;
      case 'catchUpTimeout':
        onCatchUpTimeout(state, ctx);
    }
  },

  onRequest(state: ReplicaState, request: ClientRequest<RaftOperation>, ctx: Ctx): void {
    onRequest(state, request, ctx);
  },

  onSynced(state: ReplicaState, ctx: Ctx): void {
    if (state.leading !== undefined) advanceCommit(state, state.leading, ctx);
  },
};
