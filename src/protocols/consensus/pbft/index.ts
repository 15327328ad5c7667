import { type ZodType, z } from 'zod';
import { CRASH_RECOVERY_FAULTS, type FaultModel } from '../../../core/fault.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { count, duration } from '../../../core/schema.ts';
import { maxFaulty } from '../shared/quorums.ts';
import { authenticatorsIn } from './authenticators.ts';
import { pbftInvariants } from './invariants/index.ts';
import { pbftLies } from './lies.ts';
import { pbftMetrics } from './metrics.ts';
import { pbftMutants } from './mutants.ts';
import { replica } from './replica.ts';
import { pbftRules } from './rules.ts';
import { sizeBytes } from './sizes.ts';
import { statementOf } from './statements.ts';
import type { PbftParams, PbftTypes } from './types.ts';
import { keyValueWorkload, readOnlyWorkload } from './workload.ts';

/**
 * # pBFT
 *
 * n replicas of a service execute the requests of clients in one order, and so act as one reliable machine, although
 * f < n / 3 of them may lie in any way they like [PBFT].
 *
 * Model: a network that loses, delays, duplicates and reorders messages; replicas that crash and come back with their
 * disks; up to f liars, who sign with their own keys only. Safety never depends on time; progress needs delays that do
 * not grow for ever. Messages that bind their sender are signed, and so are the requests of clients.
 *
 * ## How it works
 *
 * 1. **A client asks** the primary, which the view names: replica v mod n (requests.ts). It signs what it asks, and
 *    believes an answer that f + 1 replicas give. When none comes it asks them all, who pass it on and watch the primary.
 * 2. **The primary proposes** the next sequence number for a batch of requests (PrePrepare). A backup accepts one batch
 *    for each view and number, if its clients signed it, and says so to all (Prepare) (normal-case.ts).
 * 3. **A batch is prepared** at a replica that has the pre-prepare and the prepares of a quorum: nothing else can be, in
 *    this view. It says so (Commit). **It is committed** when a quorum has: now it outlives this view. Replicas execute
 *    what is committed in the order of the numbers, and answer the clients (execution.ts).
 * 4. **Every K numbers** replicas sign their states (Checkpoint). One that a quorum signed is stable: all before it is
 *    discarded, and the watermarks move up, between which numbers may be given (checkpoints.ts).
 * 5. **A primary that does not get a request executed in time is left.** Replicas tell the next one what has prepared, with
 *    proofs (ViewChange, view-change.ts). From a quorum of them it follows, for everyone alike, what the new view proposes
 *    again (NewView, new-view.ts): the batch that prepared in the highest view, or nothing. Timeouts double until
 *    something gets done.
 * 6. **Who has missed something** and waits asks the others (status.ts), and gets decisions with their proofs, or a whole
 *    state with the proof that it is stable (state-transfer.ts).
 *
 * | paper | here |
 * |---|---|
 * | v, n, d, i | `view`, `sequence`, `digest`, `replica` |
 * | m | `batch`: several requests under one number [PBFT §5.1.4] |
 * | h, H, L, K | `lowWatermark`, that + `windowSize`, `windowSize` = 2K, `checkpointInterval` |
 * | prepared(m, v, n, i) | `slot.isPrepared` |
 * | committed-local(m, v, n, i) | `slot.isCommitted`; what is decided is in `decisions` |
 * | C, P of a view change | `checkpointProof`, `certificates` |
 * | V, O of a new view | `viewChanges`, `prePrepares` |
 * | min-s, max-s | `stableSequence`, the last of `prePrepares` |
 * | 2f + 1 | `quorum` = ⌈(n + f + 1) / 2⌉, for any n |
 * | f + 1 | `faulty` + 1 |
 * | timestamp t of a request | the client's `sequence` |
 *
 * ## Deviations from the paper
 *
 * - What a replica promises is on its disk before the message leaves, so that a crash is no lie. The paper's replicas that
 *   lose their memory are faulty. A replica's own vote travels to itself, so that it counts when the disk has it. The
 *   states that it signs are on the disk, too, since others discard what led there, and so is what was committed.
 * - A pre-prepare carries its batch, and so does a certificate: nobody has to look for a request that it has not seen.
 *   Digests are computed wherever they are needed.
 * - The view timer runs for the oldest request that waits, so that a primary can starve no client.
 * - Votes of views that a replica has not entered yet are kept, in bounded number, since they may overtake the NewView.
 * - Lost messages are sent again by who waits and sees nothing move, in the manner of [PBFT 2002 §5.2], and what was
 *   decided is proved by its commits at once.
 * - The timer for a new view starts when a quorum has come at least so far.
 * - A timeout that has grown stays grown for as long as the view does some work.
 * - With the workload `kv-read-only`, writes too wait for a quorum of replies, without which such reads are not
 *   linearizable [Berger 2021], and replies count as equal when they are of the same state.
 *
 * ## Not modelled
 *
 * MAC authenticators, tentative execution, digest replies, proactive recovery, state transfer by partitions, and limits on
 * what a client may ask at once.
 */
export const pbft: Protocol<PbftTypes> = {
  name: 'pbft',
  summary: 'A replicated service that bears lying replicas, fewer than a third of all.',
  params: paramsSchema(),
  rules: pbftRules,
  roles: { replica },
  assign: (nodeCount) => new Array<string>(nodeCount).fill('replica'),
  impossible,
  duties: {
    primary: ({ self, view, primary, isChanging }) =>
      !isChanging && primary === self ? view : undefined,
  },
  tolerates: toleratedBy,
  invariants: pbftInvariants,
  metrics: pbftMetrics,
  workloads: [keyValueWorkload, readOnlyWorkload],
  mutants: pbftMutants,
  lies: pbftLies,
  clientsSign: true,
  hasLeaders: true,
  roundOf: (message) => ('view' in message ? message.view : undefined),
  statementOf,
  sizeBytes,
  authenticatorsIn,
};

function paramsSchema(): ZodType<PbftParams> {
  return z.strictObject({
    faults: count(0).optional(),
    /** The paper's experiments used 128 [PBFT §6.2]; logs of simulations are short. */
    checkpointInterval: count(1, 10_000).prefault(16),
    maxBatch: count(1, 10_000).prefault(16),
    maxInFlight: count(1, 10_000).prefault(8),
    viewTimeout: duration({ minUs: 1 }).prefault('250ms'),
    statusInterval: duration({ minUs: 1 }).prefault('80ms'),
  });
}

function impossible(nodeCount: number, { faults }: PbftParams): string | undefined {
  if (faults !== undefined && faults > maxFaulty(nodeCount)) {
    return `faults must be at most ${maxFaulty(nodeCount)}, since ${nodeCount} replicas bear fewer liars than a third of them`;
  }
  return undefined;
}

/**
 * Every fault of the network, and crashes of any number of replicas, since their disks keep what they promised; f of them
 * may lie, or stay down for good.
 */
function toleratedBy({ faults }: PbftParams, nodeCount: number): FaultModel {
  const faulty = faults ?? maxFaulty(nodeCount);
  return { safeUnder: CRASH_RECOVERY_FAULTS, crashed: faulty, byzantine: faulty };
}
