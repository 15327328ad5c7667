import type { NodeId } from '../../../core/identity.ts';
import type { Context } from '../../../core/protocol.ts';
import { digestOf } from './digest.ts';
import type { Certificate, Checkpoint, Commit, PrePrepare, ViewChange } from './messages.ts';
import type { PbftTypes, ReplicaState } from './types.ts';
import { primaryOf } from './views.ts';
import { isBatch, isReplica } from './well-formed.ts';

/**
 * Verifies what others prove with signatures of others. Whatever comes may have been made by a liar: fields may be
 * missing or hold anything.
 */

type Ctx = Context<PbftTypes>;

interface Vote {
  readonly type: string;
  readonly replica: NodeId;
  readonly signature?: unknown;
}

/** How many different replicas signed a vote in the list that is one of those looked for. */
function countSigners<V extends Vote>(
  votes: readonly V[],
  isLookedFor: (vote: V) => boolean,
  nodeCount: number,
  { rules, keys }: Ctx,
): number {
  if (!Array.isArray(votes)) return 0;
  const signers = new Set<NodeId>();
  for (const vote of votes as readonly V[]) {
    if (typeof vote !== 'object' || vote === null || !isReplica(vote.replica, nodeCount)) continue;
    if (isLookedFor(vote) && rules.isAuthentic(keys, vote)) signers.add(vote.replica);
  }
  return signers.size;
}

/** What a list of checkpoints proves to be stable, if it does. */
export function stableIn(
  proof: readonly Checkpoint[],
  { nodeCount, quorum }: ReplicaState,
  ctx: Ctx,
): { readonly sequence: number; readonly digest: number } | undefined {
  const first = Array.isArray(proof) ? (proof[0] as Checkpoint | undefined) : undefined;
  if (typeof first !== 'object' || first === null) return undefined;
  const { sequence, digest } = first;
  if (!Number.isInteger(sequence)) return undefined;
  const signers = countSigners(
    proof,
    (vote) => vote.type === 'Checkpoint' && vote.sequence === sequence && vote.digest === digest,
    nodeCount,
    ctx,
  );
  return ctx.rules.isCheckpointStable(signers, quorum) ? { sequence, digest } : undefined;
}

/** Whether the primary of its view signed this pre-prepare. */
function isOfPrimary(
  prePrepare: PrePrepare,
  { nodeCount }: ReplicaState,
  { rules, keys, leaders }: Ctx,
): boolean {
  if (typeof prePrepare !== 'object' || prePrepare === null) return false;
  const { type, view, sequence, batch, replica } = prePrepare;
  return (
    type === 'PrePrepare' &&
    Number.isInteger(view) &&
    view >= 0 &&
    Number.isInteger(sequence) &&
    replica === primaryOf(view, nodeCount, leaders) &&
    isBatch(batch) &&
    rules.isAuthentic(keys, prePrepare)
  );
}

/** The digest of a batch that the commits prove to be committed, if they do. */
export function decidedIn(
  prePrepare: PrePrepare,
  commits: readonly Commit[],
  state: ReplicaState,
  ctx: Ctx,
): number | undefined {
  if (!isOfPrimary(prePrepare, state, ctx)) return undefined;
  const { view, sequence, batch } = prePrepare;
  const digest = digestOf(batch);
  const signers = countSigners(
    commits,
    (vote) =>
      vote.type === 'Commit' &&
      vote.view === view &&
      vote.sequence === sequence &&
      vote.digest === digest,
    state.nodeCount,
    ctx,
  );
  return ctx.rules.isDecisionProven(signers, state.quorum) ? digest : undefined;
}

/** Whether a batch prepared in some view before this one, as the certificate says. */
function isProven(
  certificate: Certificate,
  beforeView: number,
  state: ReplicaState,
  ctx: Ctx,
): boolean {
  if (typeof certificate !== 'object' || certificate === null) return false;
  const { prePrepare, prepares } = certificate;
  if (!isOfPrimary(prePrepare, state, ctx) || prePrepare.view >= beforeView) return false;
  const { view, sequence, batch, replica } = prePrepare;
  const digest = digestOf(batch);
  const backups = countSigners(
    prepares,
    (vote) =>
      vote.type === 'Prepare' &&
      vote.replica !== replica &&
      vote.view === view &&
      vote.sequence === sequence &&
      vote.digest === digest,
    state.nodeCount,
    ctx,
  );
  return ctx.rules.isCertified(backups, state.quorum);
}

/**
 * Whether a replica may change its view like this: it signed the message, and proves its checkpoint and each batch that
 * it says prepared, one at most for each number between its watermarks.
 */
export function isValidViewChange(message: ViewChange, state: ReplicaState, ctx: Ctx): boolean {
  if (typeof message !== 'object' || message === null) return false;
  const { type, view, stableSequence, checkpointProof, replica } = message;
  if (type !== 'ViewChange' || !Number.isInteger(view) || view < 1) return false;
  if (!isReplica(replica, state.nodeCount) || !ctx.rules.isAuthentic(ctx.keys, message))
    return false;
  const isProvenStable =
    stableSequence === 0 || stableIn(checkpointProof, state, ctx)?.sequence === stableSequence;
  return isProvenStable && areProven(message, state, ctx);
}

function areProven(
  { view, stableSequence, certificates }: ViewChange,
  state: ReplicaState,
  ctx: Ctx,
): boolean {
  if (!Array.isArray(certificates)) return false;
  const sequences = new Set<number>();
  for (const certificate of certificates as readonly Certificate[]) {
    if (!isProven(certificate, view, state, ctx)) return false;
    const { sequence } = certificate.prePrepare;
    const isWithin = sequence > stableSequence && sequence <= stableSequence + state.windowSize;
    if (!isWithin || sequences.has(sequence)) return false;
    sequences.add(sequence);
  }
  return true;
}
