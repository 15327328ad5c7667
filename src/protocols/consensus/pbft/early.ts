import type { Signer } from '../../../core/signer.ts';
import type { Commit, PrePrepare, Prepare } from './messages.ts';
import type { PbftRules } from './rules.ts';
import type { ReplicaState } from './types.ts';

/**
 * Messages of a view that this replica has not entered yet: others have, and what they send may overtake the NewView.
 * They wait, in bounded number for each sender, so that a liar can fill no place but its own.
 */

/** Three messages for each sequence number between the watermarks, of one sender. */
const MESSAGES_A_NUMBER = 3;

export type EarlyMessage = PrePrepare | Prepare | Commit;

export function keepEarly(
  state: ReplicaState,
  message: EarlyMessage,
  rules: PbftRules,
  keys: Signer,
): void {
  const { view, replica } = message;
  const isEarly = view > state.view || (view === state.view && state.isChanging);
  if (!isEarly || !rules.isAuthentic(keys, message)) return;
  const kept = state.early[replica];
  if (kept !== undefined && kept.length < MESSAGES_A_NUMBER * state.windowSize) kept.push(message);
}

/** Gives what was kept, to be handled now; what is still early is kept again. */
export function takeEarly(state: ReplicaState): EarlyMessage[] {
  return state.early.flatMap((kept) => kept.splice(0));
}
