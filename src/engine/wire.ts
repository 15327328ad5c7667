import type { ClientRequest } from '../core/client.ts';
import type { ClientId, NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type { NetworkModel } from '../core/network-model.ts';
import type { ProtocolTypes } from '../core/protocol.ts';
import type { Answer } from './clients.ts';
import { LIE, MESSAGE, REQUEST, RESPONSE } from './event-kinds.ts';
import { freezeDeep } from './freeze-deep.ts';
import { RoundCuts } from './round-cuts.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Simulation } from './simulation.ts';
import type { TrafficTally } from './trial-meter.ts';

/** The wire size of a client's request or of an answer to one, for which protocols declare no size. */
const CLIENT_MESSAGE_BYTES = 100;
const DEFAULT_MESSAGE_BYTES = 100;

type Message = ProtocolTypes['Message'];

/** What a liar sends in another's name. It travels on the link of its true sender. */
export interface Lie {
  readonly sender: NodeId;
  readonly message: Message;
}

/** What lies between endpoints: takes what they send, asks the network for its fate, keeps what a link holds back. */
export class Wire {
  messagesSent = 0;
  bytesSent = 0;
  /** Hears every message between nodes when it is sent. */
  wiretap: ((from: NodeId, to: NodeId, message: Message) => void) | undefined = undefined;
  readonly roundCuts: RoundCuts;

  private readonly simulation: Simulation;
  private readonly network: NetworkModel;
  private readonly sizeOf: ((message: Message) => number) | undefined;
  // Undefined where no metric asks for it.
  private readonly tally: TrafficTally | undefined;
  private readonly authenticatorsIn: ((message: Message) => number) | undefined;
  // Messages that reached a link which holds them.
  private readonly heldMessages: HeldMessage[] = [];

  constructor(simulation: Simulation) {
    const { network, protocol, clients, nodeCount } = simulation.options;
    this.simulation = simulation;
    this.network = network;
    this.sizeOf = protocol.sizeBytes?.bind(protocol);
    this.tally = simulation.meter.tally;
    this.authenticatorsIn = protocol.authenticatorsIn?.bind(protocol);
    const endpointCount = nodeCount + (clients?.options.count ?? 0);
    this.roundCuts = new RoundCuts(endpointCount, (message) => protocol.roundOf?.(message));
  }

  reset(): void {
    this.messagesSent = 0;
    this.bytesSent = 0;
    this.tally?.reset();
    this.wiretap = undefined;
    this.roundCuts.reset();
    this.heldMessages.length = 0;
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

  /** As with its size: what a liar made need not be what the protocol knows how to count. */
  private count(message: Message, bytes: number): void {
    let authenticators = 0;
    try {
      authenticators = this.authenticatorsIn?.(message) ?? 0;
    } catch {}
    this.tally?.add(message.type, bytes, authenticators >= 0 ? authenticators : 0);
  }

  private putOnWire(
    from: NodeId,
    to: NodeId,
    message: Message,
    bytes: number,
    claimed: NodeId,
  ): void {
    if (this.simulation.options.freezeMessages) freezeDeep(message);
    const record =
      this.simulation.trace === undefined
        ? -1
        : this.simulation.trace.add('sent', this.simulation.nowUs, from, to, message);
    this.messagesSent++;
    this.bytesSent += bytes;
    if (this.tally !== undefined) this.count(message, bytes);
    if (claimed === from) this.transmit(from, to, bytes, MESSAGE, from, to, record, message);
    else {
      const lie: Lie = { sender: from, message };
      this.transmit(from, to, bytes, LIE, claimed, to, record, lie);
    }
    this.wiretap?.(from, to, message);
    if (this.simulation.triggers.hasMessageTriggers)
      this.simulation.triggers.sent(message.type, from, to);
  }

  sendRequest(client: ClientId, to: NodeId, request: ClientRequest): void {
    const from = this.simulation.nodeCount + client;
    const record =
      this.simulation.trace === undefined
        ? -1
        : this.simulation.trace.add('requested', this.simulation.nowUs, from, to, request);
    this.transmit(from, to, CLIENT_MESSAGE_BYTES, REQUEST, from, to, record, request);
  }

  sendResponse(from: NodeId, client: ClientId, answer: Answer): void {
    const to = this.simulation.nodeCount + client;
    const record =
      this.simulation.trace === undefined
        ? -1
        : this.simulation.trace.add('responded', this.simulation.nowUs, from, to, answer);
    this.transmit(from, to, CLIENT_MESSAGE_BYTES, RESPONSE, from, to, record, answer);
  }

  /** Lets the messages go that no link holds any more. */
  releaseHeld(): void {
    const held = this.heldMessages.splice(0);
    for (const { kind, a, b, c, payload } of held)
      this.simulation.queue.push(this.simulation.nowUs, kind, a, b, c, payload);
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
    if (!this.roundCuts.isEmpty && this.isCut(from, to, kind, payload)) {
      this.traceDrop(from, to, record, 'blocked');
      return;
    }
    this.simulation.queue.push(network.arrivalUs, kind, a, b, record, payload);
    if (copies === 2)
      this.simulation.queue.push(network.secondArrivalUs, kind, a, b, record, payload);
  }

  /** Whether a partition of rounds keeps back what one node sends to another. */
  private isCut(from: number, to: number, kind: number, payload: unknown): boolean {
    if (kind === MESSAGE) return this.roundCuts.blocks(from, to, payload as Message);
    return kind === LIE && this.roundCuts.blocks(from, to, (payload as Lie).message);
  }

  /** When what an endpoint sends now leaves: a node that is busy with signatures finishes them first. */
  private departureUs(from: number): Micros {
    if (this.simulation.options.signatures === undefined || from >= this.simulation.nodeCount)
      return this.simulation.nowUs;
    return Math.max(
      this.simulation.nowUs,
      (this.simulation.nodes[from] as SimulatedNode).busyUntilUs,
    );
  }

  /**
   * Asks the network whether a message that reached the end of its link may pass; if not, drops or keeps it. `from` is
   * whom the recipient will take for its sender.
   */
  admits(kind: number, from: number, to: number, record: number, payload: unknown): boolean {
    const sender = kind === LIE ? (payload as Lie).sender : from;
    const admission = this.network.admit(sender, to);
    if (admission === 'deliver') return true;
    if (admission === 'hold') this.heldMessages.push({ kind, a: from, b: to, c: record, payload });
    else this.traceDrop(sender, to, record, 'blocked');
    return false;
  }

  /** What is lost on the way is a consequence of its sending. */
  private traceDrop(from: number, to: number, record: number, reason: string): void {
    const { trace } = this.simulation;
    if (trace === undefined) return;
    const { cause } = trace;
    trace.begin('dropped', this.simulation.nowUs, from, to, reason, record);
    trace.cause = cause;
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
