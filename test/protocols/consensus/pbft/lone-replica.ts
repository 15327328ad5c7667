import type { NodeId } from '../../../../src/core/identity.ts';
import { KeyRing } from '../../../../src/engine/keys.ts';
import { digestOf } from '../../../../src/protocols/consensus/pbft/digest.ts';
import { pbft } from '../../../../src/protocols/consensus/pbft/index.ts';
import type {
  Batch,
  Certificate,
  Commit,
  PbftMessage,
  PrePrepare,
  Prepare,
  Request,
  ViewChange,
} from '../../../../src/protocols/consensus/pbft/messages.ts';
import type { PbftObservation } from '../../../../src/protocols/consensus/pbft/observations.ts';
import { replica } from '../../../../src/protocols/consensus/pbft/replica.ts';
import type {
  PbftParams,
  PbftTypes,
  ReplicaState,
} from '../../../../src/protocols/consensus/pbft/types.ts';
import { RecordingContext } from '../../../../src/testing/recording-context.ts';

const NODES = 4;

/** One replica of four on its own, fed by hand. The keys of all others are at hand, too. */
export class LoneReplica {
  readonly ctx: RecordingContext<PbftTypes>;
  state: ReplicaState;
  readonly #keys = Array.from({ length: NODES + 1 }, (_, owner) => new KeyRing(owner));

  constructor(self: NodeId, params: Partial<PbftParams> = {}) {
    this.ctx = new RecordingContext<PbftTypes>({
      self,
      nodes: NODES,
      params: { ...pbft.params.parse({}), ...params },
      rules: pbft.rules,
    });
    this.state = replica.boot(this.ctx);
    this.ctx.take();
  }

  /** Hands over a message, and then all that the replica tells itself. */
  receive(message: PbftMessage, from: NodeId = 0): void {
    replica.onMessage(this.state, from, message, this.ctx);
    this.#hearItself();
  }

  ask(request: Request): void {
    replica.onRequest?.(this.state, request, this.ctx);
    this.#hearItself();
  }

  fire(timer: PbftTypes['Timer']): void {
    this.ctx.fire(replica, this.state, timer);
    this.#hearItself();
  }

  /** Loses power, and starts again with what its disk kept. */
  restart(): void {
    this.ctx.crash();
    this.state = replica.boot(this.ctx);
    this.#hearItself();
  }

  /** What it broadcast, and what it observed, in all its time. */
  readonly broadcast: PbftMessage[] = [];
  readonly observed: PbftObservation[] = [];

  types(): string[] {
    return this.broadcast.map(({ type }) => type);
  }

  has(type: PbftObservation['type']): boolean {
    return this.observed.some((observation) => observation.type === type);
  }

  #hearItself(): void {
    const own: PbftMessage[] = [];
    for (const effect of this.ctx.take()) {
      if (effect.kind === 'broadcast') this.broadcast.push(effect.message);
      if (effect.kind === 'observe') this.observed.push(effect.observation);
      if (effect.kind === 'send' && effect.to === this.ctx.self) own.push(effect.message);
    }
    for (const message of own) this.receive(message, this.ctx.self);
  }

  // Messages of others.

  request(sequence: number, value = 'a'): Request {
    const operation = { kind: 'put', key: 0, value } as const;
    return this.#sealed(NODES, { client: 0, sequence, doneBelow: sequence, operation });
  }

  prePrepare(view: number, sequence: number, batch: Batch): PrePrepare {
    const primary = view % NODES;
    return this.#sealed(primary, { type: 'PrePrepare', view, sequence, batch, replica: primary });
  }

  prepare(from: NodeId, view: number, sequence: number, batch: Batch): Prepare {
    const digest = digestOf(batch);
    return this.#sealed(from, { type: 'Prepare', view, sequence, digest, replica: from });
  }

  commit(from: NodeId, view: number, sequence: number, batch: Batch): Commit {
    const digest = digestOf(batch);
    return this.#sealed(from, { type: 'Commit', view, sequence, digest, replica: from });
  }

  certificate(view: number, sequence: number, batch: Batch, backups: NodeId[]): Certificate {
    return {
      prePrepare: this.prePrepare(view, sequence, batch),
      prepares: backups.map((from) => this.prepare(from, view, sequence, batch)),
    };
  }

  viewChange(from: NodeId, view: number, certificates: Certificate[] = []): ViewChange {
    return this.#sealed(from, {
      type: 'ViewChange',
      view,
      stableSequence: 0,
      checkpointProof: [],
      certificates,
      replica: from,
    });
  }

  newView(view: number, viewChanges: ViewChange[], batches: Batch[]): PbftMessage {
    const primary = view % NODES;
    const prePrepares = batches.map((batch, index) => this.prePrepare(view, index + 1, batch));
    return this.#sealed(primary, {
      type: 'NewView',
      view,
      viewChanges,
      prePrepares,
      replica: primary,
    });
  }

  #sealed<Body extends object>(signer: number, body: Body) {
    return (this.#keys[signer] as KeyRing).seal(body);
  }
}
