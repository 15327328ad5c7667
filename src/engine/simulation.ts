import type { Workload } from '../core/client.ts';
import { hashString } from '../core/hash.ts';
import type { ClientId, NodeId } from '../core/identity.ts';
import type { Invariant, TrialEnd } from '../core/invariant.ts';
import type { Metric } from '../core/metric.ts';
import type { Micros } from '../core/micros.ts';
import type { NetworkModel } from '../core/network-model.ts';
import type { EngineObservation, ObservationBase } from '../core/observation.ts';
import type { Protocol, ProtocolTypes } from '../core/protocol.ts';
import { createRng, type Rng } from '../core/rng.ts';
import type { ClientOptions } from '../core/sim-config.ts';
import { Auditor } from './auditor.ts';
import { type Answer, ClientPool } from './clients.ts';
import {
  CALLBACK,
  CLIENT_NEXT,
  CLIENT_RETRY,
  CLIENT_TIMEOUT,
  DISK,
  LIE,
  MESSAGE,
  REQUEST,
  RESPONSE,
  TIMER,
} from './event-kinds.ts';
import { EventQueue } from './event-queue.ts';
import { Forensics } from './forensics.ts';
import { freezeDeep } from './freeze-deep.ts';
import type { SignatureCosts } from './keys.ts';
import type { Causality } from './lineage.ts';
import { RoundLeaders } from './round-leaders.ts';
import { SimulatedNode } from './simulated-node.ts';
import { TimerNames } from './timer-names.ts';
import { TraceHash } from './trace-hash.ts';
import { TrialMeter } from './trial-meter.ts';
import { TriggerTable } from './triggers.ts';
import { type Lie, Wire } from './wire.ts';

type Message = ProtocolTypes['Message'];

/** Everything that stays the same over the trials of one config. */
export interface SimulationOptions {
  readonly protocol: Protocol;
  readonly params: object;
  /** The protocol's rules, with a mutant's overrides where one is run. */
  readonly rules: object;
  readonly policy: unknown;
  readonly nodeCount: number;
  readonly network: NetworkModel;
  readonly clients?: { readonly options: ClientOptions; readonly workload: Workload };
  /** The duration of one sync in microseconds from a uniform number; syncs are instant where absent. */
  readonly syncUs?: (uniform: number) => number;
  readonly invariants: readonly Invariant[];
  readonly metrics: readonly Metric[];
  /** The time that signatures take; none where absent. */
  readonly signatures?: SignatureCosts;
  readonly maxEvents: number;
  readonly shuffleTies: boolean;
  /** Every message is frozen when it is sent, so that a handler that writes to one throws. For tests. */
  readonly freezeMessages?: boolean;
  /** The hash folds the content of messages and states too, and its value after each event is kept. */
  readonly verify?: boolean;
}

/** Why `run` returned. */
export type RunEnd = 'reached' | 'unsafe' | 'exhausted';

/**
 * One simulated world: nodes, clients, a network and a clock. It is reused for all trials of a config;
 * `begin` makes it as new.
 */
export class Simulation {
  readonly options: SimulationOptions;
  readonly nodeCount: number;
  readonly queue: EventQueue = new EventQueue();
  readonly hash: TraceHash = new TraceHash();
  readonly auditor: Auditor;
  readonly timerNames: TimerNames = new TimerNames();
  readonly triggers: TriggerTable = new TriggerTable();
  readonly leaders: RoundLeaders = new RoundLeaders();
  readonly nodes: readonly SimulatedNode[];
  /** The nodes, and behind them the twins that liars run in the present trial. */
  readonly processes: SimulatedNode[] = [];
  /** Collects proofs that nodes lied, while a trial has liars. */
  readonly forensics: Forensics | undefined;
  readonly meter: TrialMeter;
  readonly wire: Wire;
  /** Decides what a torn write keeps, and how long syncs take. */
  diskRng: Rng = createRng('', 'disk');
  adversaryRng: Rng = createRng('', 'adversary');
  /** What causes what, while somebody wants to know. */
  trace: Causality | undefined = undefined;
  /** With `verify`: the hash after each event. */
  readonly checkpoints: string[] = [];

  nowUs: Micros = 0;
  events = 0;
  messagesDelivered = 0;
  healedAtUs: Micros = 0;

  // Parts of the options that every message needs.
  private readonly network: NetworkModel;
  private readonly clients: ClientPool | undefined;
  private readonly messageHashes: Map<string, number> = new Map();
  private seed = '';

  constructor(options: SimulationOptions) {
    const { protocol, params, nodeCount, clients } = options;
    this.options = options;
    this.nodeCount = nodeCount;
    this.network = options.network;
    this.meter = new TrialMeter(this, options.metrics);
    this.wire = new Wire(this);
    this.auditor = new Auditor(options.invariants, options.metrics);
    this.clients = clients && new ClientPool(this, clients.options, clients.workload);
    const ids = Array.from({ length: nodeCount }, (_, id) => id);
    const roles = protocol.assign(nodeCount, params);
    this.nodes = ids.map((id) => new SimulatedNode(this, id, id, ids, roles[id] as string));
    const { crashIsByzantine = false } = protocol.tolerates(params, nodeCount);
    this.forensics =
      protocol.statementOf && new Forensics(protocol.statementOf.bind(protocol), crashIsByzantine);
  }

  /** The second process of a node, made at the first call in a trial, and booted then. */
  twinOf(node: NodeId): SimulatedNode {
    const known = this.knownTwinOf(node);
    if (known !== undefined) return known;
    const { nodes, roleName } = this.nodes[node] as SimulatedNode;
    const twin = new SimulatedNode(this, this.processes.length, node, nodes, roleName);
    twin.isCorrupt = true;
    this.processes.push(twin);
    this.trace?.begin('booted', this.nowUs, node, -1, undefined, -1);
    twin.boot();
    return twin;
  }

  /**
   * Starts a trial: forgets everything of the last one, lets `prepare` set up what must be there from the first
   * event on (the triggers of faults), boots every node, starts the clients.
   */
  begin(seed: string, trace?: Causality, prepare?: () => void): void {
    this.reset(seed, trace ?? this.meter.lineage);
    prepare?.();
    for (const node of this.nodes) {
      this.trace?.begin('booted', 0, node.self, -1, undefined, -1);
      node.boot();
    }
    this.clients?.reset();
  }

  private reset(seed: string, trace: Causality | undefined): void {
    const { options } = this;
    this.seed = seed;
    this.trace = trace;
    trace?.reset();
    this.queue.reset(options.shuffleTies ? hashString(seed, TIES) | 1 : 0);
    this.hash.reset();
    this.triggers.reset();
    this.leaders.reset();
    this.checkpoints.length = 0;
    this.nowUs = 0;
    this.events = 0;
    this.messagesDelivered = 0;
    this.healedAtUs = 0;
    this.diskRng = this.streamOf('disk');
    this.adversaryRng = this.streamOf('adversary');
    options.network.reset(seed, this.nodeCount + (options.clients?.options.count ?? 0));
    const { nodeCount, leaders } = this;
    const setup = { nodeCount, params: options.params, leaders: leaders.asWatched };
    this.auditor.start(setup, this.meter);
    for (const node of this.nodes) node.reset();
    this.processes.length = 0;
    this.processes.push(...this.nodes);
    this.forensics?.reset();
    this.wire.reset();
  }

  private knownTwinOf(node: NodeId): SimulatedNode | undefined {
    return this.processes.find(({ place, self }) => place !== self && self === node);
  }

  /** Runs every event up to and including `untilUs`, and sets the clock to it. */
  run(untilUs: Micros): RunEnd {
    const end = this.runEvents(untilUs);
    if (this.options.verify) this.foldIdle();
    return end;
  }

  private runEvents(untilUs: Micros): RunEnd {
    const { queue, auditor } = this;
    const { maxEvents, verify = false } = this.options;
    while (!auditor.isUnsafe) {
      if (this.events >= maxEvents && queue.nextTimeUs() <= untilUs) return 'exhausted';
      if (!queue.popUntil(untilUs)) break;
      this.nowUs = queue.timeUs;
      this.events++;
      this.dispatch(queue.kind, queue.a, queue.b, queue.c, queue.takePayload());
      if (verify) this.checkpoint();
    }
    if (auditor.isUnsafe) return 'unsafe';
    this.nowUs = untilUs;
    if (this.trace !== undefined) this.trace.cause = -1;
    return 'reached';
  }

  /** What properties and metrics need to know at the end of a trial. */
  end(): TrialEnd {
    const { nowUs, healedAtUs, messagesDelivered } = this;
    const { messagesSent, bytesSent } = this.wire;
    return { endedAtUs: nowUs, healedAtUs, messagesSent, messagesDelivered, bytesSent };
  }

  // What nodes, clients and faults call.

  /** The stream of random numbers of this name, in this trial. */
  streamOf(name: string): Rng {
    return createRng(this.seed, name);
  }

  /** What a process tells itself arrives at once, without the network. */
  sendToSelf({ self, place }: SimulatedNode, message: Message): void {
    if (this.options.freezeMessages) freezeDeep(message);
    const record =
      this.trace === undefined ? -1 : this.trace.add('sent', this.nowUs, self, self, message);
    this.queue.push(this.nowUs, MESSAGE, place, place, record, message);
  }

  /** Makes a fact known to the hash, the properties, the metrics, the trace and the faults that wait for it. */
  observe(observation: ObservationBase | EngineObservation, node: NodeId): void {
    const { auditor, nowUs, options } = this;
    if (options.verify || options.freezeMessages) auditor.inspect(observation);
    this.trace?.add('observed', nowUs, node, -1, observation);
    auditor.hear(observation, node, nowUs, this.hash);
    if (this.triggers.hasObservationTriggers) this.triggers.observed(observation.type, node);
  }

  /** What a liar observes is in the hash and in the trace, and nobody else hears it. */
  observeLiar(observation: ObservationBase, node: NodeId): void {
    this.auditor.fold(observation, node, this.nowUs, this.hash);
    this.trace?.add('observed', this.nowUs, node, -1, observation);
    if (this.triggers.hasObservationTriggers) this.triggers.observed(observation.type, node);
  }

  /** How long the next sync takes. */
  drawSyncUs(): Micros {
    const { syncUs } = this.options;
    return syncUs === undefined ? 0 : Math.max(0, Math.round(syncUs(this.diskRng.next())));
  }

  private dispatch(kind: number, a: number, b: number, c: number, payload: unknown): void {
    switch (kind) {
      case MESSAGE:
        this.deliver(a, b, c, payload as Message);
        return;
      case TIMER:
        this.fireTimer(a, b, c, payload as string);
        return;
      case REQUEST:
      case RESPONSE:
        this.deliverClientMessage(kind, a, b, c, payload);
        return;
      case DISK:
        this.finishSync(a, payload as number);
        return;
      case LIE:
        this.deliverLie(a, b, c, payload as Lie);
        return;
      case CALLBACK:
        if (this.trace !== undefined) this.trace.cause = -1;
        (payload as () => void)();
        return;
      default:
        this.dispatchClient(kind, a, b);
    }
  }

  private deliver(from: NodeId, to: NodeId, record: number, message: Message): void {
    if (
      this.network.hasBlocks &&
      from !== to &&
      !this.wire.admits(MESSAGE, from, to, record, message)
    )
      return;
    this.handOver(from, to, record, message);
  }

  /** In the name of `claimed`, and over the link of whoever sent it. */
  private deliverLie(claimed: NodeId, to: NodeId, record: number, lie: Lie): void {
    if (this.network.hasBlocks && !this.wire.admits(LIE, claimed, to, record, lie)) return;
    this.handOver(claimed, to, record, lie.message);
  }

  private handOver(from: NodeId, to: NodeId, record: number, message: Message): void {
    this.messagesDelivered++;
    this.hash.event(this.nowUs, MESSAGE, from, to, this.messageHash(message.type));
    if (this.options.verify) this.hash.value(message);
    const recipient = this.processes[to] as SimulatedNode;
    const { self } = recipient;
    if (from === to) {
      this.trace?.begin('delivered', this.nowUs, self, self, message, record);
      recipient.accept(MESSAGE, self, self, record, message);
      return;
    }
    this.trace?.begin('delivered', this.nowUs, to, from, message, record);
    if (recipient.interposer !== undefined) {
      recipient.interposer.onReceive(from, message);
      return;
    }
    const { forensics } = this;
    if (forensics?.isWatching && !recipient.isCorrupt) this.examine(forensics, message);
    recipient.accept(MESSAGE, from, to, record, message);
  }

  private examine(forensics: Forensics, message: Message): void {
    const proof = forensics.examine(message, this.nowUs);
    if (proof === undefined) return;
    const { signer, slot, first, second } = proof;
    this.observe({ type: 'node:convicted', slot, first, second }, signer);
  }

  private fireTimer(node: NodeId, number: number, about: number, name: string): void {
    this.hash.event(this.nowUs, TIMER, node, about, number);
    const { trace } = this;
    const owner = this.processes[node] as SimulatedNode;
    const { self } = owner;
    trace?.begin('timerFired', this.nowUs, self, -1, name, trace.setterOf(self, name, about));
    owner.timerFired(number, about);
    owner.accept(TIMER, node, number, about, name);
  }

  private finishSync(node: NodeId, mark: number): void {
    this.hash.event(this.nowUs, DISK, node, 0, 0);
    const owner = this.processes[node] as SimulatedNode;
    this.trace?.begin('synced', this.nowUs, owner.self, -1, undefined, owner.disk.causeOfSync);
    owner.disk.finishSync(mark);
    // A process that is paused sends nothing: what waited for the disk waits for the process too.
    if (!owner.isPaused) owner.disk.release();
    owner.accept(DISK, node, 0, 0, undefined);
  }

  private deliverClientMessage(
    kind: number,
    from: number,
    to: number,
    record: number,
    payload: unknown,
  ): void {
    if (this.network.hasBlocks && !this.wire.admits(kind, from, to, record, payload)) return;
    this.hash.event(this.nowUs, kind, from, to, 0);
    if (kind === REQUEST) {
      this.trace?.begin('requestDelivered', this.nowUs, to, from, payload, record);
      (this.nodes[to] as SimulatedNode).accept(REQUEST, from, to, record, payload);
      if (this.processes.length > this.nodeCount)
        this.knownTwinOf(to)?.accept(REQUEST, from, to, record, payload);
    } else {
      this.trace?.begin('responseDelivered', this.nowUs, to, from, payload, record);
      this.clients?.answered(to - this.nodeCount, from, payload as Answer);
    }
  }

  private dispatchClient(kind: number, client: ClientId, sequence: number): void {
    this.hash.event(this.nowUs, kind, client, sequence, 0);
    if (this.trace !== undefined) this.trace.cause = -1;
    if (kind === CLIENT_NEXT) this.clients?.next(client);
    else if (kind === CLIENT_TIMEOUT) this.clients?.timedOut(client, sequence);
    else if (kind === CLIENT_RETRY) this.clients?.retry(client, sequence);
  }

  private messageHash(type: string): number {
    let hash = this.messageHashes.get(type);
    if (hash === undefined) {
      hash = hashString(type);
      this.messageHashes.set(type, hash);
    }
    return hash;
  }

  /** Only a process that acted can have changed: folding all of them at each event would take a cluster's size longer. */
  private checkpoint(): void {
    for (const process of this.processes) {
      if (process.hasActed) this.hash.value(process.state);
      process.hasActed = false;
    }
    this.checkpoints.push(this.hash.digest());
  }

  /** A state that somebody else changed shows after the last event, if its process has not acted since. */
  private foldIdle(): void {
    for (const process of this.processes) this.hash.value(process.state);
    if (this.checkpoints.length > 0)
      this.checkpoints[this.checkpoints.length - 1] = this.hash.digest();
  }
}

const TIES = 0x7469_6573;
