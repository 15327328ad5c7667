import { hashString } from '../../../core/hash.ts';
import type { Context } from '../../../core/protocol.ts';
import { copyOf, emptyMachine, type KeyValueMachine } from '../shared/key-value.ts';
import { entryAt, termAt } from './log.ts';
import {
  adopt,
  type Membership,
  membershipAt,
  membershipOf,
  settleMembership,
} from './membership.ts';
import { truncateLog } from './persistence.ts';
import {
  type Configuration,
  type Entry,
  NO_CLIENT,
  type RaftTypes,
  type ReplicaState,
  type Snapshot,
} from './types.ts';

/**
 * "In snapshotting, the entire current system state is written to a snapshot on stable storage, then the entire log up
 * to that point is discarded" [Raft §7]. The snapshot is written first, and the log fitted to it after: a crash between
 * the two leaves a log that is too long, which the next start makes fit.
 */

type Ctx = Context<RaftTypes>;

/** Puts the present state in the place of the entries that led to it. */
export function takeSnapshot(state: ReplicaState, ctx: Ctx): void {
  const { log, snapshot } = state.persistent;
  const index = state.lastApplied;
  const term = termAt(log, index);
  const machine = state.machine ?? emptyMachine();
  const configuration = settleMembership(state, index);
  snapshot.value = {
    lastIncludedIndex: index,
    lastIncludedTerm: term,
    configuration,
    machine: ctx.rules.stateInSnapshot(machine),
  };
  log.discardBefore(index - 1);
  state.isUnsynced = true;
  state.snapshotIndex = index;
  const digest = digestOf(machine, configuration);
  ctx.observe({ type: 'SnapshotTaken', index, term, digest });
}

/** "Reset state machine using snapshot contents", and fit the log to it [Raft Figure 13]. */
export function restoreSnapshot(
  state: ReplicaState,
  snapshot: Snapshot,
  source: 'disk' | 'leader',
  ctx: Ctx,
): void {
  const { lastIncludedIndex: index, lastIncludedTerm: term, machine, configuration } = snapshot;
  fitLog(state, index, term, ctx);
  findMemberships(state, membershipAt(index, configuration));
  state.machine = copyOf(machine);
  state.snapshotIndex = index;
  state.commitIndex = index;
  state.lastApplied = index;
  const digest = digestOf(machine, configuration);
  ctx.observe({ type: 'SnapshotRestored', index, term, digest, source });
}

/** Finds the configurations in the log, behind one that is known. */
export function findMemberships(state: ReplicaState, known: Membership): void {
  const { log } = state.persistent;
  state.memberships.length = 0;
  adopt(state, known);
  for (let index = Math.max(known.index, log.start) + 1; index <= log.length; index++) {
    const entry = entryAt(log, index) as Entry;
    const { operation } = entry;
    if (operation?.kind === 'configuration') adopt(state, membershipOf(index, entry, operation));
  }
}

/** A number that tells states apart, and is the same wherever the same entries have been applied. */
function digestOf({ values, sessions }: KeyValueMachine, configuration: Configuration): number {
  return hashString(JSON.stringify([values, sessions, configuration]));
}

/** Discards what the snapshot replaces: the entries up to its own, and with those that conflict all that follow. */
function fitLog(state: ReplicaState, index: number, term: number, ctx: Ctx): void {
  const { log } = state.persistent;
  if (!ctx.rules.keepsLogBehind(log, index, term)) {
    if (log.length >= index) truncateLog(state, index - 1, ctx);
    log.discardBefore(index - 1);
    // In the place of the snapshot's last entry, for its term.
    log.append({ term, client: NO_CLIENT, sequence: 0, doneBelow: 0, operation: undefined });
    state.isUnsynced = true;
  } else if (log.start < index - 1) {
    log.discardBefore(index - 1);
    state.isUnsynced = true;
  }
}
