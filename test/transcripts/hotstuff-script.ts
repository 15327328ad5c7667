import { KeyRing } from '../../src/engine/keys.ts';
import { digestOf } from '../../src/protocols/consensus/hotstuff/block-tree.ts';
import { GENESIS_QC } from '../../src/protocols/consensus/hotstuff/certificates.ts';
import { hotstuff } from '../../src/protocols/consensus/hotstuff/index.ts';
import type {
  Block,
  HotStuffMessage,
  QuorumCertificate,
} from '../../src/protocols/consensus/hotstuff/messages.ts';
import type { HotStuffObservation } from '../../src/protocols/consensus/hotstuff/observations.ts';
import type { HotStuffTypes } from '../../src/protocols/consensus/hotstuff/types.ts';
import { type Script, valuesIn } from './log-stage.ts';

/** The blocks that somebody proposed, by digest: `b2` is that of view 2, b2′ another one of that view. */
const blocks = new Map<string, string>([[GENESIS_QC.block, 'genesis']]);

function nameOf(block: Block): string {
  const digest = digestOf(block);
  const known = blocks.get(digest);
  if (known !== undefined) return known;
  let name = `b${block.view}`;
  while ([...blocks.values()].includes(name)) name += '′';
  blocks.set(digest, name);
  return name;
}

function ofDigest(digest: string): string {
  return blocks.get(digest) ?? 'a block';
}

function certificate({ phase, block }: QuorumCertificate): string {
  const name = ofDigest(block);
  return name === 'genesis' ? 'genesis' : `the ${phase} certificate of ${name}`;
}

function say(message: HotStuffMessage): string {
  switch (message.type) {
    case 'Prepare':
    case 'Generic': {
      const { block } = message;
      return `${message.type} ${nameOf(block)} on ${ofDigest(block.parent)}, by ${certificate(block.justify)}: ${valuesIn(block.requests)}`;
    }
    case 'Vote':
      return `Vote ${message.phase} for ${ofDigest(message.block)}`;
    case 'NewView':
      return `NewView ${message.wish.wishedView}, with ${certificate(message.justify)}`;
    case 'PreCommit':
    case 'Commit':
    case 'Decide':
      return `${message.type} by ${certificate(message.justify)}`;
    case 'Fetch':
      return `Fetch ${ofDigest(message.block)}`;
    case 'Blocks':
      return `Blocks ${message.blocks.map(nameOf).join(', ')}`;
  }
}

function tell(observation: HotStuffObservation): string[] {
  switch (observation.type) {
    case 'EnteredView':
      return [`enters view ${observation.view}`];
    case 'TimedOut':
      return [`gives up view ${observation.view}`];
    case 'Proposed':
      return [`proposes ${ofDigest(observation.block)} on ${ofDigest(observation.parent)}`];
    case 'Voted': {
      const { phase, block, extendsLock, justifyView, lockedView } = observation;
      // Only the first vote of a view asks whether the block is safe.
      const why =
        extendsLock || phase !== 'prepare'
          ? ''
          : `, although locked elsewhere: its certificate is of view ${justifyView}, the lock of view ${lockedView}`;
      return [`votes ${phase} for ${ofDigest(block)}${why}`];
    }
    case 'Locked':
      return [
        `${observation.isChange ? 'moves its lock to' : 'locks'} ${ofDigest(observation.block)}`,
      ];
    case 'Committed':
      return [`commits ${ofDigest(observation.block)}`];
    case 'Executed':
      return [`executes ${valuesIn([observation])}`];
    case 'BlockFetched':
      return ['gets a block that it missed'];
    default:
      return [];
  }
}

/** `Prepare in view 2 on genesis: b`: the leader passes over what it was told of a certificate. */
function propose(self: number, words: string): HotStuffMessage {
  const { view = '', value = '' } =
    /^Prepare in view (?<view>\d+) on genesis: (?<value>\S+)$/.exec(words)?.groups ?? {};
  const wishedView = Number(view);
  // Others' wishes for the view are honest: they have left the one before.
  const wishes = [0, 1, 2].map((wisher) => new KeyRing(wisher).seal({ wishedView, wisher }));
  const operation = { kind: 'put', key: 0, value } as const;
  const client = 9;
  const request = new KeyRing(4 + client).seal({ client, sequence: 0, doneBelow: 0, operation });
  const block = {
    parent: GENESIS_QC.block,
    view: wishedView,
    justify: GENESIS_QC,
    requests: [request],
  };
  return new KeyRing(self).seal({ type: 'Prepare', proposer: self, block, wishes } as const);
}

export const hotstuffScript: Script<HotStuffTypes> = {
  protocol: hotstuff,
  timer: 'viewTimeout',
  words: {
    learn: say,
    message: say,
    observations: (made) => made.flatMap(tell),
    response: () => 'answers the client',
  },
  columns: ({ persistent, committed }) => ({
    view: String(persistent.view.value),
    'highest certificate': ofDigest(persistent.highQC.value.block),
    'locked on': ofDigest(persistent.lockedQC.value.block),
    committed: ofDigest(committed.digest),
  }),
  lie: propose,
};
