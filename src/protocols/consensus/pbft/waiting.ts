import { isRepeated } from '../shared/key-value.ts';
import type { Request } from './messages.ts';
import { type ReplicaState, requestKey } from './types.ts';

/** The replica waits for the request to be executed from now on. False where it waits already, or need not. */
export function waitFor(state: ReplicaState, request: Request): boolean {
  const { client, sequence } = request;
  const key = requestKey(client, sequence);
  if (state.waiting.has(key)) return false;
  const session = state.machine.sessions[client];
  if (session !== undefined && isRepeated(session, sequence)) return false;
  state.waiting.set(key, request);
  if (state.primary === state.self) state.unproposed.push(request);
  return true;
}
