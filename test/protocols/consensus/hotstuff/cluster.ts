import { KeyRing } from '../../../../src/engine/keys.ts';
import { digestOf } from '../../../../src/protocols/consensus/hotstuff/block-tree.ts';
import { GENESIS_QC } from '../../../../src/protocols/consensus/hotstuff/certificates.ts';
import type {
  Block,
  HotStuffMessage,
  NewView,
  Phase,
  Proposal,
  QuorumCertificate,
  Request,
  Vote,
  Wish,
} from '../../../../src/protocols/consensus/hotstuff/messages.ts';
import { replica } from '../../../../src/protocols/consensus/hotstuff/replica.ts';
import { hotStuffRules, leaderOf } from '../../../../src/protocols/consensus/hotstuff/rules.ts';
import type {
  HotStuffParams,
  HotStuffTypes,
  ReplicaState,
} from '../../../../src/protocols/consensus/hotstuff/types.ts';
import type { KeyValueOperation } from '../../../../src/protocols/consensus/shared/key-value.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

export const NODES = 4;
export const VIEWS_PER_LEADER = 4;

const rings = Array.from({ length: NODES + 2 }, (_, endpoint) => new KeyRing(endpoint));

function keysOf(endpoint: number): KeyRing {
  return rings[endpoint] as KeyRing;
}

/** One replica of four, and what the others may tell it. */
export interface Server {
  readonly ctx: RecordingContext<HotStuffTypes>;
  state: ReplicaState;
  receive(message: HotStuffMessage, from?: number): void;
  /** Loses its memory, and starts with what its disk kept. */
  restart(): void;
  /** What it sent since the effects were taken last: the type and the recipient, `all` for a broadcast. */
  sent(): Sent[];
}

export interface Sent {
  readonly to: number | 'all';
  readonly message: HotStuffMessage;
}

export function server(
  self: number,
  mode: 'basic' | 'chained' = 'basic',
  params: Partial<HotStuffParams> = {},
): Server {
  const ctx = new RecordingContext<HotStuffTypes>({
    self,
    nodes: NODES,
    params: {
      mode,
      viewTimeout: 200_000,
      maxViewTimeout: 20_000_000,
      viewsPerLeader: VIEWS_PER_LEADER,
      idleDelay: 50_000,
      maxRequestsPerBlock: 64,
      maxBlocksPerMessage: 64,
      ...params,
    },
    rules: hotStuffRules,
    policy: undefined,
  });
  const made: Server = {
    ctx,
    state: replica.boot(ctx),
    receive: (message, from = 0) => replica.onMessage(made.state, from, message, ctx),
    restart: () => {
      ctx.crash();
      made.state = replica.boot(ctx);
    },
    sent: () =>
      ctx.take().flatMap((effect): Sent[] => {
        if (effect.kind === 'send') return [{ to: effect.to, message: effect.message }];
        return effect.kind === 'broadcast' ? [{ to: 'all', message: effect.message }] : [];
      }),
  };
  ctx.take();
  return made;
}

export function request(
  sequence: number,
  operation: KeyValueOperation = { kind: 'put', key: 0, value: String(sequence) },
  client = 0,
): Request {
  return keysOf(NODES + client).seal({ client, sequence, doneBelow: 0, operation });
}

export function voteOf(voter: number, phase: Phase, view: number, block: string): Vote {
  return keysOf(voter).seal({ type: 'Vote', phase, view, block, voter } as const);
}

/** A certificate by the first three replicas, or by these. */
export function certificate(
  phase: Phase,
  block: Block,
  voters: readonly number[] = [0, 1, 2],
): QuorumCertificate {
  const digest = digestOf(block);
  const votes = voters.map((voter) => voteOf(voter, phase, block.view, digest));
  return { phase, view: block.view, block: digest, votes };
}

export function wishOf(wisher: number, wishedView: number): Wish {
  return keysOf(wisher).seal({ wishedView, wisher });
}

export function newView(
  wisher: number,
  view: number,
  justify: QuorumCertificate = GENESIS_QC,
): NewView {
  return { type: 'NewView', wish: wishOf(wisher, view), justify };
}

/** A block on what this certificate is for. */
export function blockOn(
  justify: QuorumCertificate,
  view: number,
  requests: readonly Request[] = [],
): Block {
  return { parent: justify.block, view, justify, requests };
}

/** The block's proposal by the leader of its view, with a new-view certificate. */
export function proposalOf(block: Block, type: Proposal['type'] = 'Prepare'): Proposal {
  const proposer = leaderOf(block.view, VIEWS_PER_LEADER, NODES);
  const wishes = [0, 1, 2].map((wisher) => wishOf(wisher, block.view));
  return keysOf(proposer).seal({ type, proposer, block, wishes } as const);
}

export { GENESIS_QC };
