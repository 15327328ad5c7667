import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { authenticatorsIn } from './authenticators.ts';
import type { HotStuffMessage } from './messages.ts';
import type { HotStuffTypes, ReplicaState } from './types.ts';

type Ctx = Context<HotStuffTypes>;

/** Makes everything durable that has changed, if anything has. */
export function makeDurable(state: ReplicaState, ctx: Ctx): void {
  if (!state.isUnsynced) return;
  state.isUnsynced = false;
  ctx.storage.sync();
}

/** Sends a message, and not before the disk has what the message promises. */
export function send(state: ReplicaState, to: NodeId, message: HotStuffMessage, ctx: Ctx): void {
  makeDurable(state, ctx);
  if (to !== ctx.self) state.authenticatorsSent += authenticatorsIn(message);
  ctx.send(to, message);
}

/** Sends a message to every replica, this one included. */
export function sendToAll(state: ReplicaState, message: HotStuffMessage, ctx: Ctx): void {
  makeDurable(state, ctx);
  state.authenticatorsSent += (ctx.nodes.length - 1) * authenticatorsIn(message);
  ctx.broadcast(message);
  ctx.send(ctx.self, message);
}
