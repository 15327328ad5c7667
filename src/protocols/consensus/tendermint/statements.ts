import type { Statement } from '../../../core/byzantine.ts';
import { idOf } from './block.ts';
import type { TendermintMessage } from './messages.ts';
import { isBlock } from './validation.ts';

/** The round of what is said in one. */
export function roundOf(message: TendermintMessage): number | undefined {
  switch (message.type) {
    case 'Proposal':
    case 'Prevote':
    case 'Precommit':
      return message.round;
    case 'ProofOfLock':
      return message.proposal?.round;
    default:
      return undefined;
  }
}

/**
 * A validator proposes, prevotes and precommits once in a height and round. Whoever is found to have signed two different
 * ones has lied.
 *
 * The other attack of f + 1 liars leaves no such pair: they prevote against their lock, as if they had forgotten it.
 * Each of their messages could be an honest validator's, one that saw a newer polka. To find them out, all must show
 * what they have received; two signed messages do not tell.
 */
export function statementOf(message: TendermintMessage): Statement | undefined {
  switch (message.type) {
    case 'Proposal': {
      const { height, round, proposer, validRound, block } = message;
      if (!isBlock(block)) return undefined;
      const value = `${validRound} ${idOf(block)}`;
      return { signer: proposer, slot: `Proposal/${height}/${round}`, value };
    }
    case 'Prevote':
    case 'Precommit': {
      const { type, height, round, voter, id } = message;
      return { signer: voter, slot: `${type}/${height}/${round}`, value: id };
    }
    default:
      return undefined;
  }
}
