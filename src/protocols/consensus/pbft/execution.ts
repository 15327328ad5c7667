import type { Context } from '../../../core/protocol.ts';
import { answerOf, isRepeated, perform, remember, sessionOf } from '../shared/key-value.ts';
import { takeCheckpoint } from './checkpoints.ts';
import type { Request } from './messages.ts';
import type { ExecutedRequest } from './observations.ts';
import { keepDecision, makeDurable } from './persistence.ts';
import { refreshTimers, watchProgress } from './timers.ts';
import { type Decision, type PbftTypes, type ReplicaState, requestKey } from './types.ts';

type Ctx = Context<PbftTypes>;

/** It is settled which batch a sequence number has: committed-local(m, v, n, i) is true [PBFT §4.2]. */
export function decide(
  state: ReplicaState,
  decision: Decision,
  by: 'votes' | 'proof',
  ctx: Ctx,
): void {
  const { prePrepare, digest } = decision;
  const { view, sequence } = prePrepare;
  ctx.observe({ type: 'Committed', view, sequence, digest, by });
  // A number that is decided is decided again in each new view that proposes it.
  if (state.decisions.has(sequence)) return;
  state.decisions.set(sequence, decision);
  if (ctx.rules.keepsDecisions()) keepDecision(state, decision);
  state.highestDecided = Math.max(state.highestDecided, sequence);
  executeDecided(state, ctx);
}

/**
 * "Each replica i executes the operation requested by m after committed-local(m, v, n, i) is true and i's state reflects
 * the sequential execution of all requests with lower sequence numbers" [PBFT §4.2].
 */
export function executeDecided(state: ReplicaState, ctx: Ctx): void {
  let decision = state.decisions.get(state.lastExecuted + 1);
  if (decision === undefined) {
    watchProgress(state, ctx);
    return;
  }
  while (decision !== undefined) {
    execute(state, decision, ctx);
    decision = state.decisions.get(state.lastExecuted + 1);
  }
  refreshTimers(state, ctx);
}

function execute(state: ReplicaState, { prePrepare, digest }: Decision, ctx: Ctx): void {
  const { view, sequence, batch } = prePrepare;
  state.lastExecuted = sequence;
  makeDurable(state, ctx);
  const requests: ExecutedRequest[] = [];
  for (const request of batch) requests.push(executeRequest(state, request, ctx));
  if (batch.length > 0) state.hasProgressed = true;
  ctx.observe({ type: 'Executed', view, sequence, digest, requests });
  if (sequence % ctx.params.checkpointInterval === 0) takeCheckpoint(state, ctx);
}

/** Whatever a client asks for again has its effect once, and the same answer [PBFT §4.1]. */
function executeRequest(state: ReplicaState, request: Request, ctx: Ctx): ExecutedRequest {
  const { client, sequence, doneBelow, operation } = request;
  const session = sessionOf(state.machine, client);
  const tookEffect = !isRepeated(session, sequence);
  state.waiting.delete(requestKey(client, sequence));
  if (tookEffect) {
    // What the client has given up needs no answer any more.
    for (let over = session.doneBelow; over < doneBelow; over++) {
      state.waiting.delete(requestKey(client, over));
    }
    remember(session, sequence, perform(state.machine, operation), doneBelow);
  }
  const value = answerOf(session, sequence);
  if (value !== undefined) ctx.respond(client, sequence, { kind: 'done', view: state.view, value });
  return { client, sequence, operation, tookEffect };
}
