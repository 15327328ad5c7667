import { noHonestNodeAccused } from '../../../../core/accountability.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import { validity } from '../../shared/validity.ts';
import type { TendermintTypes } from '../types.ts';
import { agreement } from './agreement.ts';
import { believedAnswers } from './believed-answers.ts';
import { caughtUp, laterRoundDecides, lockChanged } from './coverage.ts';
import { exactlyOnce } from './exactly-once.ts';
import { locksRespected } from './locks-respected.ts';
import { oneQuorum } from './one-quorum.ts';
import { oneVote } from './one-vote.ts';
import { progress } from './progress.ts';
import { proposersTurn } from './proposers-turn.ts';
import { totalOrder } from './total-order.ts';

/** The three properties of [Tendermint §2], what they rest on, and what a batch must reach. */
export const tendermintInvariants: readonly Invariant<TendermintTypes>[] = [
  agreement,
  validity({
    sentence: 'What a correct validator carries out, a client has asked for.',
    citation: 'Tendermint §2',
  }),
  totalOrder,
  exactlyOnce,
  believedAnswers,
  oneQuorum,
  oneVote,
  locksRespected,
  proposersTurn,
  noHonestNodeAccused<TendermintTypes>(),
  progress,
  laterRoundDecides,
  lockChanged,
  caughtUp,
];
