import { type ZodType, z } from 'zod';
import { CRASH_RECOVERY_FAULTS, type FaultModel } from '../../../core/fault.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { count, duration, durationRange, flag, quantity } from '../../../core/schema.ts';
import { raftInvariants } from './invariants/index.ts';
import { membersWorkload } from './members-workload.ts';
import { raftMetrics } from './metrics.ts';
import { raftMutants } from './mutants.ts';
import { replica } from './replica.ts';
import { raftRules } from './rules.ts';
import { sizeBytes } from './sizes.ts';
import type { RaftParams, RaftTypes } from './types.ts';
import { keyValueWorkload } from './workload.ts';

/**
 * # Raft
 *
 * A cluster of n servers keeps one log of commands, applies it to identical state machines, and so acts as one
 * reliable machine, as long as a majority of them runs and can talk [Raft] [Ongaro].
 *
 * Model: asynchronous network that loses, delays, duplicates and reorders messages; servers that crash and come back
 * with their disks. Safety never depends on time; progress needs messages to be quicker than election timeouts.
 * Nobody lies: one server that does can break everything.
 *
 * ## How it works
 *
 * 1. **A leader is elected** (election.ts). Time is divided into terms. A follower that hears no leader for a random
 *    time asks the others whether they would vote for it (PreVote), and if a majority would, it stands in a new term
 *    and asks for their votes (RequestVote). A server votes once in a term, and only for a log that is at least as up
 *    to date as its own. A majority makes a leader; two majorities share a server, so a term has one leader at most.
 * 2. **The log is replicated** (leading.ts, replication.ts, append-entries.ts). The leader appends what clients ask
 *    and sends it on (AppendEntries) with the index and term of the entry before; a follower that has not that entry
 *    refuses, and the leader goes back until they agree. Thus equal (index, term) means equal logs up to there. What
 *    a follower has beyond that and the leader has not is deleted.
 * 3. **Entries are committed** (commit.ts) when a majority has stored one of the leader's own term; with it, all
 *    before. Followers learn the commit index with the next AppendEntries. Whoever can be elected later has the entry,
 *    since its majority shares a server with the one that stored it.
 * 4. **Logs are kept short** (snapshots.ts). A server writes the state that its entries led to in the place of those
 *    entries. A follower that lacks what its leader has discarded gets the leader's snapshot (InstallSnapshot).
 * 5. **Clients are answered** (client-requests.ts, reads.ts) when their entry is applied; a session a client makes
 *    retries harmless. Reads skip the log: a round of heartbeats proves that the leader still leads, or proved it so
 *    lately that nobody can have been elected since (`reads: lease`).
 * 6. **Members change** (membership.ts, changes.ts) by an entry of the log that names them, in force as soon as it is
 *    stored. New servers first learn without a vote; then both configurations must agree, jointly, until the new one is
 *    committed [Raft §6]; or, with `membershipChanges: single`, one server at a time is enough [Ongaro §4.1].
 * 7. **The leader hands over** (transfer.ts) when it is asked to: it tells a follower that has its whole log to stand.
 *
 * | paper | here |
 * |---|---|
 * | currentTerm, votedFor, log[] | `persistent` cells and log; entry i of the paper is record i − 1 |
 * | commitIndex, lastApplied | the same |
 * | nextIndex[], matchIndex[] | `leading.nextIndex`, `leading.matchIndex`, by node |
 * | prevLogIndex, prevLogTerm, leaderCommit | the same |
 * | candidateId, leaderId | the sender of the message |
 * | lastIncludedIndex, lastIncludedTerm | the same, of `Snapshot`; its index is also `snapshotIndex` |
 * | serial number, client id [Ongaro §6.3] | `sequence`, `client` |
 * | readIndex [Ongaro §6.4] | the same; `round` numbers the heartbeats that confirm it |
 * | start, clock drift bound [Ongaro §6.4.1] | `roundSentAtUs`, `clockDriftBound` |
 *
 * ## Deviations from the paper
 *
 * - Replies carry what they answer (`matchIndex`, `prevLogIndex`, `round`), since a message has no connection that
 *   would pair it with its request.
 * - A candidate's own vote travels to itself, so that it counts when the disk has it and not before.
 * - A snapshot travels in one message, and is answered with AppendEntriesReply, since it serves the same end.
 * - The last entry that a snapshot replaces stays in the log, for its term.
 * - PreVote and the check of the quorum are on by default; `preVote: false, checkQuorum: false` is the paper's plain
 *   Raft.
 * - With `reads: lease`, a server that has heard a leader is loyal to it for the shortest election timeout even through
 *   a restart or a higher term, and a leader that has begun to hand over trusts no lease in that term any more: the
 *   thesis says neither, and without them a lease may outlive its leader (the mutant `leader-forgotten`).
 * - Sessions open by themselves and are trimmed by what the client says is over, instead of expiring [Ongaro §6.3].
 *
 * ## Not modelled
 *
 * Flow control beyond a bound on the entries of a message, snapshots in chunks, and the time that it takes to write one.
 */
export const raft: Protocol<RaftTypes> = {
  name: 'raft',
  summary: 'A replicated log with a strong leader, serving a key-value store.',
  params: paramsSchema(),
  rules: raftRules,
  roles: { replica },
  assign: (nodeCount) => new Array<string>(nodeCount).fill('replica'),
  impossible,
  duties: {
    leader: (state) => (state.role === 'leader' ? state.persistent.currentTerm.value : undefined),
  },
  tolerates: toleratedBy,
  invariants: raftInvariants,
  metrics: raftMetrics,
  workloads: [keyValueWorkload, membersWorkload],
  mutants: raftMutants,
  sizeBytes,
};

/** The defaults are those of the paper's own measurements [Raft §9.3]. */
function paramsSchema(): ZodType<RaftParams> {
  return z.strictObject({
    electionTimeout: durationRange().prefault('150ms..300ms'),
    /** "Half of the minimum election timeout" [Raft §9.3]. */
    heartbeatInterval: duration({ minUs: 1 }).prefault('75ms'),
    preVote: flag().prefault(true),
    checkQuorum: flag().prefault(true),
    maxEntriesPerMessage: count(1, 10_000).prefault(64),
    initialMembers: count(0).prefault(0),
    membershipChanges: z.enum(['joint', 'single']).default('joint'),
    reads: z.enum(['index', 'lease']).default('index'),
    /** Quartz is off by 0.01 %; a tenth is caution. */
    clockDriftBound: quantity('a ratio from 1 to 10', { min: 1, max: 10 }).prefault(1.1),
    /** Small in simulations, where a log of thousands of entries is rare. */
    snapshotEvery: count(0).prefault(0),
  });
}

function impossible(nodeCount: number, params: RaftParams): string | undefined {
  const { electionTimeout, heartbeatInterval, reads, checkQuorum, initialMembers } = params;
  if (initialMembers > nodeCount) {
    return `initialMembers must be at most the ${nodeCount} nodes that there are`;
  }
  if (heartbeatInterval >= electionTimeout.minUs) {
    return 'heartbeatInterval must be shorter than the shortest electionTimeout, or followers depose every leader';
  }
  if (reads === 'lease' && !checkQuorum) {
    return 'reads: lease needs checkQuorum: true, or followers vote against a leader that they hear';
  }
  return undefined;
}

/**
 * Everything but lies and lost memories, however many servers it hits; a minority may stay down for good. Clocks may do
 * what they like where nothing but progress depends on them. Leases trust them, within a bound that a fault may exceed.
 */
function toleratedBy({ reads }: RaftParams, nodeCount: number): FaultModel {
  return {
    safeUnder:
      reads === 'lease'
        ? CRASH_RECOVERY_FAULTS.filter((family) => family !== 'clock')
        : CRASH_RECOVERY_FAULTS,
    crashed: Math.floor((nodeCount - 1) / 2),
    byzantine: 0,
  };
}
