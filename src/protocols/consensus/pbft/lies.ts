import type { Lie, LieSetup } from '../../../core/byzantine.ts';
import { NULL_DIGEST } from './digest.ts';
import type { PbftMessage, PrePrepare, Request } from './messages.ts';
import type { PbftTypes } from './types.ts';

/** What only liars who know pBFT can do. What they make is signed anew with their own keys, and with no others. */
export const pbftLies: readonly Lie<PbftTypes>[] = [
  {
    name: 'two-batches',
    sentence:
      'As primary it proposes a batch to the first half of the replicas and nothing to the others, and votes for both.',
    tell(message, setup) {
      if (!isOfSecondHalf(setup)) return message;
      if (message.type === 'PrePrepare') return { ...message, batch: [] };
      const isVote = message.type === 'Prepare' || message.type === 'Commit';
      return isVote ? { ...message, digest: NULL_DIGEST } : message;
    },
  },
  {
    name: 'invented-request',
    sentence:
      'As primary it proposes what no client asked for, under the signature of one that asked for something else.',
    tell(message) {
      if (message.type !== 'PrePrepare') return message;
      return { ...message, batch: message.batch.map(invented) };
    },
  },
  {
    name: 'leap',
    sentence: 'As primary it proposes at a sequence number far beyond the watermarks.',
    tell: (message) =>
      message.type === 'PrePrepare' ? { ...message, sequence: message.sequence + 1_000 } : message,
  },
  {
    name: 'forged-decision',
    sentence:
      'As primary it tells the second half of the replicas that nothing was decided on, and proves it with no commit.',
    tell(message, setup) {
      if (message.type !== 'PrePrepare' || !isOfSecondHalf(setup)) return message;
      const prePrepare: PrePrepare = { ...message, batch: [] };
      return { type: 'Decided', prePrepare, commits: [] };
    },
  },
  {
    name: 'hide-prepared',
    sentence: 'It changes its view as if nothing had prepared.',
    tell: (message) => (message.type === 'ViewChange' ? { ...message, certificates: [] } : message),
  },
  {
    name: 'forged-certificate',
    sentence: 'It changes its view with proofs that other batches prepared than did.',
    tell: (message) => (message.type === 'ViewChange' ? withForgedCertificates(message) : message),
  },
  {
    name: 'unproven-checkpoint',
    sentence: 'It changes its view as if a later checkpoint were stable, with no proof.',
    tell(message) {
      if (message.type !== 'ViewChange') return message;
      const stableSequence = message.stableSequence + 1_000;
      return { ...message, stableSequence, checkpointProof: [], certificates: [] };
    },
  },
  {
    name: 'forgetful-new-view',
    sentence:
      'As primary it proposes nothing again in its new view, in the place of whatever prepared.',
    tell(message) {
      if (message.type !== 'NewView') return message;
      const prePrepares = message.prePrepares.map((known) => ({ ...known, batch: [] }));
      return { ...message, prePrepares };
    },
  },
  {
    name: 'few-view-changes',
    sentence: 'As primary it begins its view on its own authority.',
    tell(message, { self }) {
      if (message.type !== 'NewView') return message;
      const viewChanges = message.viewChanges.filter(({ replica }) => replica === self);
      return { ...message, viewChanges, prePrepares: [] };
    },
  },
  {
    name: 'other-state',
    sentence:
      'It signs checkpoints of a state that it is not in, and sends that state to whoever needs one.',
    tell(message) {
      if (message.type === 'Checkpoint') return { ...message, digest: message.digest ^ 1 };
      if (message.type !== 'StateTransfer') return message;
      const machine = { ...message.machine, values: message.machine.values.map(() => 'forged') };
      return { ...message, machine };
    },
  },
];

/** Whom the lies about batches are told to. Liars tell each other the truth. */
function isOfSecondHalf({ to, nodeCount, liars }: LieSetup): boolean {
  return 2 * to >= nodeCount && !liars.includes(to);
}

function invented(request: Request): Request {
  const { key } = request.operation;
  return { ...request, operation: { kind: 'put', key, value: 'invented' } };
}

function withForgedCertificates(
  message: Extract<PbftMessage, { type: 'ViewChange' }>,
): PbftMessage {
  const certificates = message.certificates.map(({ prePrepare, prepares }) => ({
    prePrepare: { ...prePrepare, batch: [] },
    prepares: prepares.map((vote) => ({ ...vote, digest: NULL_DIGEST })),
  }));
  return { ...message, certificates };
}
