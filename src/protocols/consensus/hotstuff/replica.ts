import type { ClientRequest } from '../../../core/client.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Context, Role } from '../../../core/protocol.ts';
import { emptyMachine, type KeyValueOperation } from '../shared/key-value.ts';
import { BlockTree, GENESIS, ROOT } from './block-tree.ts';
import { GENESIS_QC } from './certificates.ts';
import { onRequest } from './client-requests.ts';
import { replay } from './committing.ts';
import { learn } from './learning.ts';
import type { Block, Digest, HotStuffMessage, QuorumCertificate } from './messages.ts';
import { announce, onRetry, onViewTimeout, restartViewTimer } from './pacemaker.ts';
import { makeDurable } from './persistence.ts';
import { onCertified, onNewView, onProposal, onVote } from './phases.ts';
import { onIdle, proposeIfReady } from './proposing.ts';
import { isFound, onFetch, onFetchTimeout, takeBlocks } from './synchronising.ts';
import type {
  HotStuffTimer,
  HotStuffTypes,
  LastVote,
  PersistentState,
  ReplicaState,
} from './types.ts';
import { isWellFormed } from './well-formed.ts';

type Ctx = Context<HotStuffTypes>;

const NO_VOTE: LastVote = { view: 0, phase: 'generic' };

/** One of the n replicas, f of which may do anything [HotStuff §3]. */
export const replica: Role<HotStuffTypes> = {
  boot(ctx: Ctx): ReplicaState {
    const persistent = openStorage(ctx);
    const tree = readBlocks(persistent);
    const committed = tree.get(persistent.committed.value) ?? ROOT;
    const state: ReplicaState = {
      persistent,
      isUnsynced: false,
      tree,
      committed,
      machine: emptyMachine(),
      pool: new Map(),
      pacemaker: {
        failures: 0,
        isWaiting: false,
        wishes: ctx.nodes.map(() => undefined),
        gathered: new Map(),
      },
      leading: { readyView: 0, wishes: [], proposal: undefined, latest: undefined },
      ballots: { latest: ctx.nodes.map(() => undefined), tallies: new Map(), own: undefined },
      synchronisation: { wanted: undefined, attempts: 0, held: undefined },
      authenticatorsSent: 0,
    };
    replay(state, ROOT, committed);
    ctx.observe({
      type: 'Booted',
      view: persistent.view.value,
      height: committed.height,
      block: committed.digest,
    });
    restartViewTimer(state, ctx);
    announce(state, ctx);
    return state;
  },

  onMessage(state: ReplicaState, from: NodeId, message: HotStuffMessage, ctx: Ctx): void {
    if (!isWellFormed(message)) return;
    receive(state, from, message, ctx);
    resume(state, ctx);
    makeDurable(state, ctx);
  },

  onTimer(state: ReplicaState, timer: HotStuffTimer, ctx: Ctx): void {
    switch (timer) {
      case 'viewTimeout':
        onViewTimeout(state, ctx);
        break;
      case 'retry':
        onRetry(state, ctx);
        break;
      case 'idle':
        onIdle(state, ctx);
        break;
      case 'fetch':
        onFetchTimeout(state, ctx);
    }
    makeDurable(state, ctx);
  },

  onRequest(state: ReplicaState, request: ClientRequest<KeyValueOperation>, ctx: Ctx): void {
    onRequest(state, request, ctx);
  },
};

function openStorage({ storage, rules }: Ctx): PersistentState {
  const persistent: PersistentState = {
    view: storage.cell('view', 1),
    lastVote: storage.cell('lastVote', NO_VOTE),
    proposedView: storage.cell('proposedView', 0),
    highQC: storage.cell<QuorumCertificate>('highQC', GENESIS_QC),
    lockedQC: storage.cell<QuorumCertificate>('lockedQC', GENESIS_QC),
    committed: storage.cell<Digest>('committed', GENESIS),
    blocks: storage.log<Block>('blocks'),
  };
  const { view, lastVote, lockedQC } = persistent;
  if (!rules.remembersVotes()) {
    view.value = 1;
    lastVote.value = NO_VOTE;
  }
  if (rules.lockAfterRestart() === 'lost') lockedQC.value = GENESIS_QC;
  return persistent;
}

function readBlocks({ blocks }: PersistentState): BlockTree {
  const tree = new BlockTree();
  for (let index = 0; index < blocks.length; index++) {
    const block = blocks.at(index);
    const parent = block && tree.get(block.parent);
    if (block !== undefined && parent !== undefined) tree.insert(block, parent);
  }
  return tree;
}

function receive(state: ReplicaState, from: NodeId, message: HotStuffMessage, ctx: Ctx): void {
  switch (message.type) {
    case 'Prepare':
    case 'Generic':
      onProposal(state, from, message, ctx);
      return;
    case 'Vote':
      onVote(state, from, message, ctx);
      return;
    case 'NewView':
      onNewView(state, from, message, ctx);
      return;
    case 'PreCommit':
    case 'Commit':
    case 'Decide':
      onCertified(state, from, message, ctx);
      return;
    case 'Fetch':
      onFetch(state, from, message, ctx);
      return;
    case 'Blocks':
      takeBlocks(state, from, message, ctx);
  }
}

/** Goes on with what waited for a block that is there now. */
function resume(state: ReplicaState, ctx: Ctx): void {
  const { synchronisation, tree } = state;
  const { wanted, held } = synchronisation;
  if (isFound(state, ctx) && wanted !== undefined) {
    synchronisation.wanted = undefined;
    if (wanted.phase === 'generic' || wanted.phase === 'prepare') learn(state, wanted, ctx);
    proposeIfReady(state, ctx);
  }
  if (held !== undefined && tree.get(held.needs) !== undefined) {
    synchronisation.held = undefined;
    receive(state, held.from, held.message, ctx);
  }
}
