import type { AnyMessage, Process } from '../core/byzantine.ts';
import type { Dialect, FaultSurface, LinkEffect } from '../core/fault.ts';
import type { ClientId, EndpointId, NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import { NO_NODE } from '../core/observation.ts';
import type { Rng } from '../core/rng.ts';
import { CALLBACK } from './event-kinds.ts';
import { resigned } from './keys.ts';
import type { SimulatedNode } from './simulated-node.ts';
import type { Simulation } from './simulation.ts';

/** The simulated world as faults see it. Each deed changes the world, makes itself observed, and says whether it landed. */
export class World implements FaultSurface {
  readonly nodeCount: number;
  readonly endpointCount: number;
  private readonly simulation: Simulation;

  /** A node that crashes counts as a liar. */
  private readonly isForgetful: boolean;

  constructor(simulation: Simulation) {
    const { protocol, params } = simulation.options;
    this.simulation = simulation;
    this.nodeCount = simulation.nodeCount;
    this.isForgetful = protocol.tolerates(params, this.nodeCount).crashIsByzantine ?? false;
    this.endpointCount = simulation.nodeCount + (simulation.options.clients?.options.count ?? 0);
  }

  get nowUs(): Micros {
    return this.simulation.nowUs;
  }

  isUp(node: NodeId): boolean {
    return this.node(node).isUp;
  }

  nodesOfRole(role: string): readonly NodeId[] {
    return this.simulation.nodes.filter((node) => node.roleName === role).map((node) => node.self);
  }

  nodesOfZone(zone: string): readonly NodeId[] {
    return this.simulation.options.network.nodesOfZone(zone);
  }

  holderOf(duty: string): NodeId | undefined {
    const rankOf = this.simulation.options.protocol.duties?.[duty];
    let holder: NodeId | undefined;
    let highest = Number.NEGATIVE_INFINITY;
    for (const node of this.simulation.nodes) {
      const rank = node.state === undefined ? undefined : rankOf?.(node.state);
      if (rank === undefined || rank <= highest) continue;
      holder = node.self;
      highest = rank;
    }
    return holder;
  }

  endpointsBeside(node: NodeId): readonly number[] {
    const { clients } = this.simulation.options;
    const endpoints = [node];
    if (clients === undefined || clients.options.beside.length === 0) return endpoints;
    const { count, beside } = clients.options;
    for (let client = 0; client < count; client++) {
      if (beside[client % beside.length] === node) endpoints.push(this.nodeCount + client);
    }
    return endpoints;
  }

  crash(node: NodeId): boolean {
    if (!this.isUp(node)) return false;
    this.node(node).crash();
    this.simulation.observe({ type: 'node:crashed' }, node);
    if (this.isForgetful) this.corrupt(node, 'crash');
    return true;
  }

  restart(node: NodeId, disk: 'kept' | 'lost'): boolean {
    if (this.isUp(node)) return false;
    const restarted = this.node(node);
    if (disk === 'lost') restarted.storage.wipe();
    this.simulation.observe({ type: 'node:restarted', disk }, node);
    this.simulation.trace?.begin('booted', this.nowUs, node, -1, undefined, -1);
    restarted.boot();
    return true;
  }

  pause(node: NodeId): boolean {
    const paused = this.node(node);
    if (!paused.isUp || paused.isPaused) return false;
    paused.isPaused = true;
    this.simulation.observe({ type: 'node:paused' }, node);
    return true;
  }

  resume(node: NodeId): boolean {
    const resumed = this.node(node);
    if (!resumed.isPaused) return false;
    this.simulation.observe({ type: 'node:resumed' }, node);
    resumed.resume();
    return true;
  }

  jumpClock(node: NodeId, byUs: Micros): boolean {
    this.node(node).jumpClock(byUs);
    return byUs !== 0;
  }

  setClockDrift(node: NodeId, ppm: number): boolean {
    if (this.node(node).driftPpm === ppm) return false;
    this.node(node).setClockDrift(ppm);
    return true;
  }

  stallDisk(node: NodeId, untilUs: Micros): boolean {
    this.node(node).disk.stall(untilUs);
    return untilUs > this.nowUs;
  }

  setLostWrites(node: NodeId, active: boolean): boolean {
    const { storage } = this.node(node);
    if (storage.losesWrites === active) return false;
    storage.losesWrites = active;
    return true;
  }

  setTornWrites(node: NodeId, active: boolean): boolean {
    const { disk } = this.node(node);
    if (disk.tearsWrites === active) return false;
    disk.tearsWrites = active;
    return true;
  }

  expectLiars(): void {
    const { forensics } = this.simulation;
    if (forensics !== undefined) forensics.isWatching = true;
  }

  corrupt(node: NodeId, by: 'lies' | 'crash' | 'keyTheft'): boolean {
    if (this.isCorrupt(node)) return false;
    this.simulation.observe({ type: 'node:corrupted', by }, node);
    this.node(node).isCorrupt = true;
    return true;
  }

  isCorrupt(node: NodeId): boolean {
    return this.node(node).isCorrupt;
  }

  processOf(node: NodeId, which: 'original' | 'twin'): Process {
    return which === 'original' ? this.node(node) : this.simulation.twinOf(node);
  }

  sendAs(sender: NodeId, claimed: NodeId, to: NodeId, message: AnyMessage): void {
    this.simulation.wire.sendLie(sender, to, message, claimed);
  }

  answerAs(node: NodeId, client: ClientId, sequence: number, response: unknown): void {
    this.simulation.wire.sendResponse(node, client, { sequence, response });
  }

  resign<V>(value: V, holders: readonly EndpointId[]): V {
    return resigned(value, holders);
  }

  wiretap(hear: (from: NodeId, to: NodeId, message: AnyMessage) => void): void {
    this.simulation.wire.wiretap = hear;
  }

  get adversaryRng(): Rng {
    return this.simulation.adversaryRng;
  }

  get dialect(): Dialect {
    return this.simulation.options.protocol;
  }

  addLinkEffect(effect: LinkEffect): number | undefined {
    if (effect.links.length === 0) return undefined;
    if (effect.rounds !== undefined) return this.simulation.wire.roundCuts.add(effect);
    return this.simulation.options.network.addEffect(effect);
  }

  liftLinkEffect(handle: number): void {
    if (handle < 0) {
      this.simulation.wire.roundCuts.lift(handle);
      return;
    }
    this.simulation.options.network.liftEffect(handle);
    this.simulation.wire.releaseHeld();
  }

  nameLeader(node: NodeId, rounds: readonly [number, number], onAsked: () => void): void {
    this.simulation.leaders.name(node, rounds, onAsked);
  }

  at(atUs: Micros, strike: () => void): void {
    this.simulation.queue.push(Math.max(atUs, this.nowUs), CALLBACK, 0, 0, 0, strike);
  }

  onMessage(
    type: string,
    from: NodeId | undefined,
    to: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    this.simulation.triggers.onMessage(type, from, to, occurrence, strike);
  }

  onObservation(
    type: string,
    node: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void {
    this.simulation.triggers.onObservation(type, node, occurrence, strike);
  }

  /** Tells everyone that the faulty phase is over. */
  announceHeal(): void {
    this.simulation.healedAtUs = this.nowUs;
    this.simulation.observe({ type: 'faults:healed' }, NO_NODE);
  }

  private node(id: NodeId): SimulatedNode {
    return this.simulation.nodes[id] as SimulatedNode;
  }
}
