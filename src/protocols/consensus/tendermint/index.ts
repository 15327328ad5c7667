import { type ZodType, z } from 'zod';
import { CRASH_RECOVERY_FAULTS, type FaultModel } from '../../../core/fault.ts';
import type { Protocol } from '../../../core/protocol.ts';
import { count, duration } from '../../../core/schema.ts';
import { maxFaulty } from '../shared/quorums.ts';
import { authenticatorsIn } from './authenticators.ts';
import { tendermintInvariants } from './invariants/index.ts';
import { tendermintLies } from './lies.ts';
import { tendermintMetrics } from './metrics.ts';
import { tendermintMutants } from './mutants.ts';
import { tendermintRules } from './rules.ts';
import { sizeBytes } from './sizes.ts';
import { roundOf, statementOf } from './statements.ts';
import type { TendermintParams, TendermintTypes } from './types.ts';
import { validator } from './validator.ts';
import { keyValueWorkload } from './workload.ts';

/**
 * # Tendermint
 *
 * n validators agree on one chain of blocks, height after height, and carry out the requests in them, although f of them
 * say what they like, for n ≥ 3f + 1 [Tendermint].
 *
 * Model: partial synchrony [DLS 1988]: the network loses, delays, doubles and reorders messages, until at some time that
 * nobody knows it becomes quick enough for some timeout. Validators crash and come back with their disks. Safety never
 * depends on time. Everything that binds its sender is signed; whom a message comes from is nobody's word.
 *
 * ## How it works
 *
 * Each height is decided in rounds, and each round has a proposer and three steps.
 *
 * 1. **Propose** (rounds.ts). The proposer sends a block: the one that it holds for valid, or else a new one. The others
 *    wait for it no longer than timeoutPropose.
 * 2. **Prevote** (upon.ts). Each prevotes the block, or nil where it is invalid, late, or not what the validator is
 *    locked on. A quorum of prevotes for one block, a polka, shows that no other block can have one in this round.
 * 3. **Precommit** (upon.ts). Who sees a polka locks the block and precommits it. From then on it prevotes nothing else
 *    in this height, but for a block that comes with a polka of the same round as the lock or a later one. A quorum of
 *    precommits decides (deciding.ts): of those who precommitted, enough are locked that no other block gets a polka
 *    any more.
 *
 * Where a round decides nothing, the next one begins after timeoutPrecommit, with the next proposer and longer
 * timeouts. There is no view change: what a proposer must know of earlier rounds is validValue, the last block of which
 * it saw a polka, and the polka itself is the proof.
 *
 * | paper | here |
 * |---|---|
 * | h, round, step | `height`, `round`, `step` |
 * | decision[] | the log `decisions`, by height |
 * | lockedValue, lockedRound | `locked` |
 * | validValue, validRound | `valid`, with the polka in `proofOfValid` |
 * | v, id(v), nil | `Block`, `idOf`, `NIL` |
 * | proposer(h, round) | the rule `proposerOf`: (h + round) mod n |
 * | valid(v) | `isValid`: clients have signed all that is in it |
 * | getValue() | the requests that have waited longest |
 * | 2f + 1, f + 1 | the rules `quorumSize`, `skipSize` |
 * | initTimeoutX, timeoutDelta | `timeoutPropose`, `timeoutPrevote`, `timeoutPrecommit`, `timeoutDelta` |
 * | message log | `log`, and `nextLog` for the height after it |
 *
 * ## Deviations from the paper
 *
 * - Gossip brings every correct validator in the end what one of them has [Tendermint §2]. Here each says again what it
 *   signed in its round, why it left the round before (RoundEnd), and the last polka (ProofOfLock), and tells its height
 *   (Status); who is ahead answers with decisions and the precommits that prove them (catching-up.ts). A proposal
 *   carries the polka of its validRound. Without faults none of it is sent.
 * - A round that fails tells its polka at once (`tellProof`), and a polka of an earlier round that comes late counts for
 *   validValue too (`adoptsLatePolka`), since both stand for what gossip would have brought in time.
 * - Line 55 skips to the highest round that f + 1 have reached or passed.
 * - A height begins when there is a request, or when others are at it, so that idle validators are idle. A proposer
 *   whom others woke proposes an empty block.
 * - Of each voter the first prevote and the first precommit of a round count, and of each proposer four proposals, so
 *   that liars cannot fill the memory. Proofs are judged apart from that.
 * - What a vote promises is on the disk before it leaves (persistence.ts); the paper has no crashes.
 *
 * ## Accountability
 *
 * Whoever signs two proposals, two prevotes or two precommits of one height and round is convicted by the pair
 * (statements.ts). That is not the only way to break agreement: f + 1 liars who vote against their locks sign nothing
 * twice. That attack, amnesia, is no equivocation, and no two messages prove it.
 *
 * ## Not modelled
 *
 * Voting power, changes of the validators, block parts, evidence inside of blocks, and snapshots: a validator that
 * restarts carries out its chain anew.
 */
export const tendermint: Protocol<TendermintTypes> = {
  name: 'tendermint',
  summary: 'Byzantine agreement on a chain of blocks, with locks and rotating proposers.',
  params: paramsSchema(),
  rules: tendermintRules,
  roles: { validator },
  assign: (nodeCount) => new Array<string>(nodeCount).fill('validator'),
  duties: {
    proposer: ({ height, round, isAwake, own }) =>
      isAwake && own.proposal !== undefined ? height * 1_000 + round : undefined,
  },
  tolerates,
  invariants: tendermintInvariants,
  metrics: tendermintMetrics,
  workloads: [keyValueWorkload],
  mutants: tendermintMutants,
  sizeBytes,
  authenticatorsIn,
  clientsSign: true,
  hasLeaders: true,
  roundOf,
  statementOf,
  lies: tendermintLies,
};

function paramsSchema(): ZodType<TendermintParams> {
  return z.strictObject({
    timeoutPropose: duration({ minUs: 1 }).prefault('100ms'),
    timeoutPrevote: duration({ minUs: 1 }).prefault('50ms'),
    timeoutPrecommit: duration({ minUs: 1 }).prefault('50ms'),
    timeoutDelta: duration().prefault('25ms'),
    resendInterval: duration({ minUs: 1 }).prefault('50ms'),
    statusInterval: duration({ minUs: 1 }).prefault('250ms'),
    maxRequestsPerBlock: count(1, 10_000).prefault(100),
  });
}

/** All that disks and networks do but lose what was synced, and f validators that say what they like. */
function tolerates(_params: TendermintParams, nodeCount: number): FaultModel {
  const faulty = maxFaulty(nodeCount);
  return { safeUnder: CRASH_RECOVERY_FAULTS, crashed: faulty, byzantine: faulty };
}
