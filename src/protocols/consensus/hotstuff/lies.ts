import type { Lie, LieSetup } from '../../../core/byzantine.ts';
import { digestOf, GENESIS } from './block-tree.ts';
import { GENESIS_QC } from './certificates.ts';
import type { Block, HotStuffMessage, Proposal, QuorumCertificate } from './messages.ts';
import type { HotStuffTypes } from './types.ts';
import { isWellFormed } from './well-formed.ts';

/** What only those can do who know the protocol. The adversary signs anew what they tell. */
export const hotStuffLies: readonly Lie<HotStuffTypes>[] = [
  {
    name: 'two-blocks',
    sentence: 'As a leader, it proposes two blocks in one view, one to each half of the replicas.',
    tell: (message, { to, nodeCount }) =>
      isProposal(message) && to < nodeCount / 2
        ? withBlock(message, shorter(message.block))
        : message,
  },
  {
    name: 'old-parent',
    sentence: 'As a leader, it proposes a block on one that is long decided.',
    tell: (message, setup) =>
      isProposal(message) ? withBlock(message, onOlder(message.block, 3, setup)) : message,
  },
  {
    name: 'fork',
    sentence:
      'As a leader, it shows its highest certificate to one replica only, and proposes to the others, and votes for, a block on an older one.',
    tell: fork,
  },
  {
    name: 'hide-certificate',
    sentence: 'To a new leader, it hides the highest certificate that it knows.',
    tell: (message) => (message.type === 'NewView' ? { ...message, justify: GENESIS_QC } : message),
  },
  {
    name: 'forge-certificate',
    sentence: 'It shows certificates that nobody voted for, the newest there could be.',
    tell: forge,
  },
  {
    name: 'wrong-parent',
    sentence:
      'As a leader, it proposes a block that is no child of the one that its certificate is for.',
    tell: (message) =>
      isProposal(message) ? withBlock(message, { ...message.block, parent: GENESIS }) : message,
  },
];

function isProposal(message: HotStuffMessage): message is Proposal {
  return (message.type === 'Prepare' || message.type === 'Generic') && isWellFormed(message);
}

function withBlock(proposal: Proposal, block: Block): Proposal {
  return { ...proposal, block };
}

/** Another block of the same view: without the last request. */
function shorter(block: Block): Block {
  return { ...block, requests: block.requests.slice(0, -1) };
}

/** A block of the same view on the certificate that came so many before, or on the root where the liar knows no such. */
function onOlder(block: Block, back: number, setup: LieSetup): Block {
  const justify = certificatesBefore(block, setup)[back - 1] ?? GENESIS_QC;
  return { ...block, justify, parent: justify.block };
}

/** The certificates in proposals that the liar has seen, which are older than the block's own: the newest first. */
function certificatesBefore({ view, justify }: Block, { seen }: LieSetup): QuorumCertificate[] {
  const older: QuorumCertificate[] = [justify];
  const proposals = [...seen('Generic'), ...seen('Prepare')] as HotStuffMessage[];
  for (const proposal of proposals.filter(isProposal).sort((a, b) => b.block.view - a.block.view)) {
    const { block } = proposal;
    const last = older.at(-1) as QuorumCertificate;
    if (block.view < view && block.justify.view < last.view) older.push(block.justify);
  }
  return older.slice(1);
}

/** The one whom a forking leader tells the truth. */
function confidantOf({ self, nodeCount }: LieSetup): number {
  return (self + nodeCount - 1) % nodeCount;
}

function fork(message: HotStuffMessage, setup: LieSetup): HotStuffMessage {
  if (isProposal(message)) {
    return setup.to === confidantOf(setup)
      ? message
      : withBlock(message, onOlder(message.block, 2, setup));
  }
  if (message.type !== 'Vote') return message;
  const proposals = (setup.seen('Generic') as HotStuffMessage[]).filter(isProposal);
  const own = proposals.find(
    ({ block, proposer }) => proposer === setup.self && block.view === message.view,
  );
  return own === undefined
    ? message
    : { ...message, block: digestOf(onOlder(own.block, 2, setup)) };
}

function forge(message: HotStuffMessage): HotStuffMessage {
  switch (message.type) {
    case 'Prepare':
    case 'Generic': {
      if (!isProposal(message)) return message;
      const { block } = message;
      const phase = message.type === 'Generic' ? 'generic' : 'prepare';
      const justify = { phase, view: block.view - 1, block: GENESIS, votes: [] } as const;
      return withBlock(message, { ...block, justify, parent: GENESIS });
    }
    case 'NewView': {
      const { justify, wish } = message;
      return { ...message, justify: { ...justify, view: wish.wishedView - 1 } };
    }
    default:
      return message;
  }
}
