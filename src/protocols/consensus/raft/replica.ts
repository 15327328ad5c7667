import type { ClientRequest } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import type { KeyValueOperation } from '../shared/key-value.ts';
import { onAppendEntries } from './append-entries.ts';
import { onRequest } from './client-requests.ts';
import {
  onElectionTimeout,
  onPreVote,
  onPreVoteReply,
  onRequestVote,
  onRequestVoteReply,
} from './election.ts';
import { advanceCommit, onAppendEntriesReply, onHeartbeat, onQuorumCheck } from './leading.ts';
import { lastTermOf } from './log.ts';
import { makeDurable } from './persistence.ts';
import { restartElectionTimer } from './roles.ts';
import {
  type Entry,
  NOBODY,
  type RaftMessage,
  type RaftTimer,
  type RaftTypes,
  type ReplicaState,
} from './types.ts';

type Ctx = Context<RaftTypes>;

/** A server of the cluster: "At any given time each server is in one of three states: leader, follower, or candidate" [Raft §5.1]. */
export const replica: Role<RaftTypes> = {
  boot(ctx: Ctx): ReplicaState {
    const { storage, rules } = ctx;
    const currentTerm = storage.cell('currentTerm', 0);
    const votedFor = storage.cell<NodeId>('votedFor', NOBODY);
    const log = storage.log<Entry>('log');
    const vote = rules.votedForAfterRestart(votedFor.value);
    if (vote !== votedFor.value) votedFor.value = vote;
    const state: ReplicaState = {
      persistent: { currentTerm, votedFor, log },
      isUnsynced: false,
      commitIndex: 0,
      lastApplied: rules.appliedAfterRestart(),
      machine: undefined,
      role: 'follower',
      leader: NOBODY,
      leaderHeardAtUs: 0,
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
    }
  },

  onRequest(state: ReplicaState, request: ClientRequest<KeyValueOperation>, ctx: Ctx): void {
    onRequest(state, request, ctx);
  },

  onSynced(state: ReplicaState, ctx: Ctx): void {
    if (state.leading !== undefined) advanceCommit(state, state.leading, ctx);
  },
};
