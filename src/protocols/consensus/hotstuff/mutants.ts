import type { Mutant } from '../../../core/protocol.ts';
import { maxFaulty } from '../shared/quorums.ts';
import type { HotStuffTypes } from './types.ts';

function configOf(name: string): string {
  return `hotstuff/mutants/${name}.yaml`;
}

/** How HotStuff is got wrong. Each departs from the paper in one sentence. */
export const hotStuffMutants: readonly Mutant<HotStuffTypes>[] = [
  {
    name: 'no-lock-rule',
    sentence: 'A replica votes for every block, whatever it is locked on.',
    rules: { isSafe: () => true },
    breaks: ['Agreement', 'Total Order', 'Lock Respected'],
    config: configOf('no-lock-rule'),
  },
  {
    name: 'two-chain-commit',
    sentence:
      'A block is committed by its certified child, and not by its certified grandchild, though replicas lock as if it were.',
    rules: { chainToCommit: () => 2 },
    breaks: ['Agreement', 'Total Order'],
    config: configOf('two-chain-commit'),
  },
  {
    name: 'votes-not-voters',
    sentence: 'Votes and wishes are counted, however many of them are of one replica.',
    rules: { counts: () => true },
    breaks: ['Agreement', 'Total Order', 'One Certificate a View'],
    config: configOf('votes-not-voters'),
  },
  {
    name: 'vote-not-durable',
    sentence: 'A replica that restarts has forgotten its view and its vote.',
    rules: { remembersVotes: () => false },
    breaks: ['No Honest Node Accused', 'One Certificate a View', 'Agreement'],
    config: configOf('vote-not-durable'),
  },
  {
    name: 'lock-not-durable',
    sentence: 'A replica that restarts has forgotten what it is locked on.',
    rules: { lockAfterRestart: () => 'lost' },
    breaks: ['Agreement', 'Total Order'],
    config: configOf('lock-not-durable'),
  },
  {
    name: 'certificate-not-verified',
    sentence: 'A certificate is believed without its votes.',
    rules: { isProven: () => true },
    breaks: ['One Certificate a View', 'Agreement', 'Total Order'],
    config: configOf('certificate-not-verified'),
  },
  {
    name: 'client-not-verified',
    sentence: 'A request is believed without its client having signed it.',
    rules: { isAsked: () => true },
    breaks: ['Validity'],
    config: configOf('client-not-verified'),
  },
  {
    name: 'parent-not-checked',
    sentence: 'A block need not be the child of the one that its certificate is for.',
    rules: { extendsCertified: () => true },
    breaks: ['Agreement', 'Total Order'],
    config: configOf('parent-not-checked'),
  },
  {
    name: 'quorum-of-2f-plus-1',
    sentence: 'The quorum is 2f + 1, also where n is more than 3f + 1.',
    rules: { quorumSize: (nodeCount) => 2 * maxFaulty(nodeCount) + 1 },
    breaks: ['Agreement', 'Total Order', 'One Certificate a View'],
    config: configOf('quorum-of-2f-plus-1'),
  },
  {
    name: 'timeout-never-grows',
    sentence: 'A view has the same time, however many have failed before it.',
    rules: { viewTimeoutUs: ({ viewTimeout }) => viewTimeout },
    breaks: ['Progress'],
    config: configOf('timeout-never-grows'),
  },
  {
    name: 'leader-for-one-view',
    sentence:
      'Each chained view has another leader, so that one silent replica cuts every three-chain.',
    rules: {
      leaderOf: (view, _viewsPerLeader, nodeCount) => (view - 1) % nodeCount,
      viewAfterTimeout: (view) => view + 1,
    },
    breaks: ['Progress'],
    config: configOf('leader-for-one-view'),
  },
];
