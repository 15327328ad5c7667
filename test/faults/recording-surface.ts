import type { AnyMessage, Process } from '../../src/core/byzantine.ts';
import type { Dialect, FaultSurface, LinkEffect } from '../../src/core/fault.ts';
import type { NodeId } from '../../src/core/identity.ts';
import type { Micros } from '../../src/core/micros.ts';
import { createRng, type Rng } from '../../src/core/rng.ts';

interface Waiting {
  readonly type: string;
  readonly matches: (from: NodeId, to: NodeId) => boolean;
  left: number;
  readonly strike: () => void;
}

/** The shape of the little world that faults fall upon. */
export interface WorldOptions {
  readonly nodes: number;
  /** For each client the node it is beside, or undefined for a place of its own. */
  readonly clients?: readonly (NodeId | undefined)[];
  readonly roles?: Readonly<Record<string, readonly NodeId[]>>;
  readonly zones?: Readonly<Record<string, readonly NodeId[]>>;
}

/** A world without protocol or network: it keeps what faults did to it, and writes down each deed with its time. */
export class RecordingSurface implements FaultSurface {
  /** Every deed that landed, as `500 crash n0`; link effects as `500 +1 drop n0>n1`. */
  readonly deeds: string[] = [];
  /** Who holds which duty. A test changes it as elections would. */
  readonly holders: Map<string, NodeId> = new Map();
  readonly nodeCount: number;
  readonly endpointCount: number;
  nowUs: Micros = 0;

  readonly #options: WorldOptions;
  readonly #agenda: { readonly atUs: Micros; readonly strike: () => void }[] = [];
  readonly #messages: Waiting[] = [];
  readonly #observations: Waiting[] = [];
  readonly #down: Set<NodeId> = new Set();
  readonly #paused: Set<NodeId> = new Set();
  readonly #lostWrites: Set<NodeId> = new Set();
  readonly #tornWrites: Set<NodeId> = new Set();
  readonly #driftPpm: Map<NodeId, number> = new Map();
  readonly #effects: Map<number, LinkEffect> = new Map();
  #handles = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.nodeCount = options.nodes;
    this.endpointCount = options.nodes + (options.clients ?? []).length;
  }

  dialect: Dialect = {};
  readonly adversaryRng: Rng = createRng('recording', 'adversary');
  readonly #corrupt: Set<NodeId> = new Set();
  readonly #processes: Map<string, Process> = new Map();

  expectLiars(): void {}

  corrupt(node: NodeId): boolean {
    if (this.#corrupt.has(node)) return false;
    this.#corrupt.add(node);
    this.#did(`corrupt n${node}`);
    return true;
  }

  isCorrupt(node: NodeId): boolean {
    return this.#corrupt.has(node);
  }

  /** A process that writes down what reaches it. A test sends by its interposer. */
  processOf(node: NodeId, which: 'original' | 'twin'): Process {
    const name = which === 'original' ? `n${node}` : `twin of n${node}`;
    let process = this.#processes.get(name);
    if (process === undefined) {
      process = {
        interposer: undefined,
        receive: (from, message) => this.#did(`${name} hears ${message.type} from n${from}`),
        forget: () => this.#did(`${name} forgets`),
      };
      this.#processes.set(name, process);
    }
    return process;
  }

  sendAs(sender: NodeId, claimed: NodeId, to: NodeId, message: AnyMessage): void {
    const as = claimed === sender ? '' : ` as n${claimed}`;
    this.#did(`n${sender}${as} sends ${JSON.stringify(message)} to n${to}`);
  }

  answerAs(node: NodeId, client: number, sequence: number, response: unknown): void {
    this.#did(`n${node} answers c${client} #${sequence} ${JSON.stringify(response)}`);
  }

  resign<V>(value: V): V {
    return value;
  }

  wiretap(): void {}

  /** Lets time pass up to and including `untilUs`; what is due then happens in the order asked for. */
  runUntil(untilUs: Micros): void {
    for (let next = this.#nextDue(untilUs); next >= 0; next = this.#nextDue(untilUs)) {
      const [due] = this.#agenda.splice(next, 1);
      if (due === undefined) return;
      this.nowUs = due.atUs;
      due.strike();
    }
    this.nowUs = untilUs;
  }

  sends(type: string, from: NodeId, to: NodeId): void {
    happen(this.#messages, type, from, to);
  }

  observes(type: string, node: NodeId): void {
    happen(this.#observations, type, node, node);
  }

  /** The effects that are on the link now, in the order in which they came. */
  effectsOn(from: number, to: number): Omit<LinkEffect, 'links'>[] {
    return [...this.#effects.values()]
      .filter(({ links }) => links.some(([a, b]) => a === from && b === to))
      .map(({ links: _, ...effect }) => effect);
  }

  get effectCount(): number {
    return this.#effects.size;
  }

  isPaused(node: NodeId): boolean {
    return this.#paused.has(node);
  }

  isUp(node: NodeId): boolean {
    return !this.#down.has(node);
  }

  nodesOfRole(role: string): readonly NodeId[] {
    return this.#options.roles?.[role] ?? [];
  }

  nodesOfZone(zone: string): readonly NodeId[] {
    return this.#options.zones?.[zone] ?? [];
  }

  holderOf(duty: string): NodeId | undefined {
    const holder = this.holders.get(duty);
    return holder !== undefined && this.isUp(holder) ? holder : undefined;
  }

  endpointsBeside(node: NodeId): readonly number[] {
    const clients = this.#options.clients ?? [];
    const beside = clients.flatMap((place, client) =>
      place === node ? [this.nodeCount + client] : [],
    );
    return [node, ...beside];
  }

  crash(node: NodeId): boolean {
    if (!this.isUp(node)) return false;
    this.#down.add(node);
    this.#paused.delete(node);
    return this.#did(`crash n${node}`);
  }

  restart(node: NodeId, disk: 'kept' | 'lost'): boolean {
    return this.#down.delete(node) && this.#did(`restart n${node} disk ${disk}`);
  }

  pause(node: NodeId): boolean {
    if (!this.isUp(node) || this.#paused.has(node)) return false;
    this.#paused.add(node);
    return this.#did(`pause n${node}`);
  }

  resume(node: NodeId): boolean {
    return this.#paused.delete(node) && this.#did(`resume n${node}`);
  }

  jumpClock(node: NodeId, byUs: Micros): boolean {
    return byUs !== 0 && this.#did(`jump n${node} ${byUs}`);
  }

  setClockDrift(node: NodeId, ppm: number): boolean {
    if ((this.#driftPpm.get(node) ?? 0) === ppm) return false;
    this.#driftPpm.set(node, ppm);
    return this.#did(`drift n${node} ${ppm}`);
  }

  stallDisk(node: NodeId, untilUs: Micros): boolean {
    return this.#did(`stall n${node} until ${untilUs}`);
  }

  setLostWrites(node: NodeId, active: boolean): boolean {
    return this.#toggle(this.#lostWrites, node, active, 'lostWrites');
  }

  setTornWrites(node: NodeId, active: boolean): boolean {
    return this.#toggle(this.#tornWrites, node, active, 'tornWrites');
  }

  nameLeader(node: NodeId, [first, last]: readonly [number, number], onAsked: () => void): void {
    this.#did(`n${node} leads rounds ${first} to ${last}`);
    onAsked();
  }

  addLinkEffect(effect: LinkEffect): number | undefined {
    if (effect.links.length === 0) return undefined;
    const handle = ++this.#handles;
    this.#effects.set(handle, effect);
    this.#did(`+${handle}`);
    return handle;
  }

  liftLinkEffect(handle: number): void {
    if (!this.#effects.delete(handle)) throw new Error(`Effect ${handle} was lifted twice.`);
    this.#did(`-${handle}`);
  }

  at(atUs: Micros, strike: () => void): void {
    if (atUs < this.nowUs) throw new Error(`${atUs}us is past at ${this.nowUs}us.`);
    this.#agenda.push({ atUs, strike });
  }

  onMessage(
    type: string,
    from: NodeId | undefined,
    to: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    const matches = (sender: NodeId, receiver: NodeId): boolean =>
      (from ?? sender) === sender && (to ?? receiver) === receiver;
    this.#messages.push({ type, matches, left: occurrence, strike });
  }

  onObservation(
    type: string,
    node: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    const matches = (observer: NodeId): boolean => (node ?? observer) === observer;
    this.#observations.push({ type, matches, left: occurrence, strike });
  }

  /** The first of the earliest that are due, or −1. */
  #nextDue(untilUs: Micros): number {
    let next = -1;
    for (const [index, { atUs }] of this.#agenda.entries()) {
      const earliestUs = this.#agenda[next]?.atUs ?? Number.POSITIVE_INFINITY;
      if (atUs <= untilUs && atUs < earliestUs) next = index;
    }
    return next;
  }

  #toggle(nodes: Set<NodeId>, node: NodeId, active: boolean, name: string): boolean {
    if (nodes.has(node) === active) return false;
    if (active) nodes.add(node);
    else nodes.delete(node);
    return this.#did(`${name} n${node} ${active ? 'on' : 'off'}`);
  }

  #did(deed: string): true {
    this.deeds.push(`${this.nowUs} ${deed}`);
    return true;
  }
}

function happen(waiting: readonly Waiting[], type: string, from: NodeId, to: NodeId): void {
  for (const one of waiting) {
    if (one.type !== type || !one.matches(from, to)) continue;
    one.left--;
    if (one.left === 0) one.strike();
  }
}
