import { noHonestNodeAccused } from '../../../../core/accountability.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import { validity } from '../../shared/validity.ts';
import type { HotStuffTypes } from '../types.ts';
import { agreement } from './agreement.ts';
import { blockFetched, lockChanged, viewChange } from './coverage.ts';
import { exactlyOnce } from './exactly-once.ts';
import { lockRespected } from './lock-respected.ts';
import { oneCertificate } from './one-certificate.ts';
import { progress } from './progress.ts';
import { totalOrder } from './total-order.ts';
import { truthfulAnswers } from './truthful-answers.ts';

/** What the paper proves, what clients rely on, and what a batch must reach. */
export const hotStuffInvariants: readonly Invariant<HotStuffTypes>[] = [
  agreement,
  totalOrder,
  oneCertificate,
  lockRespected,
  validity({
    sentence: 'What is executed was asked for by the client that it is executed for.',
    citation: 'HotStuff §4',
  }),
  exactlyOnce,
  truthfulAnswers,
  noHonestNodeAccused<HotStuffTypes>(),
  progress,
  viewChange,
  blockFetched,
  lockChanged,
];
