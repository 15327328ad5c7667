import type { Context } from '../../../core/protocol.ts';
import {
  answerOf,
  emptyMachine,
  isRepeated,
  type KeyValueOperation,
  type KeyValueResult,
  perform,
  remember,
  sessionOf,
} from '../shared/key-value.ts';
import { entryAt, termAt } from './log.ts';
import { takeSnapshot } from './snapshots.ts';
import {
  type Configuration,
  type Entry,
  NO_CLIENT,
  type RaftTypes,
  type ReplicaState,
} from './types.ts';

type Ctx = Context<RaftTypes>;

/**
 * Moves the commit index up to `index`, then: "If commitIndex > lastApplied: increment lastApplied, apply
 * log[lastApplied] to state machine" [Raft Figure 2].
 */
export function commitUpTo(state: ReplicaState, index: number, ctx: Ctx): void {
  if (index <= state.commitIndex) return;
  const { currentTerm, log } = state.persistent;
  const from = state.commitIndex;
  state.commitIndex = index;
  // A follower's commit index shows in what it applies.
  if (state.role === 'leader') {
    const entryTerm = termAt(log, index);
    ctx.observe({ type: 'CommitAdvanced', term: currentTerm.value, from, to: index, entryTerm });
  }
  const end = Math.min(index, log.length);
  const { snapshotEvery } = ctx.params;
  while (state.lastApplied < end) {
    state.lastApplied++;
    apply(state, state.lastApplied, ctx);
    const isSnapshotDue =
      snapshotEvery > 0 && state.lastApplied - state.snapshotIndex >= snapshotEvery;
    if (isSnapshotDue) takeSnapshot(state, ctx);
  }
}

function apply(state: ReplicaState, index: number, ctx: Ctx): void {
  const { currentTerm, log } = state.persistent;
  const entry = entryAt(log, index) as Entry;
  const { term, client, sequence, operation } = entry;
  if (client === NO_CLIENT || operation === undefined || isHalfway(operation)) {
    ctx.observe({ type: 'Applied', index, term, client, sequence, tookEffect: false });
    return;
  }
  state.machine ??= emptyMachine();
  const session = sessionOf(state.machine, client);
  const tookEffect = ctx.rules.takesEffect(isRepeated(session, sequence));
  let value: KeyValueResult | undefined;
  if (tookEffect) {
    // A configuration has been in force since it was appended. Now it is sure to stay.
    value = operation.kind === 'configuration' ? null : perform(state.machine, operation);
    remember(session, sequence, value, entry.doneBelow);
  } else value = answerOf(session, sequence);
  ctx.observe({ type: 'Applied', index, term, client, sequence, tookEffect });
  // The client waits at the leader that took its request, which is this one if it leads the entry's term.
  const isWaitedFor = state.role === 'leader' && term === currentTerm.value;
  if (isWaitedFor && value !== undefined) ctx.respond(client, sequence, { kind: 'done', value });
}

/** A joint configuration is half of a change: the other half answers the client. */
function isHalfway(operation: KeyValueOperation | Configuration): boolean {
  return operation.kind === 'configuration' && operation.outgoing.length > 0;
}
