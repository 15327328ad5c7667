import { assert } from '../core/assert.ts';
import type { ClientRequest, Workload } from '../core/client.ts';
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
  MESSAGE,
  REQUEST,
  RESPONSE,
  TIMER,
} from './event-kinds.ts';
import { EventQueue } from './event-queue.ts';
import { Forensics } from './forensics.ts';
import { freezeDeep } from './freeze-deep.ts';
import type { SignatureCosts } from './keys.ts';
import { RoundCuts } from './round-cuts.ts';
import { SimulatedNode } from './simulated-node.ts';
import type { Trace } from './trace.ts';
import { TraceHash } from './trace-hash.ts';
import { TriggerTable } from './triggers.ts';

/** The wire size of a client's request or of an answer to one, for which protocols declare no size. */
const CLIENT_MESSAGE_BYTES = 100;
const DEFAULT_MESSAGE_BYTES = 100;
const MAX_TIMER_NAMES = 64;

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
  readonly triggers: TriggerTable = new TriggerTable();
  readonly nodes: readonly SimulatedNode[];
  /** The nodes, and behind them the twins that liars run in the present trial. */
  readonly processes: SimulatedNode[] = [];
  /** Collects proofs that nodes lied, while a trial has liars. */
  readonly forensics: Forensics | undefined;
  readonly roundCuts: RoundCuts;
  /** Hears every message between nodes when it is sent. */
  wiretap: ((from: NodeId, to: NodeId, message: Message) => void) | undefined = undefined;
  /** Decides what a torn write keeps, and how long syncs take. */
  diskRng: Rng = createRng('', 'disk');
  adversaryRng: Rng = createRng('', 'adversary');
  trace: Trace | undefined = undefined;
  /** With `verify`: the hash after each event. */
  readonly checkpoints: string[] = [];

  nowUs: Micros = 0;
  events = 0;
  messagesSent = 0;
  messagesDelivered = 0;
  bytesSent = 0;
  healedAtUs: Micros = 0;

  // Parts of the options that every message needs.
  private readonly network: NetworkModel;
  private readonly sizeOf: ((message: Message) => number) | undefined;
  private readonly clients: ClientPool | undefined;
  private readonly timerNumbers: Map<string, number> = new Map();
  private readonly messageHashes: Map<string, number> = new Map();
  private seed = '';
  // Messages that reached a link which holds them, five fields each.
  private readonly heldMessages: HeldMessage[] = [];

  constructor(options: SimulationOptions) {
    const { protocol, params, nodeCount, clients } = options;
    this.options = options;
    this.nodeCount = nodeCount;
    this.network = options.network;
    this.sizeOf = protocol.sizeBytes?.bind(protocol);
    this.auditor = new Auditor(options.invariants, options.metrics);
    this.clients = clients && new ClientPool(this, clients.options, clients.workload);
    const ids = Array.from({ length: nodeCount }, (_, id) => id);
    const roles = protocol.assign(nodeCount, params);
    this.nodes = ids.map((id) => new SimulatedNode(this, id, id, ids, roles[id] as string));
    const endpointCount = nodeCount + (clients?.options.count ?? 0);
    this.roundCuts = new RoundCuts(endpointCount, (message) => protocol.roundOf?.(message));
    this.forensics = protocol.statementOf && new Forensics(protocol.statementOf.bind(protocol));
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
  begin(seed: string, trace?: Trace, prepare?: () => void): void {
    this.reset(seed, trace);
    prepare?.();
    for (const node of this.nodes) {
      trace?.begin('booted', 0, node.self, -1, undefined, -1);
      node.boot();
    }
    this.clients?.reset();
  }

  private reset(seed: string, trace: Trace | undefined): void {
    const { options } = this;
    this.seed = seed;
    this.trace = trace;
    trace?.reset();
    this.queue.reset(options.shuffleTies ? hashString(seed, TIES) | 1 : 0);
    this.hash.reset();
    this.triggers.reset();
    this.checkpoints.length = 0;
    this.heldMessages.length = 0;
    this.nowUs = 0;
    this.events = 0;
    this.messagesSent = 0;
    this.messagesDelivered = 0;
    this.bytesSent = 0;
    this.healedAtUs = 0;
    this.diskRng = this.streamOf('disk');
    this.adversaryRng = this.streamOf('adversary');
    options.network.reset(seed, this.nodeCount + (options.clients?.options.count ?? 0));
    this.auditor.start({ nodeCount: this.nodeCount, params: options.params });
    for (const node of this.nodes) node.reset();
    this.processes.length = 0;
    this.processes.push(...this.nodes);
    this.forensics?.reset();
    this.roundCuts.reset();
    this.wiretap = undefined;
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
    const { nowUs, healedAtUs, messagesSent, messagesDelivered, bytesSent } = this;
    return { endedAtUs: nowUs, healedAtUs, messagesSent, messagesDelivered, bytesSent };
  }

  // What nodes, clients and faults call.

  /** The stream of random numbers of this name, in this trial. */
  streamOf(name: string): Rng {
    return createRng(this.seed, name);
  }

  sendMessage(from: NodeId, to: NodeId, message: Message): void {
    const bytes = this.sizeOf === undefined ? DEFAULT_MESSAGE_BYTES : this.sizeOf(message);
    this.putOnWire(from, to, message, bytes, from);
  }

  /** Sends what a liar made up. `claimed` is whom the recipient takes for its sender. */
  sendLie(from: NodeId, to: NodeId, message: Message, claimed: NodeId): void {
    this.putOnWire(from, to, message, this.sizeOfLie(message), claimed);
  }

  /** A protocol can tell the size of its own messages, and need not of what a liar makes of them. */
  private sizeOfLie(message: Message): number {
    try {
      const bytes = this.sizeOf?.(message) ?? Number.NaN;
      return bytes >= 0 && bytes < Number.POSITIVE_INFINITY ? bytes : DEFAULT_MESSAGE_BYTES;
    } catch {
      return DEFAULT_MESSAGE_BYTES;
    }
  }

  private putOnWire(
    from: NodeId,
    to: NodeId,
    message: Message,
    bytes: number,
    claimed: NodeId,
  ): void {
    if (this.options.freezeMessages) freezeDeep(message);
    const record =
      this.trace === undefined ? -1 : this.trace.add('sent', this.nowUs, from, to, message);
    this.messagesSent++;
    this.bytesSent += bytes;
    this.transmit(from, to, bytes, MESSAGE, claimed, to, record, message);
    this.wiretap?.(from, to, message);
    if (this.triggers.hasMessageTriggers) this.triggers.sent(message.type, from, to);
  }

  /** What a process tells itself arrives at once, without the network. */
  sendToSelf({ self, place }: SimulatedNode, message: Message): void {
    if (this.options.freezeMessages) freezeDeep(message);
    const record =
      this.trace === undefined ? -1 : this.trace.add('sent', this.nowUs, self, self, message);
    this.queue.push(this.nowUs, MESSAGE, place, place, record, message);
  }

  sendRequest(client: ClientId, to: NodeId, request: ClientRequest): void {
    const from = this.nodeCount + client;
    const record =
      this.trace === undefined ? -1 : this.trace.add('requested', this.nowUs, from, to, request);
    this.transmit(from, to, CLIENT_MESSAGE_BYTES, REQUEST, from, to, record, request);
  }

  sendResponse(from: NodeId, client: ClientId, answer: Answer): void {
    const to = this.nodeCount + client;
    const record =
      this.trace === undefined ? -1 : this.trace.add('responded', this.nowUs, from, to, answer);
    this.transmit(from, to, CLIENT_MESSAGE_BYTES, RESPONSE, from, to, record, answer);
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

  /** The small number that stands for a timer's name in the queue. */
  timerNumber(name: string): number {
    const known = this.timerNumbers.get(name);
    if (known !== undefined) return known;
    const number = this.timerNumbers.size;
    assert(
      number < MAX_TIMER_NAMES,
      'A protocol has at most 64 names of timers; use `about` to tell timers apart.',
    );
    this.timerNumbers.set(name, number);
    return number;
  }

  /** How long the next sync takes. */
  drawSyncUs(): Micros {
    const { syncUs } = this.options;
    return syncUs === undefined ? 0 : Math.max(0, Math.round(syncUs(this.diskRng.next())));
  }

  /** Lets the messages go that no link holds any more. */
  releaseHeld(): void {
    const held = this.heldMessages.splice(0);
    for (const { kind, a, b, c, payload } of held)
      this.queue.push(this.nowUs, kind, a, b, c, payload);
  }

  private transmit(
    from: number,
    to: number,
    bytes: number,
    kind: number,
    a: number,
    b: number,
    record: number,
    payload: unknown,
  ): void {
    const { network } = this;
    const copies = network.send(from, to, bytes, this.departureUs(from));
    if (copies === 0) {
      this.traceDrop(from, to, record, network.dropReason);
      return;
    }
    const isCut = kind === MESSAGE && !this.roundCuts.isEmpty;
    if (isCut && this.roundCuts.blocks(from, to, payload as Message)) {
      this.traceDrop(from, to, record, 'blocked');
      return;
    }
    this.queue.push(network.arrivalUs, kind, a, b, record, payload);
    if (copies === 2) this.queue.push(network.secondArrivalUs, kind, a, b, record, payload);
  }

  /** When what an endpoint sends now leaves: a node that is busy with signatures finishes them first. */
  private departureUs(from: number): Micros {
    if (this.options.signatures === undefined || from >= this.nodeCount) return this.nowUs;
    return Math.max(this.nowUs, (this.nodes[from] as SimulatedNode).busyUntilUs);
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
      !this.isAdmitted(MESSAGE, from, to, record, message)
    )
      return;
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
    const proof = forensics.examine(message);
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
    if (this.network.hasBlocks && !this.isAdmitted(kind, from, to, record, payload)) return;
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

  /** Asks the network whether a message that reached the end of its link may pass; if not, drops or keeps it. */
  private isAdmitted(
    kind: number,
    from: number,
    to: number,
    record: number,
    payload: unknown,
  ): boolean {
    const admission = this.network.admit(from, to);
    if (admission === 'deliver') return true;
    if (admission === 'hold') this.heldMessages.push({ kind, a: from, b: to, c: record, payload });
    else this.traceDrop(from, to, record, 'blocked');
    return false;
  }

  /** What is lost on the way is a consequence of its sending. */
  private traceDrop(from: number, to: number, record: number, reason: string): void {
    const { trace } = this;
    if (trace === undefined) return;
    const { cause } = trace;
    trace.begin('dropped', this.nowUs, from, to, reason, record);
    trace.cause = cause;
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

/** A message that waits at the end of a link. */
interface HeldMessage {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly payload: unknown;
}

const TIES = 0x7469_6573;
