import type { Context } from '../../../core/protocol.ts';
import type { Cell, Storage } from '../../../core/storage.ts';
import type { Certificate, NewView, PbftMessage, PrePrepare } from './messages.ts';
import type {
  Binding,
  Decision,
  PbftTypes,
  PersistentState,
  ReplicaState,
  Snapshot,
  StableCheckpoint,
  ViewPromise,
} from './types.ts';
import { primaryOf } from './views.ts';

type Ctx = Context<PbftTypes>;

const FIRST_PROMISE: ViewPromise = { view: 0, isChanging: false };

/** Finds on the disk what the replica is bound to. */
export function openPersistent(storage: Storage, windowSize: number): PersistentState {
  const bindings: Cell<Binding | undefined>[] = [];
  for (let index = 0; index < windowSize; index++) {
    bindings.push(storage.cell<Binding | undefined>(`binding ${index}`, undefined));
  }
  return {
    promise: storage.cell<ViewPromise>('promise', FIRST_PROMISE),
    stable: storage.cell<StableCheckpoint | undefined>('stable', undefined),
    snapshots: storage.cell<readonly Snapshot[]>('snapshots', []),
    newView: storage.cell<NewView | undefined>('newView', undefined),
    bindings,
  };
}

/** What the replica is bound to at a sequence number between its watermarks. */
export function bindingAt(state: ReplicaState, sequence: number): Binding | undefined {
  const binding = state.persistent.bindings[sequence % state.windowSize]?.value;
  return binding?.sequence === sequence ? binding : undefined;
}

/** The replica accepts the pre-prepare. What prepared earlier at that number stays known until something prepares anew. */
export function bindTo(state: ReplicaState, prePrepare: PrePrepare): void {
  const { sequence } = prePrepare;
  const known = bindingAt(state, sequence);
  const { certificate, decision } = known ?? {};
  write(state, { sequence, prePrepare, certificate, decision });
}

export function bindToCertificate(state: ReplicaState, certificate: Certificate): void {
  const { prePrepare } = certificate;
  const { sequence } = prePrepare;
  const decision = bindingAt(state, sequence)?.decision;
  write(state, { sequence, prePrepare, certificate, decision });
}

/** Keeps what was committed, with its proof, beside what the replica is bound to. */
export function keepDecision(state: ReplicaState, decision: Decision): void {
  const { sequence } = decision.prePrepare;
  const { prePrepare = decision.prePrepare, certificate } = bindingAt(state, sequence) ?? {};
  write(state, { sequence, prePrepare, certificate, decision });
}

function write(state: ReplicaState, binding: Binding): void {
  const cell = state.persistent.bindings[binding.sequence % state.windowSize];
  if (cell === undefined) return;
  cell.value = binding;
  state.isUnsynced = true;
}

/** The replica belongs to this view from now on. */
export function promiseView(
  state: ReplicaState,
  view: number,
  isChanging: boolean,
  { leaders }: Ctx,
): void {
  state.view = view;
  state.primary = primaryOf(view, state.nodeCount, leaders);
  state.isChanging = isChanging;
  state.persistent.promise.value = { view, isChanging };
  state.isUnsynced = true;
}

/** Makes every promise durable, if there is a new one. */
export function makeDurable(state: ReplicaState, ctx: Ctx): void {
  if (!state.isUnsynced) return;
  state.isUnsynced = false;
  ctx.storage.sync();
}

/**
 * Sends what promises something to everyone: not before the disk has it. The replica hears itself, too, so that its
 * own vote counts when the disk has it and not before.
 */
export function promise(state: ReplicaState, message: PbftMessage, ctx: Ctx): void {
  makeDurable(state, ctx);
  ctx.broadcast(message);
  ctx.send(state.self, message);
}
