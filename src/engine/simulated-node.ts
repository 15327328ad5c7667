import type { Interposer, Process } from '../core/byzantine.ts';
import type { ClientRequest } from '../core/client.ts';
import type { ClientId, NodeId } from '../core/identity.ts';
import type { Leaders } from '../core/leaders.ts';
import type { Micros } from '../core/micros.ts';
import type { Context, ProtocolTypes, Role } from '../core/protocol.ts';
import type { Rng } from '../core/rng.ts';
import type { Answer } from './clients.ts';
import { DISK, MESSAGE, REQUEST, TIMER } from './event-kinds.ts';
import { KeyRing } from './keys.ts';
import { NodeDisk } from './node-disk.ts';
import type { NodeStorage } from './node-storage.ts';
import type { Simulation } from './simulation.ts';

const NO_EVENT = -1;

/** Timers of one name about different things are told apart by (about · span + number of the name). */
const TIMER_SPAN = 64;

/** An event that reached a paused process and waits for it to go on. */
interface Waiting {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly payload: unknown;
  /** Its record in the trace, or -1. */
  readonly cause: number;
}

/**
 * One process: its state machine, timers, disk and clock, and the context through which its handlers act.
 * There is one object a node, for all trials and all events.
 */
export class SimulatedNode implements Context, Process {
  /** Its place among all processes: `self`, or beyond all nodes for a twin, which shares `self` with its original. */
  readonly place: number;
  readonly self: NodeId;
  readonly nodes: readonly NodeId[];
  readonly params: object;
  readonly rules: object;
  readonly policy: unknown;
  readonly keys: KeyRing;
  readonly leaders: Leaders;
  rng: Rng;
  storage: NodeStorage;

  readonly role: Role;
  readonly roleName: string;
  readonly disk: NodeDisk;
  /** Undefined while the node is down. */
  state: object | undefined = undefined;
  /** It booted, crashed or handled something since its state was last folded into the hash. */
  hasActed = false;
  isPaused = false;
  /** It is a liar, or counts as one: its observations are not heard any more. */
  isCorrupt = false;
  /** What stands between this process and the world while the node lies. */
  interposer: Interposer | undefined = undefined;
  /** Until when it is busy with signatures: what it sends leaves afterwards. */
  busyUntilUs: Micros = 0;

  private readonly simulation: Simulation;
  private readonly backlog: Waiting[] = [];
  /** It goes on after a pause, and handles what waited. */
  private isCatchingUp = false;
  // Pending events by the number of the timer; those about something in particular in the map.
  private readonly timers: number[] = [];
  private readonly timersAbout: Map<number, number> = new Map();

  // The local clock: local = localAtUs + (true − trueAtUs) · rate.
  private clockRate = 1;
  private trueAtUs: Micros = 0;
  private localAtUs: Micros = 0;

  constructor(
    simulation: Simulation,
    place: number,
    self: NodeId,
    nodes: readonly NodeId[],
    roleName: string,
  ) {
    const { protocol, params, rules, policy, signatures } = simulation.options;
    this.simulation = simulation;
    this.place = place;
    this.self = self;
    this.nodes = nodes;
    this.params = params;
    this.rules = rules;
    this.policy = policy;
    this.roleName = roleName;
    this.leaders = simulation.leaders;
    this.role = protocol.roles[roleName] as Role;
    this.keys = new KeyRing(self, signatures, (costUs) => {
      this.busyUntilUs = Math.max(this.busyUntilUs, simulation.nowUs) + costUs;
    });
    this.disk = new NodeDisk(simulation, this);
    this.storage = this.disk.reset();
    this.rng = this.ownStream();
  }

  /** Makes the node as new, for the next trial. */
  reset(): void {
    this.rng = this.ownStream();
    this.storage = this.disk.reset();
    this.state = undefined;
    this.isPaused = false;
    this.isCorrupt = false;
    this.interposer = undefined;
    this.keys.resetCounts();
    this.busyUntilUs = 0;
    this.backlog.length = 0;
    this.isCatchingUp = false;
    this.timers.length = 0;
    this.timersAbout.clear();
    this.clockRate = 1;
    this.trueAtUs = 0;
    this.localAtUs = 0;
  }

  // What a protocol may do.

  get nowUs(): Micros {
    const elapsedUs = this.simulation.nowUs - this.trueAtUs;
    return (
      this.localAtUs + (this.clockRate === 1 ? elapsedUs : Math.floor(elapsedUs * this.clockRate))
    );
  }

  send(to: NodeId, message: ProtocolTypes['Message']): void {
    if (this.disk.isBusy) this.disk.hold(MESSAGE, to, message);
    else this.emit(to, message);
  }

  /** What leaves the process reaches the wire, or whoever stands before it. */
  emit(to: NodeId, message: ProtocolTypes['Message']): void {
    if (to === this.self) this.simulation.sendToSelf(this, message);
    else if (this.interposer === undefined)
      this.simulation.wire.sendMessage(this.self, to, message);
    else this.interposer.onSend(to, message);
  }

  broadcast(message: ProtocolTypes['Message']): void {
    const { nodes, self } = this;
    for (let to = 0; to < nodes.length; to++) {
      if (to !== self) this.send(to, message);
    }
  }

  setTimer(timer: string, delayUs: Micros, about = 0): void {
    const { queue, nowUs, trace } = this.simulation;
    trace?.timerSet(this.self, timer, about);
    const fireAtUs = nowUs + Math.round(delayUs / this.clockRate);
    const number = this.simulation.timerNames.numberOf(timer);
    this.dropWaitingTimer(number, about);
    const pending = this.pendingTimer(number, about);
    if (pending !== NO_EVENT) queue.move(pending, fireAtUs);
    else
      this.rememberTimer(
        number,
        about,
        queue.push(fireAtUs, TIMER, this.place, number, about, timer),
      );
  }

  cancelTimer(timer: string, about = 0): void {
    const number = this.simulation.timerNames.numberOf(timer);
    this.dropWaitingTimer(number, about);
    const pending = this.pendingTimer(number, about);
    if (pending === NO_EVENT) return;
    this.simulation.queue.remove(pending);
    this.rememberTimer(number, about, NO_EVENT);
  }

  respond(client: ClientId, sequence: number, response: unknown): void {
    const answer = { sequence, response };
    if (this.disk.isBusy) this.disk.hold(REQUEST, client, answer);
    else this.emitAnswer(client, answer);
  }

  emitAnswer(client: ClientId, answer: Answer): void {
    const { sequence, response } = answer;
    if (this.interposer === undefined) this.simulation.wire.sendResponse(this.self, client, answer);
    else this.interposer.onRespond(client, sequence, response);
  }

  observe(observation: ProtocolTypes['Observation']): void {
    if (this.isCorrupt) this.simulation.observeLiar(observation, this.self);
    else this.simulation.observe(observation, this.self);
  }

  // What the engine does with it.

  get isUp(): boolean {
    return this.state !== undefined;
  }

  boot(): void {
    this.hasActed = true;
    this.state = this.role.boot(this);
  }

  receive(from: NodeId, message: ProtocolTypes['Message']): void {
    this.accept(MESSAGE, from, this.self, -1, message);
  }

  /** The process loses memory and disk, and begins anew. */
  forget(): void {
    if (!this.isUp) return;
    this.crash();
    this.storage.wipe();
    this.simulation.trace?.begin('booted', this.simulation.nowUs, this.self, -1, undefined, -1);
    this.boot();
  }

  /** Lets the process handle an event, now or when it goes on. A process that is down hears nothing. */
  accept(kind: number, a: number, b: number, c: number, payload: unknown): void {
    if (this.state === undefined) return;
    if (this.isPaused) {
      const cause = this.simulation.trace?.cause ?? -1;
      this.backlog.push({ kind, a, b, c, payload, cause });
    } else this.handle(this.state, kind, a, c, payload);
  }

  /** A timer's event was popped: it is not pending any more. */
  timerFired(number: number, about: number): void {
    this.rememberTimer(number, about, NO_EVENT);
  }

  resume(): void {
    this.isPaused = false;
    this.disk.release();
    if (this.isCatchingUp) return;
    this.isCatchingUp = true;
    const { trace } = this.simulation;
    // What it handles may pause it anew, or take back a timer that waits behind.
    while (!this.isPaused) {
      const next = this.backlog.shift();
      if (next === undefined) break;
      const { kind, a, b, c, payload, cause } = next;
      if (trace !== undefined) trace.cause = cause;
      this.accept(kind, a, b, c, payload);
    }
    this.isCatchingUp = false;
  }

  /** A timer that is set anew or cancelled does not fire, even where it rang while the process was paused. */
  private dropWaitingTimer(number: number, about: number): void {
    if (this.backlog.length === 0) return;
    const index = this.backlog.findIndex(
      ({ kind, b, c }) => kind === TIMER && b === number && c === about,
    );
    if (index !== -1) this.backlog.splice(index, 1);
  }

  /** The process dies: memory, timers and all that waited are gone, and so is what was not synced. */
  crash(): void {
    const { queue } = this.simulation;
    this.hasActed = true;
    this.state = undefined;
    this.isPaused = false;
    this.backlog.length = 0;
    for (const slot of this.timers) {
      if (slot !== undefined && slot !== NO_EVENT) queue.remove(slot);
    }
    for (const slot of this.timersAbout.values()) queue.remove(slot);
    this.timers.length = 0;
    this.timersAbout.clear();
    this.disk.crash();
  }

  jumpClock(byUs: Micros): void {
    this.localAtUs += byUs;
  }

  /** The clock runs fast by so many microseconds a second, from now on. Timers that run keep their instants. */
  setClockDrift(ppm: number): void {
    this.localAtUs = this.nowUs;
    this.trueAtUs = this.simulation.nowUs;
    this.clockRate = 1 + ppm / 1_000_000;
  }

  get driftPpm(): number {
    return Math.round((this.clockRate - 1) * 1_000_000);
  }

  private ownStream(): Rng {
    return this.simulation.streamOf(`${this.place === this.self ? 'n' : 'twin'}${this.self}`);
  }

  private handle(state: object, kind: number, a: number, c: number, payload: unknown): void {
    this.hasActed = true;
    switch (kind) {
      case MESSAGE:
        this.role.onMessage(state, a, payload as ProtocolTypes['Message'], this);
        return;
      case TIMER:
        this.role.onTimer(state, payload as string, this, c);
        return;
      case REQUEST:
        this.role.onRequest?.(state, payload as ClientRequest, this);
        return;
      case DISK:
        this.role.onSynced?.(state, this);
    }
  }

  private pendingTimer(number: number, about: number): number {
    if (about === 0) return this.timers[number] ?? NO_EVENT;
    return this.timersAbout.get(about * TIMER_SPAN + number) ?? NO_EVENT;
  }

  private rememberTimer(number: number, about: number, slot: number): void {
    if (about === 0) {
      for (let index = this.timers.length; index < number; index++) this.timers[index] = NO_EVENT;
      this.timers[number] = slot;
    } else if (slot === NO_EVENT) this.timersAbout.delete(about * TIMER_SPAN + number);
    else this.timersAbout.set(about * TIMER_SPAN + number, slot);
  }
}
