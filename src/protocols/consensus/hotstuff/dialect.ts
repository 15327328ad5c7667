import type { Statement } from '../../../core/byzantine.ts';
import { digestOf } from './block-tree.ts';
import type { HotStuffMessage } from './messages.ts';
import { isWellFormed } from './well-formed.ts';

/** The view of a message, for those who watch or lie without knowing the protocol. */
export function roundOf(message: HotStuffMessage): number | undefined {
  if (!isWellFormed(message)) return undefined;
  switch (message.type) {
    case 'Prepare':
    case 'Generic':
      return message.block.view;
    case 'Vote':
      return message.view;
    case 'NewView':
      return message.wish.wishedView;
    case 'PreCommit':
    case 'Commit':
    case 'Decide':
      return message.justify.view;
    default:
      return undefined;
  }
}

/** A leader proposes one block in a view, and a replica votes for one block in each phase of it. */
export function statementOf(message: HotStuffMessage): Statement | undefined {
  if (!isWellFormed(message)) return undefined;
  switch (message.type) {
    case 'Prepare':
    case 'Generic': {
      const { proposer, block } = message;
      return { signer: proposer, slot: `proposal/${block.view}`, value: digestOf(block) };
    }
    case 'Vote': {
      const { voter, phase, view, block } = message;
      return { signer: voter, slot: `${phase}/${view}`, value: block };
    }
    default:
      return undefined;
  }
}
