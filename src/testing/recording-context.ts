import { assert } from '../core/assert.ts';
import type { ClientRequest } from '../core/client.ts';
import type { ClientId, NodeId } from '../core/identity.ts';
import { LEADERS_BY_TURNS, type Leaders } from '../core/leaders.ts';
import type { Micros } from '../core/micros.ts';
import type { Context, ProtocolTypes, Role } from '../core/protocol.ts';
import { createRng, type Rng } from '../core/rng.ts';
import type { Signer } from '../core/signer.ts';
import type { Storage } from '../core/storage.ts';
import { freezeDeep } from '../engine/freeze-deep.ts';
import { KeyRing } from '../engine/keys.ts';
import { NodeStorage } from '../engine/node-storage.ts';

/** One thing that a handler did to the world. */
export type Effect<T extends ProtocolTypes = ProtocolTypes> =
  | { readonly kind: 'send'; readonly to: NodeId; readonly message: T['Message'] }
  | { readonly kind: 'broadcast'; readonly message: T['Message'] }
  | {
      readonly kind: 'setTimer';
      readonly timer: T['Timer'];
      readonly delayUs: Micros;
      /** Absent where the handler gave none. */
      readonly about?: number;
    }
  | { readonly kind: 'cancelTimer'; readonly timer: T['Timer']; readonly about?: number }
  | {
      readonly kind: 'respond';
      readonly client: ClientId;
      readonly sequence: number;
      readonly response: T['Response'];
    }
  | { readonly kind: 'observe'; readonly observation: T['Observation'] }
  | { readonly kind: 'sync' };

/** The node that a recording context plays, and its surroundings. */
export interface RecordingContextOptions<T extends ProtocolTypes> {
  /** 0 where absent. */
  readonly self?: NodeId;
  /** How many nodes there are, this one included. */
  readonly nodes: number;
  readonly params: T['Params'];
  readonly rules: T['Rules'];
  readonly policy?: T['Policy'];
  readonly seed?: string;
  /** Who leads which round; whose turn it is where absent. */
  readonly leaders?: Leaders;
  readonly nowUs?: Micros;
  /** An instant disk, the default, makes writes durable at `sync`; a slow one when `finishSync` says so. */
  readonly disk?: 'instant' | 'slow';
}

interface RunningTimer<T extends ProtocolTypes> {
  readonly timer: T['Timer'];
  readonly about: number;
  readonly dueAtUs: Micros;
}

/**
 * A context that gives the effects of a handler as data, for unit tests: boot, feed, take the effects, compare.
 *
 * Effects stand in the order in which the handler made them, `sync` among them, so that a test sees what was
 * durable before what was sent; a `sync` with nothing new to write is none. Messages and whatever else leaves the
 * node are deep-frozen. Nothing happens by itself: time stands still until `advance`, and timers run out when
 * `fire` says so.
 */
export class RecordingContext<T extends ProtocolTypes> implements Context<T> {
  readonly self: NodeId;
  readonly nodes: readonly NodeId[];
  readonly params: T['Params'];
  readonly rules: T['Rules'];
  readonly policy: T['Policy'];
  readonly rng: Rng;
  readonly keys: Signer;
  readonly leaders: Leaders;
  readonly #storage: NodeStorage;
  #nowUs: Micros;
  #effects: Effect<T>[] = [];
  readonly #timers = new Map<string, RunningTimer<T>>();

  constructor(options: RecordingContextOptions<T>) {
    this.self = options.self ?? 0;
    this.nodes = Array.from({ length: options.nodes }, (_, node) => node);
    assert(this.self in this.nodes, `node ${this.self} is not among ${options.nodes} nodes`);
    this.params = options.params;
    this.rules = options.rules;
    this.policy = options.policy;
    this.rng = createRng(options.seed ?? 'recording', `node ${this.self}`);
    this.#storage = new NodeStorage(() => {
      this.#effects.push({ kind: 'sync' });
      if (options.disk !== 'slow') this.#storage.completeSync(this.#storage.end);
    });
    this.keys = new KeyRing(this.self);
    this.leaders = options.leaders ?? LEADERS_BY_TURNS;
    this.#nowUs = options.nowUs ?? 0;
  }

  get nowUs(): Micros {
    return this.#nowUs;
  }

  get storage(): Storage {
    return this.#storage;
  }

  send(to: NodeId, message: T['Message']): void {
    assert(to in this.nodes, `a message was sent to node ${to}, which does not exist`);
    this.#effects.push({ kind: 'send', to, message: frozen(message) });
  }

  broadcast(message: T['Message']): void {
    this.#effects.push({ kind: 'broadcast', message: frozen(message) });
  }

  setTimer(timer: T['Timer'], delayUs: Micros, about?: number): void {
    assert(Number.isSafeInteger(delayUs) && delayUs >= 0, `${timer} has a delay of ${delayUs}`);
    const dueAtUs = this.#nowUs + delayUs;
    this.#timers.set(timerKey(timer, about), { timer, about: about ?? 0, dueAtUs });
    this.#effects.push({ kind: 'setTimer', timer, delayUs, ...(about !== undefined && { about }) });
  }

  cancelTimer(timer: T['Timer'], about?: number): void {
    this.#timers.delete(timerKey(timer, about));
    this.#effects.push({ kind: 'cancelTimer', timer, ...(about !== undefined && { about }) });
  }

  respond(client: ClientId, sequence: number, response: T['Response']): void {
    this.#effects.push({ kind: 'respond', client, sequence, response: frozen(response) });
  }

  observe(observation: T['Observation']): void {
    this.#effects.push({ kind: 'observe', observation: frozen(observation) });
  }

  /** Gives the effects since the last `take`, in order, and forgets them. */
  take(): Effect<T>[] {
    const taken = this.#effects;
    this.#effects = [];
    return taken;
  }

  /** Like `take`, but gives the effects of one kind only, and forgets the others too. */
  takeOnly<K extends Effect<T>['kind']>(kind: K): Extract<Effect<T>, { kind: K }>[] {
    return this.take().filter(
      (effect): effect is Extract<Effect<T>, { kind: K }> => effect.kind === kind,
    );
  }

  /** The timers that run, the next one first. */
  get timers(): readonly RunningTimer<T>[] {
    return [...this.#timers.values()].sort((a, b) => a.dueAtUs - b.dueAtUs);
  }

  isRunning(timer: T['Timer'], about?: number): boolean {
    return this.#timers.has(timerKey(timer, about));
  }

  /** Lets time pass. Timers that run out meanwhile are late until they are fired. */
  advance(us: Micros): void {
    this.#nowUs += us;
  }

  /** Lets a running timer run out: moves the clock to its instant and calls the handler. */
  fire<S extends T['State']>(role: Role<T, S>, state: S, timer: T['Timer'], about?: number): void {
    const running = this.#timers.get(timerKey(timer, about));
    assert(running !== undefined, `the timer ${timer} does not run`);
    this.#timers.delete(timerKey(timer, about));
    this.#nowUs = Math.max(this.#nowUs, running.dueAtUs);
    role.onTimer(state, timer, this, running.about);
  }

  /** Hands over a client's request; every earlier operation of the client counts as over. */
  request<S extends T['State']>(
    role: Role<T, S>,
    state: S,
    operation: T['Operation'],
    { client = 0, sequence = 0 }: { readonly client?: ClientId; readonly sequence?: number } = {},
  ): void {
    assert(role.onRequest !== undefined, 'the role takes no requests');
    const request: ClientRequest<T['Operation']> = frozen({
      client,
      sequence,
      doneBelow: sequence,
      operation,
    });
    role.onRequest(state, request, this);
  }

  /**
   * Crashes the node: timers, effects not yet taken and unsynced writes are lost. The caller drops the state
   * and boots the role again.
   */
  crash(): void {
    this.#timers.clear();
    this.#effects = [];
    this.#storage.crash(0);
  }

  /** Makes all writes so far durable, as a slow disk does in the end, and tells the handler. */
  finishSync<S extends T['State']>(role: Role<T, S>, state: S): void {
    this.#storage.completeSync(this.#storage.end);
    role.onSynced?.(state, this);
  }
}

function frozen<V>(value: V): V {
  freezeDeep(value);
  return value;
}

function timerKey(timer: string, about: number | undefined): string {
  return `${timer} ${about ?? 0}`;
}
