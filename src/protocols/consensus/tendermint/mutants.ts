import type { Mutant } from '../../../core/protocol.ts';
import type { TendermintTypes } from './types.ts';

/** How Tendermint is got wrong. Each departs from the paper in one sentence. */
export const tendermintMutants: readonly Mutant<TendermintTypes>[] = [];
