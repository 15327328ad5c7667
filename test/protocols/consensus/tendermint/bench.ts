import type { NodeId } from '../../../../src/core/identity.ts';
import { KeyRing } from '../../../../src/engine/keys.ts';
import {
  type Block,
  type BlockId,
  idOf,
  type KeyValueRequest,
} from '../../../../src/protocols/consensus/tendermint/block.ts';
import { tendermint } from '../../../../src/protocols/consensus/tendermint/index.ts';
import type {
  Precommit,
  Prevote,
  Proposal,
  TendermintMessage,
} from '../../../../src/protocols/consensus/tendermint/messages.ts';
import type { TendermintObservation } from '../../../../src/protocols/consensus/tendermint/observations.ts';
import { proposerOf } from '../../../../src/protocols/consensus/tendermint/rules.ts';
import type {
  TendermintParams,
  TendermintTimer,
  TendermintTypes,
  ValidatorState,
} from '../../../../src/protocols/consensus/tendermint/types.ts';
import { validator } from '../../../../src/protocols/consensus/tendermint/validator.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

const NODES = 4;
export const PARAMS: TendermintParams = tendermint.params.parse({});

export interface BenchOptions {
  readonly self?: NodeId;
  readonly nodes?: number;
  readonly rules?: Partial<TendermintTypes['Rules']>;
  readonly disk?: 'instant' | 'slow';
}

interface Place {
  readonly height?: number;
  readonly round?: number;
}

/** One validator on its own, fed by hand with what the others sign. What it sends to itself arrives when `hearSelf` says so. */
export class Bench {
  readonly ctx: RecordingContext<TendermintTypes>;
  readonly nodes: number;
  state: ValidatorState;
  #toItself: TendermintMessage[] = [];

  constructor({ self = 3, nodes = NODES, rules, disk }: BenchOptions = {}) {
    this.nodes = nodes;
    this.ctx = new RecordingContext<TendermintTypes>({
      self,
      nodes,
      params: PARAMS,
      rules: { ...tendermint.rules, ...rules },
      ...(disk !== undefined && { disk }),
    });
    this.state = validator.boot(this.ctx);
    this.ctx.take();
  }

  receive(from: NodeId, message: TendermintMessage): void {
    validator.onMessage(this.state, from, message, this.ctx);
  }

  /** The proposal of whoever's turn it is, sent by it. */
  propose(block: Block, place: Place & Partial<Proposal> = {}): Proposal {
    const message = this.proposal(block, place);
    this.receive(message.proposer, message);
    return message;
  }

  proposal(block: Block, { height = 0, round = 0, ...rest }: Place & Partial<Proposal> = {}) {
    const proposer = rest.proposer ?? proposerOf(height, round, this.nodes);
    const body = { type: 'Proposal' as const, height, round, proposer, block };
    return keysOf(proposer).seal({
      ...body,
      validRound: rest.validRound ?? -1,
      polka: rest.polka ?? [],
    });
  }

  prevotes(id: BlockId, voters: readonly NodeId[], place: Place = {}): void {
    for (const voter of voters) this.receive(voter, prevote(voter, id, place));
  }

  precommits(id: BlockId, voters: readonly NodeId[], place: Place = {}): void {
    for (const voter of voters) this.receive(voter, precommit(voter, id, place));
  }

  fire(timer: TendermintTimer): void {
    this.ctx.fire(validator, this.state, timer);
  }

  request(request: KeyValueRequest): void {
    validator.onRequest?.(this.state, request, this.ctx);
  }

  restart(): void {
    this.ctx.crash();
    this.#toItself = [];
    this.state = validator.boot(this.ctx);
  }

  /** What it sent to all others, since it was asked last; what it sent to itself it gets back. */
  told(): TendermintMessage[] {
    const told: TendermintMessage[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const effects = this.ctx.take();
      for (const effect of effects) {
        if (effect.kind === 'broadcast') told.push(effect.message);
        if (effect.kind === 'send' && effect.to === this.ctx.self)
          this.#toItself.push(effect.message);
      }
      const own = this.#toItself.shift();
      if (own === undefined) return told;
      this.receive(this.ctx.self, own);
    }
    throw new Error('It does not stop talking to itself.');
  }

  /** Its votes among what it told, as `Prevote 0/1 id`. */
  votes(): string[] {
    return this.told().flatMap((message) =>
      message.type === 'Prevote' || message.type === 'Precommit'
        ? [`${message.type} ${message.height}/${message.round} ${message.id || 'nil'}`]
        : [],
    );
  }

  observed<Type extends TendermintObservation['type']>(
    type: Type,
  ): Extract<TendermintObservation, { type: Type }>[] {
    return this.ctx
      .takeOnly('observe')
      .map(({ observation }) => observation)
      .filter((one): one is Extract<TendermintObservation, { type: Type }> => one.type === type);
  }
}

/** The keys of a node, or of a client: endpoint n + k. */
export function keysOf(endpoint: number): KeyRing {
  return new KeyRing(endpoint);
}

/** A request that its client signed. */
export function put(value: string, sequence = 0, client = 0, nodes = NODES): KeyValueRequest {
  const operation = { kind: 'put' as const, key: 0, value };
  return keysOf(nodes + client).seal({ client, sequence, doneBelow: sequence, operation });
}

/** A block with one request, told apart by the text that it writes. */
export function blockOf(value: string, proposer: NodeId = 0): Block {
  return { proposer, round: 0, requests: [put(value)] };
}

export function prevote(
  voter: NodeId,
  id: BlockId,
  { height = 0, round = 0 }: Place = {},
): Prevote {
  return keysOf(voter).seal({ type: 'Prevote' as const, height, round, id, voter });
}

export function precommit(
  voter: NodeId,
  id: BlockId,
  { height = 0, round = 0 }: Place = {},
): Precommit {
  return keysOf(voter).seal({ type: 'Precommit' as const, height, round, id, voter });
}

export function polka(id: BlockId, voters: readonly NodeId[], place: Place = {}): Prevote[] {
  return voters.map((voter) => prevote(voter, id, place));
}

export const A: Block = blockOf('a');
export const B: Block = blockOf('b');
export const ID_A: BlockId = idOf(A);
export const ID_B: BlockId = idOf(B);
