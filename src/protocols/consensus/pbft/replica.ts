import type { ClientRequest } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { copyOf, emptyMachine } from '../shared/key-value.ts';
import { maxFaulty } from '../shared/quorums.ts';
import { CheckpointVotes } from './checkpoint-votes.ts';
import { onCheckpoint, sendCheckpointsAgain } from './checkpoints.ts';
import { executeDecided } from './execution.ts';
import type { PbftMessage } from './messages.ts';
import { findUnproposed, onNewView } from './new-view.ts';
import { onCommit, onPrePrepare, onPrepare } from './normal-case.ts';
import { openPersistent } from './persistence.ts';
import { propose } from './proposing.ts';
import { onRequest } from './requests.ts';
import { resumeAgreement } from './resumption.ts';
import { onDecided, onFetchState, onStableProof, onStateTransfer } from './state-transfer.ts';
import { onStatus, onStatusTimer } from './status.ts';
import { refreshTimers } from './timers.ts';
import type { PbftOperation, PbftTimer, PbftTypes, ReplicaState } from './types.ts';
import { onViewChange, onViewTimeout, sendViewChange } from './view-change.ts';
import { primaryOf } from './views.ts';

type Ctx = Context<PbftTypes>;

/** One of the replicas, of which the view makes one the primary and the others backups. */
export const replica: Role<PbftTypes> = {
  boot(ctx: Ctx): ReplicaState {
    const state = stateFrom(ctx);
    const { view, lowWatermark: stableSequence, lastExecuted } = state;
    ctx.observe({ type: 'Booted', view, stableSequence, lastExecuted });
    sendCheckpointsAgain(state, ctx);
    resumeAgreement(state, ctx);
    executeDecided(state, ctx);
    if (state.isChanging) sendViewChange(state, ctx);
    findUnproposed(
      state,
      [...state.slots.values()].flatMap(({ prePrepare }) => prePrepare ?? []),
    );
    refreshTimers(state, ctx);
    return state;
  },

  onMessage(state: ReplicaState, from: NodeId, message: PbftMessage, ctx: Ctx): void {
    switch (message.type) {
      case 'Commit':
        onCommit(state, message, ctx);
        break;
      case 'Prepare':
        onPrepare(state, message, ctx);
        break;
      case 'PrePrepare':
        onPrePrepare(state, message, ctx);
        break;
      case 'Checkpoint':
        onCheckpoint(state, message, ctx);
        break;
      case 'RelayedRequest':
        if (typeof message.request?.operation === 'object') {
          onRequest(state, message.request, true, ctx);
        }
        break;
      case 'ViewChange':
        onViewChange(state, message, ctx);
        break;
      case 'NewView':
        onNewView(state, message, ctx);
        break;
      case 'Status':
        onStatus(state, from, message, ctx);
        break;
      case 'Decided':
        onDecided(state, message, ctx);
        break;
      case 'StableProof':
        onStableProof(state, message, ctx);
        break;
      case 'FetchState':
        onFetchState(state, from, message, ctx);
        break;
      case 'StateTransfer':
        onStateTransfer(state, message, ctx);
    }
    if (state.unproposed.length > 0) propose(state, ctx);
  },

  onTimer(state: ReplicaState, timer: PbftTimer, ctx: Ctx): void {
    if (timer === 'viewTimeout') onViewTimeout(state, ctx);
    else onStatusTimer(state, ctx);
    propose(state, ctx);
  },

  onRequest(state: ReplicaState, request: ClientRequest<PbftOperation>, ctx: Ctx): void {
    onRequest(state, request, false, ctx);
    propose(state, ctx);
  },
};

/** The memory of a replica that starts with what its disk kept. */
function stateFrom(ctx: Ctx): ReplicaState {
  const { storage, rules, params, self } = ctx;
  const nodeCount = ctx.nodes.length;
  const faulty = params.faults ?? maxFaulty(nodeCount);
  const windowSize = 2 * params.checkpointInterval;
  const persistent = openPersistent(storage, windowSize);
  const { view, isChanging } = persistent.promise.value;
  const stable = persistent.stable.value;
  const lowWatermark = stable?.sequence ?? 0;
  const latest = persistent.snapshots.value.at(-1) ?? stable;
  const lastExecuted = latest?.sequence ?? 0;
  return {
    self,
    nodeCount,
    faulty,
    quorum: rules.quorumSize(nodeCount, faulty),
    windowSize,
    persistent,
    isUnsynced: false,
    view,
    primary: primaryOf(view, nodeCount, ctx.leaders),
    isChanging,
    lowWatermark,
    lastExecuted,
    machine: latest === undefined ? emptyMachine() : copyOf(latest.machine),
    checkpointVotes: new CheckpointVotes(),
    wanted: undefined,
    slots: new Map(),
    latestSlot: undefined,
    decisions: new Map(),
    highestDecided: lastExecuted,
    early: Array.from({ length: nodeCount }, () => []),
    waiting: new Map(),
    unproposed: [],
    lastProposed: lastExecuted,
    viewChanges: new Array(nodeCount).fill(undefined),
    viewChangeCounts: new Map(),
    fruitless: 0,
    hasProgressed: false,
    timedRequest: undefined,
    isStatusTimerRunning: false,
    progressMark: 0,
  };
}
