import {
  type Block,
  type BlockId,
  idOf,
  NIL,
} from '../../src/protocols/consensus/tendermint/block.ts';
import { tendermint } from '../../src/protocols/consensus/tendermint/index.ts';
import type { TendermintMessage } from '../../src/protocols/consensus/tendermint/messages.ts';
import type { TendermintObservation } from '../../src/protocols/consensus/tendermint/observations.ts';
import type { TendermintTypes } from '../../src/protocols/consensus/tendermint/types.ts';
import { type Script, valuesIn } from './log-stage.ts';

/** The blocks that somebody proposed, by their ids. */
const blocks = new Map<BlockId, string>([[NIL, 'nil']]);

function nameOf(block: Block): string {
  blocks.set(idOf(block), valuesIn(block.requests));
  return valuesIn(block.requests);
}

function ofId(id: BlockId): string {
  return blocks.get(id) ?? 'a block';
}

function say(message: TendermintMessage): string {
  switch (message.type) {
    case 'Proposal': {
      const { height, round, block, validRound } = message;
      const since = validRound < 0 ? '' : `, which has a polka of round ${validRound}`;
      return `Proposal in ${height}/${round}: ${nameOf(block)}${since}`;
    }
    case 'Prevote':
    case 'Precommit': {
      const { type, height, round, id } = message;
      return `${type} in ${height}/${round}: ${ofId(id)}`;
    }
    case 'ProofOfLock': {
      const { height, round, block } = message.proposal;
      return `ProofOfLock of ${height}/${round}: a polka for ${nameOf(block)}`;
    }
    case 'RoundEnd': {
      const [first] = message.precommits;
      return `RoundEnd of ${first?.height}/${first?.round}`;
    }
    case 'Submission':
      return `Submission ${valuesIn(message.requests)}`;
    default:
      return message.type;
  }
}

function tell(observation: TendermintObservation): string[] {
  switch (observation.type) {
    case 'RoundStarted':
      return [`begins ${observation.height}/${observation.round}`];
    case 'Proposed':
      return [`proposes ${ofId(observation.id)}`];
    case 'Prevoted':
      return [`prevotes ${ofId(observation.id)}`];
    case 'Precommitted':
      return [`precommits ${ofId(observation.id)}`];
    case 'PolkaSeen':
      return [`sees a polka for ${ofId(observation.id)}`];
    case 'LockChanged': {
      const { id, fromRound, round } = observation;
      return [`moves its lock of round ${fromRound} to ${ofId(id)}, in round ${round}`];
    }
    case 'Decided':
      return [`decides ${ofId(observation.id)}`];
    case 'Executed':
      return [`executes ${valuesIn([observation])}`];
    default:
      return [];
  }
}

export const tendermintScript: Script<TendermintTypes> = {
  protocol: tendermint,
  timer: 'timeoutPropose',
  words: {
    learn: say,
    message: say,
    observations: (made) => made.flatMap(tell),
    response: () => 'answers the client',
  },
  columns: ({ height, round, step, locked, valid }) => ({
    'height/round': `${height}/${round}`,
    step,
    locked: locked.block === undefined ? '–' : `${nameOf(locked.block)} in round ${locked.round}`,
    valid: valid.block === undefined ? '–' : `${nameOf(valid.block)} in round ${valid.round}`,
  }),
};
