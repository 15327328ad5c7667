import type { Mutant } from '../../../core/protocol.ts';
import type { PbftTypes } from './types.ts';

function configOf(name: string): string {
  return `pbft/mutants/${name}.yaml`;
}

const DISAGREEMENTS = [
  'Agreement',
  'One Certificate',
  'Committed Is Prepared',
  'Committed Survives View Changes',
];

/** How pBFT is got wrong. Each departs from the paper in one sentence. */
export const pbftMutants: readonly Mutant<PbftTypes>[] = [
  {
    name: 'quorum-of-two-thirds',
    sentence:
      'A quorum is 2f + 1 replicas however many there are: of five, two of them share nobody but a liar.',
    rules: { quorumSize: (_nodeCount, faulty) => 2 * faulty + 1 },
    breaks: ['Agreement'],
    config: configOf('quorum-of-two-thirds'),
  },
  {
    name: 'counts-messages',
    sentence: 'A vote that comes twice counts twice.',
    rules: { countsVote: () => true },
    breaks: DISAGREEMENTS,
    config: configOf('counts-messages'),
  },
  {
    name: 'no-view-change',
    sentence: 'Backups wait for their primary for ever.',
    rules: { suspectsPrimary: () => false },
    breaks: ['Progress'],
    config: configOf('no-view-change'),
  },
  {
    name: 'sequence-never-advances',
    sentence: 'Every batch gets the first sequence number, and backups accept it anew.',
    rules: { nextSequence: () => 1, mayAccept: () => true },
    breaks: ['One Certificate'],
    config: configOf('sequence-never-advances'),
  },
  {
    name: 'first-certificate',
    sentence:
      'A new view goes on with the first certificate that is found, not with that of the highest view.',
    rules: { isHigherCertificate: () => false },
    breaks: DISAGREEMENTS,
    config: configOf('first-certificate'),
  },
  {
    name: 'last-view-only',
    sentence: 'A view change tells of what prepared in the last view only.',
    rules: { isReported: (certificateView, view) => certificateView === view - 1 },
    breaks: DISAGREEMENTS,
    config: configOf('last-view-only'),
  },
  {
    name: 'unproven-decision',
    sentence: 'Whoever says that something was decided is believed.',
    rules: { isDecisionProven: () => true },
    breaks: DISAGREEMENTS,
    config: configOf('unproven-decision'),
  },
  {
    name: 'unsigned-requests',
    sentence: 'Nobody looks whether a client signed a request.',
    rules: { isAskedByClient: () => true },
    breaks: ['Validity'],
    config: configOf('unsigned-requests'),
  },
  {
    name: 'timeout-never-grows',
    sentence: 'Every view gets as much time as the first.',
    rules: { viewTimeoutUs: (baseUs) => baseUs },
    breaks: ['Progress', 'Bounded Views'],
    config: configOf('timeout-never-grows'),
  },
  {
    name: 'checkpoint-without-quorum',
    sentence: 'A checkpoint is stable as soon as anybody signs it.',
    rules: { isCheckpointStable: (votes) => votes >= 1 },
    breaks: ['Checkpoint Stability'],
    config: configOf('checkpoint-without-quorum'),
  },
  {
    name: 'no-high-watermark',
    sentence: 'A backup accepts any sequence number that is not below the low watermark.',
    rules: { isBetweenWatermarks: (sequence, low) => sequence > low },
    breaks: ['Bounded Log'],
    config: configOf('no-high-watermark'),
  },
  {
    name: 'old-views-count',
    sentence: 'Messages of views that are over are accepted as if they were of the present one.',
    rules: { isInView: (messageView, view) => messageView <= view },
    breaks: DISAGREEMENTS,
    config: configOf('old-views-count'),
  },
  {
    name: 'unverified-sender',
    sentence: 'Nobody looks whether the replica that a message names signed it.',
    rules: { isAuthentic: () => true },
    breaks: DISAGREEMENTS,
    config: configOf('unverified-sender'),
  },
  {
    name: 'unchecked-new-view',
    sentence:
      'Backups take over what a new primary proposes again without computing it themselves.',
    rules: { followsFromViewChanges: () => true },
    breaks: DISAGREEMENTS,
    config: configOf('unchecked-new-view'),
  },
  {
    name: 'forgets-decisions',
    sentence: 'A replica that restarts does not know what was committed since its last checkpoint.',
    rules: { keepsDecisions: () => false },
    breaks: ['Linearizability'],
    config: configOf('forgets-decisions'),
  },
];
