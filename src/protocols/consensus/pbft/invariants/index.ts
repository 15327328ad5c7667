import { noHonestNodeAccused } from '../../../../core/accountability.ts';
import type { Invariant } from '../../../../core/invariant.ts';
import type { PbftTypes } from '../types.ts';
import { agreement } from './agreement.ts';
import { boundedLog } from './bounded-log.ts';
import { boundedViews } from './bounded-views.ts';
import { checkpointStability } from './checkpoint-stability.ts';
import { committedIsPrepared } from './committed-is-prepared.ts';
import { coverage } from './coverage.ts';
import { linearizability } from './linearizability.ts';
import { oneCertificate } from './one-certificate.ts';
import { progress } from './progress.ts';
import { survivesViewChanges } from './survives-view-changes.ts';
import { totalOrder } from './total-order.ts';
import { validity } from './validity.ts';

/** What the paper promises, step by step, and what a batch must reach. */
export const pbftInvariants: readonly Invariant<PbftTypes>[] = [
  agreement,
  oneCertificate,
  committedIsPrepared,
  survivesViewChanges,
  totalOrder,
  validity,
  checkpointStability,
  boundedLog,
  linearizability,
  noHonestNodeAccused(),
  progress,
  boundedViews,
  ...coverage,
];
