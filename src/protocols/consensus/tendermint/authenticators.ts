import type { TendermintMessage } from './messages.ts';

/** How many signatures of validators a message brings, the proofs in it included [HotStuff §3]. */
export function authenticatorsIn(message: TendermintMessage): number {
  switch (message.type) {
    case 'Prevote':
    case 'Precommit':
      return 1;
    case 'Proposal':
      return 1 + message.polka.length;
    case 'ProofOfLock':
      return authenticatorsIn(message.proposal) + message.prevotes.length;
    case 'RoundEnd':
      return message.precommits.length;
    case 'Decisions':
      return message.decisions.reduce((sum, { precommits }) => sum + precommits.length, 0);
    case 'Submission':
    case 'Status':
      return 0;
  }
}
