import type { Mutant } from '../../../core/protocol.ts';
import { maxFaulty } from '../shared/quorums.ts';
import { NO_VALUE, NOTHING_SAID, type TendermintTypes } from './types.ts';

function configOf(name: string): string {
  return `tendermint/mutants/${name}.yaml`;
}

/** How Tendermint is got wrong. Each departs from the paper in one sentence. */
export const tendermintMutants: readonly Mutant<TendermintTypes>[] = [
  {
    name: 'amnesia',
    sentence: 'A validator forgets its lock when the round ends.',
    rules: { lockInNextRound: () => NO_VALUE },
    breaks: ['Locks Respected', 'Agreement'],
    config: configOf('amnesia'),
  },
  {
    name: 'lock-not-durable',
    sentence: 'A validator that restarts has forgotten its lock.',
    rules: { lockAfterRestart: () => NO_VALUE },
    breaks: ['Locks Respected', 'Agreement'],
    config: configOf('lock-not-durable'),
  },
  {
    name: 'votes-not-durable',
    sentence: 'A validator that restarts has forgotten how it voted in its round.',
    rules: { ownAfterRestart: () => NOTHING_SAID },
    breaks: ['One Vote in a Round', 'Agreement'],
    config: configOf('votes-not-durable'),
  },
  {
    name: 'any-polka',
    sentence: 'A polka of any round frees a validator from its lock, one of an earlier round too.',
    rules: { acceptsValid: () => true },
    breaks: ['Locks Respected', 'Agreement'],
    config: configOf('any-polka'),
  },
  {
    name: 'messages-counted',
    sentence: 'Votes are counted by message, so that one that comes twice counts twice.',
    rules: { counts: () => true },
    breaks: ['One Quorum in a Round', 'Locks Respected', 'Agreement'],
    config: configOf('messages-counted'),
  },
  {
    name: 'quorum-of-2f-plus-1',
    sentence: 'Among more than 3f + 1 validators, 2f + 1 still count as a quorum.',
    rules: { quorumSize: (nodeCount) => 2 * maxFaulty(nodeCount) + 1 },
    breaks: ['One Quorum in a Round', 'Locks Respected', 'Agreement'],
    config: configOf('quorum-of-2f-plus-1'),
  },
  {
    name: 'any-proposer',
    sentence: 'A proposal counts whose turn ever it was.',
    rules: { isFromProposer: () => true },
    breaks: ["Proposer's Turn"],
    config: configOf('any-proposer'),
  },
  {
    name: 'unsigned-requests',
    sentence: 'Nobody looks whether a client signed its request.',
    rules: { isSignedByClient: () => true },
    breaks: ['Validity'],
    config: configOf('unsigned-requests'),
  },
  {
    name: 'unverified-votes',
    sentence: 'Nobody looks whether a vote was signed by whoever is said to have cast it.',
    rules: { isSignedByVoter: () => true },
    breaks: ['One Quorum in a Round', 'Locks Respected', 'Agreement'],
    config: configOf('unverified-votes'),
  },
  {
    name: 'unproven-decision',
    sentence:
      'A decision that another validator claims is believed without a quorum of precommits.',
    rules: { isProven: () => true },
    breaks: ['Agreement'],
    config: configOf('unproven-decision'),
  },
  {
    name: 'timeout-never-grows',
    sentence: 'Later rounds wait no longer than the first.',
    rules: { timeoutUs: (initialUs) => initialUs },
    breaks: ['Progress'],
    config: configOf('timeout-never-grows'),
  },
  {
    name: 'decides-on-prevotes',
    sentence: 'A value is decided as soon as a quorum has prevoted it.',
    rules: { decidingVotes: ({ prevotes }) => prevotes },
    breaks: ['Agreement'],
    config: configOf('decides-on-prevotes'),
  },
];
