import { deterministic, type Model } from '../model.ts';

export type MutexState = 'free' | 'held';

export interface MutexOperation {
  readonly kind: 'acquire' | 'release';
}

/** A lock that is acquired when free and released when held. It does not know by whom. */
export const mutex: Model<MutexState, MutexOperation, null> = deterministic<
  MutexState,
  MutexOperation,
  null
>({
  name: 'mutex',
  initial: 'free',
  statesAfterAny: ({ kind }) => [kind === 'acquire' ? 'held' : 'free'],
  apply(state, { kind }) {
    if (kind === 'acquire') return state === 'free' ? { state: 'held' } : undefined;
    return state === 'held' ? { state: 'free' } : undefined;
  },
});
