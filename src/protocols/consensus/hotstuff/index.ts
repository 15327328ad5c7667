import { type ZodType, z } from 'zod';
import { CRASH_RECOVERY_FAULTS, type FaultModel } from '../../../core/fault.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { count, duration } from '../../../core/schema.ts';
import { maxFaulty } from '../shared/quorums.ts';
import { authenticatorsIn } from './authenticators.ts';
import { roundOf, statementOf } from './dialect.ts';
import { hotStuffInvariants } from './invariants/index.ts';
import { hotStuffLies } from './lies.ts';
import { hotStuffMetrics } from './metrics.ts';
import { hotStuffMutants } from './mutants.ts';
import { replica } from './replica.ts';
import { hotStuffRules } from './rules.ts';
import { sizeBytes } from './sizes.ts';
import type { HotStuffParams, HotStuffTypes } from './types.ts';
import { keyValueWorkload } from './workload.ts';

/**
 * # HotStuff
 *
 * n replicas, of which f < n/3 may lie, keep one chain of blocks of clients' commands and apply it to identical state
 * machines. A leader is changed at a cost that is linear in n, and a correct leader drives a decision at the pace of
 * the network and not of a timeout [HotStuff].
 *
 * Model: partial synchrony. Messages are lost, repeated, late and out of order; correct replicas crash and come back
 * with their disks; f of them lie as they like, but cannot sign for others. Safety never depends on time; progress
 * comes once messages are quicker than the view timeouts, which double until they are.
 *
 * ## How it works
 *
 * 1. **Views** (pacemaker.ts). Each view has one leader, known to all. A replica that enters a view tells its leader
 *    the highest certificate that it knows (NewView); from a quorum of these the leader takes the highest (highQC).
 * 2. **Prepare** (proposing.ts, phases.ts). The leader proposes a block that extends the one certified by highQC. A
 *    replica votes for it if it is a descendant of the block that the replica is locked on, or if highQC is of a later
 *    view than that lock (safeNode). Votes of a quorum make a certificate (voting.ts, certificates.ts).
 * 3. **Pre-commit, commit, decide** (phases.ts), in the basic protocol. The leader passes the certificate of each
 *    phase on, and the replicas vote for the block again: on PreCommit they remember the certificate as the highest, on
 *    Commit they lock on it, on Decide they execute the block and its ancestors (committing.ts).
 * 4. **Chained** (learning.ts): all phases look alike, so one round of votes serves three blocks. The block of view v
 *    is prepared by its own certificate, pre-committed by that of v + 1 and committed by that of v + 2: a three-chain.
 * 5. **Clients** send to all replicas and believe what f + 1 of them answer alike.
 * 6. **Synchronisation** (synchronising.ts): a certificate names a block by its digest; who has not got it fetches it
 *    and its ancestors. So do those catch up that were down or cut off.
 *
 * | paper | here |
 * |---|---|
 * | viewNumber, curView | `view` |
 * | node, b, b′, b″, b* | `Block`, and `TreeNode` for its place in the tree |
 * | m.justify | `justify`, of the block itself |
 * | QC, ⟨type, viewNumber, node⟩ | `QuorumCertificate` |
 * | prepareQC of a replica, genericQC, qc_high | `highQC` |
 * | lockedQC, b_lock | `lockedQC` |
 * | safeNode | `isSafe` |
 * | n − f | `quorumSize`: ⌈(n + f + 1)/2⌉, the same for n = 3f + 1 |
 * | nextView interrupt | `onViewTimeout` |
 *
 * ## Deviations from the paper
 *
 * - A certificate carries the votes that it is made of. Its size on the wire, and its one authenticator, are those of the
 *   threshold signature that would stand for them. Where signatures take time, verifying one costs as much as its votes.
 * - A certificate stands in the block that was proposed with it, in the basic protocol too, where the paper has it in the
 *   message; and the parent of a block is the block of that certificate itself, never a later descendant.
 * - Blocks carry their views. Where the paper fills skipped views with dummy nodes, the views of a three-chain are
 *   compared: they must follow one another.
 * - In the chained protocol votes go to the leader of the next view and stand for its new-view messages; NewView is
 *   sent after a timeout only. So a view costs 2(n − 1) messages instead of 3(n − 1).
 * - A replica leads four views in a row by default. Chained blocks need four correct leaders in a row to be committed:
 *   with a leader for each view, one silent replica of four would stop them for ever (the mutant
 *   `leader-for-one-view`).
 * - The pacemaker's new-view certificate: a proposal carries a quorum of signed wishes for its view, unless the
 *   block's own certificate is of the view before. With it replicas enter a view that they have not timed out into.
 *   How views that are out of step are brought together, the paper leaves open: see pacemaker.ts.
 * - A leader that nobody asks for anything waits for `idleDelay` and then proposes an empty block, so that views go on.
 *
 * ## Not modelled
 *
 * Discarding of committed blocks and snapshots, changes of the set of replicas, flow control.
 */
export const hotstuff: Protocol<HotStuffTypes> = {
  name: 'hotstuff',
  summary: 'Byzantine agreement on a chain of blocks, with a linear change of leaders.',
  params: paramsSchema(),
  rules: hotStuffRules,
  roles: { replica },
  assign: (nodeCount) => new Array<string>(nodeCount).fill('replica'),
  impossible,
  duties: {
    leader: ({ leading, persistent }) =>
      leading.proposal !== undefined && leading.proposal.block.view >= persistent.view.value - 1
        ? leading.proposal.block.view
        : undefined,
  },
  tolerates: toleratedBy,
  invariants: hotStuffInvariants,
  metrics: hotStuffMetrics,
  workloads: [keyValueWorkload],
  mutants: hotStuffMutants,
  lies: hotStuffLies,
  sizeBytes,
  authenticatorsIn,
  clientsSign: true,
  hasLeaders: true,
  roundOf,
  statementOf,
};

function paramsSchema(): ZodType<HotStuffParams> {
  return z.strictObject({
    mode: z.enum(['basic', 'chained']).default('basic'),
    viewTimeout: duration({ minUs: 1 }).prefault('200ms'),
    maxViewTimeout: duration({ minUs: 1 }).prefault('20s'),
    viewsPerLeader: count(1, 1_000).prefault(4),
    idleDelay: duration({ minUs: 1 }).prefault('50ms'),
    maxRequestsPerBlock: count(1, 10_000).prefault(64),
    maxBlocksPerMessage: count(1, 10_000).prefault(64),
  });
}

function impossible(nodeCount: number, params: HotStuffParams): string | undefined {
  const { idleDelay, viewTimeout, mode, viewsPerLeader } = params;
  if (idleDelay >= viewTimeout) {
    return 'idleDelay must be shorter than viewTimeout, or every idle leader is given up';
  }
  if (mode === 'chained' && viewsPerLeader < 4 && maxFaulty(nodeCount) > 0) {
    return 'mode: chained needs viewsPerLeader to be at least 4, or one silent replica can stop every commit';
  }
  return undefined;
}

/** Everything but lost memories, however many replicas it hits, and f liars; f replicas may stay down for good. */
function toleratedBy(_params: HotStuffParams, nodeCount: number): FaultModel {
  const faulty = maxFaulty(nodeCount);
  return {
    safeUnder: [...CRASH_RECOVERY_FAULTS, 'byzantine'],
    crashed: faulty,
    byzantine: faulty,
  };
}
