import type { Context } from '../../../core/protocol.ts';
import { answerOf, isRepeated } from '../shared/key-value.ts';
import { type KeyValueRequest, requestKey } from './block.ts';
import type { Submission } from './messages.ts';
import { wake } from './rounds.ts';
import type { TendermintTypes, ValidatorState } from './types.ts';
import { isRequest, listed } from './validation.ts';

type Ctx = Context<TendermintTypes>;

/** Any validator takes requests, and passes them on to all, since any may propose next. */
export function onRequest(state: ValidatorState, request: KeyValueRequest, ctx: Ctx): void {
  if (!isRequest(request, ctx) || answerAgain(state, request, ctx)) return;
  if (hold(state, request, ctx)) ctx.broadcast({ type: 'Submission', requests: [request] });
  wake(state, ctx);
}

export function onSubmission(state: ValidatorState, { requests }: Submission, ctx: Ctx): void {
  for (const request of listed(requests, ctx.params.maxRequestsPerBlock)) {
    if (isRequest(request, ctx) && !isDone(state, request)) hold(state, request, ctx);
  }
  if (state.pending.size > 0) wake(state, ctx);
}

/** Keeps a request until it has been carried out. True when it is new. */
function hold({ pending }: ValidatorState, request: KeyValueRequest, ctx: Ctx): boolean {
  const key = requestKey(request);
  if (pending.has(key)) return false;
  pending.set(key, request);
  ctx.observe({ type: 'RequestHeld', client: request.client, sequence: request.sequence });
  return true;
}

function isDone({ machine }: ValidatorState, { client, sequence }: KeyValueRequest): boolean {
  const session = machine.sessions[client];
  return session !== undefined && isRepeated(session, sequence);
}

/** Answers a retry of what has been carried out. True when there is nothing left to do. */
function answerAgain(state: ValidatorState, request: KeyValueRequest, ctx: Ctx): boolean {
  if (!isDone(state, request)) return false;
  const { client, sequence } = request;
  const session = state.machine.sessions[client];
  const value = session && answerOf(session, sequence);
  if (value !== undefined) ctx.respond(client, sequence, { value, height: state.height });
  return true;
}
