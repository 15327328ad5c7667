import type { Lie } from '../../../core/byzantine.ts';
import type { NodeId } from '../../../core/identity.ts';
import type { Block, BlockId, KeyValueRequest } from './block.ts';
import type { TendermintMessage } from './messages.ts';
import { NO_ROUND, type TendermintTypes } from './types.ts';

/** An id that is nobody's. */
const PHANTOM: BlockId = 'phantom';

/** A lie that is told in the place of one type of message. */
function lieInsteadOf<Type extends TendermintMessage['type']>(
  type: Type,
  name: string,
  sentence: string,
  tell: (
    message: Extract<TendermintMessage, { type: Type }>,
    setup: Parameters<Lie<TendermintTypes>['tell']>[1],
  ) => TendermintMessage | undefined,
): Lie<TendermintTypes> {
  return {
    name,
    sentence,
    tell: (message, setup) =>
      message.type === type
        ? tell(message as Extract<TendermintMessage, { type: Type }>, setup)
        : message,
  };
}

function isInSecondHalf(node: NodeId): boolean {
  return node % 2 === 1;
}

/** Another block that is as valid. */
function otherBlock(block: Block): Block {
  return { ...block, requests: block.requests.toReversed(), round: block.round + 1 };
}

/** A request in a client's name, for which its signature does not stand. */
function forged(request: KeyValueRequest | undefined): KeyValueRequest {
  const operation = { kind: 'put', key: 0, value: 'forged' } as const;
  return { client: 0, sequence: 0, doneBelow: 0, ...request, operation };
}

/** What only a liar would say who knows Tendermint. All of it is signed anew with the liar's own key. */
export const tendermintLies: readonly Lie<TendermintTypes>[] = [
  lieInsteadOf(
    'Proposal',
    'two-proposals',
    'It proposes one block to one half of the validators, and another to the other half.',
    (message, { to }) =>
      isInSecondHalf(to) ? { ...message, block: otherBlock(message.block) } : message,
  ),
  lieInsteadOf(
    'Precommit',
    'phantom-precommit',
    'It precommits a value that nobody proposed.',
    (message) => ({ ...message, id: PHANTOM }),
  ),
  lieInsteadOf(
    'Proposal',
    'stale-valid-round',
    'It claims that a quorum has prevoted its value in the round before, and shows what it has, which is no polka.',
    (message) => ({ ...message, validRound: Math.max(NO_ROUND, message.round - 1) }),
  ),
  lieInsteadOf(
    'Prevote',
    'hidden-polka',
    'It prevotes to one validator only, which may thus be alone in seeing a polka, and locks.',
    (message, { self, nodeCount, to }) => {
      const only = (self + 1 + (message.height % Math.max(1, nodeCount - 1))) % nodeCount;
      return to === only ? message : undefined;
    },
  ),
  lieInsteadOf(
    'Proposal',
    'out-of-turn',
    'It proposes a block of the next height, where another validator has the turn.',
    (message) => ({ ...message, height: message.height + 1, round: 0 }),
  ),
  lieInsteadOf('Proposal', 'forged-request', 'It proposes what no client asked for.', (message) => {
    const [first, ...others] = message.block.requests;
    return { ...message, block: { ...message.block, requests: [forged(first), ...others] } };
  }),
  lieInsteadOf(
    'Prevote',
    'forged-decision',
    'It claims that an empty block has been decided, and shows no precommits.',
    ({ height, round, voter }) => ({
      type: 'Decisions',
      decisions: [
        { height, round, block: { proposer: voter, round, requests: [] }, precommits: [] },
      ],
    }),
  ),
];
