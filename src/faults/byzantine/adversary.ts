import type { AnyMessage, Behavior } from '../../core/byzantine.ts';
import type { AdversaryOptions, FaultReport, FaultSurface } from '../../core/fault.ts';
import type { EndpointId, NodeId } from '../../core/identity.ts';
import { nodesOf } from '../targets.ts';
import { Liar } from './liar.ts';
import { Memory } from './memory.ts';
import { mutated } from './mutation.ts';
import { Scheme } from './scheme.ts';

/** What stands behind liars where a config says nothing of it. */
export const COLLUDING_ADVERSARY: AdversaryOptions = {
  mobile: false,
  collusion: true,
  rushing: false,
};

/**
 * The one mind behind all liars of a trial [Lamport 1982]. It decides whom it corrupts within its budget, keeps their
 * keys and those that were stolen, and remembers what they saw. Colluders share keys, memory and lies at once, by a
 * channel that no fault touches; without collusion each has its own.
 */
export class Adversary {
  readonly surface: FaultSurface;
  readonly options: AdversaryOptions;
  readonly #liars: Map<NodeId, Liar> = new Map();
  readonly #everCorrupt: Set<NodeId> = new Set();
  readonly #stolen: Set<NodeId> = new Set();
  readonly #sharedMemory: Memory = new Memory();
  readonly #memories: Map<NodeId, Memory> = new Map();
  /** The other version of a message that is told to some: the same to all of them. */
  readonly #versions: Map<AnyMessage, AnyMessage> = new Map();
  readonly #madeUp: Set<AnyMessage> = new Set();
  /** Which of two twins said it: twins of two nodes talk with each other side by side. */
  readonly #sides: Map<AnyMessage, 0 | 1> = new Map();
  #isOver = false;

  constructor(surface: FaultSurface, options: AdversaryOptions) {
    this.surface = surface;
    this.options = options;
  }

  /** The nodes that it speaks for now. */
  get liars(): readonly NodeId[] {
    return [...this.#liars.keys()].filter((node) => this.#liars.get(node)?.isActive);
  }

  /** Corrupts the target's nodes, as far as the budget goes, and lets them behave so. The result ends it. */
  strike(nodes: readonly NodeId[], behavior: Behavior, report: FaultReport): () => void {
    const schemes = nodes.flatMap((node) => {
      if (!this.#afford(node)) return [];
      this.surface.corrupt(node, 'lies');
      const liar = this.#liarAt(node);
      const scheme = new Scheme(behavior, report, this.#targetsOf(behavior));
      liar.adopt(scheme);
      return [{ liar, scheme }];
    });
    return () => {
      for (const { liar, scheme } of schemes) liar.drop(scheme);
    };
  }

  /** The key is the adversary's too from now on. */
  steal(nodes: readonly NodeId[], report: FaultReport): void {
    for (const node of nodes) {
      if (this.#stolen.has(node) || !this.#afford(node)) continue;
      this.#stolen.add(node);
      report.landed++;
      this.surface.corrupt(node, 'keyTheft');
    }
  }

  /** The trial is over, or gone: nothing that was put off happens any more. */
  abandon(): void {
    this.#isOver = true;
  }

  /** Runs `deed` after the given time; 0 is the end of this instant, after all that is due in it already. */
  later(afterUs: number, deed: () => void): void {
    this.surface.at(this.surface.nowUs + afterUs, () => {
      if (!this.#isOver) deed();
    });
  }

  remember(liar: NodeId, from: NodeId, message: AnyMessage): void {
    this.memoryOf(liar).remember(from, message);
  }

  noteSide(message: AnyMessage, side: 0 | 1): void {
    this.#sides.set(message, side);
  }

  /** The side on which twins of several nodes hear a message of one of them. */
  sideOf(from: NodeId, message: AnyMessage): 0 | 1 | undefined {
    return this.#liars.get(from)?.isTwinned === true ? this.#sides.get(message) : undefined;
  }

  memoryOf(liar: NodeId): Memory {
    if (this.options.collusion) return this.#sharedMemory;
    let memory = this.#memories.get(liar);
    if (memory === undefined) {
      memory = new Memory();
      this.#memories.set(liar, memory);
    }
    return memory;
  }

  /** The message with one thing changed, the same for all to whom it is told, signed with the keys at hand. */
  otherVersionOf(liar: NodeId, message: AnyMessage, field?: string): AnyMessage | undefined {
    const known = this.#versions.get(message);
    if (known !== undefined) return known;
    const { adversaryRng: rng } = this.surface;
    const others = this.memoryOf(liar).othersLike(message, rng);
    const changed = mutated(message, { field, others, rng });
    if (changed === undefined) return undefined;
    const version = this.signed(liar, changed);
    this.#versions.set(message, version);
    this.#madeUp.add(version);
    return version;
  }

  /** Whether one of its liars made this up. */
  isMadeUp(message: AnyMessage): boolean {
    return this.#madeUp.has(message);
  }

  /** The message as this liar can sign it: alone, or with the keys of all colluders. */
  signed(liar: NodeId, message: AnyMessage): AnyMessage {
    return this.surface.resign(message, this.#keysOf(liar));
  }

  #keysOf(liar: NodeId): readonly EndpointId[] {
    const own = this.options.collusion ? this.liars : [liar];
    return [...own, ...this.#stolen];
  }

  #afford(node: NodeId): boolean {
    const { budget = Number.POSITIVE_INFINITY, mobile } = this.options;
    const spent = mobile ? new Set([...this.liars, ...this.#stolen]) : this.#everCorrupt;
    if (!spent.has(node) && spent.size >= budget) return false;
    this.#everCorrupt.add(node);
    return true;
  }

  #liarAt(node: NodeId): Liar {
    let liar = this.#liars.get(node);
    if (liar === undefined) {
      liar = new Liar(node, this);
      this.#liars.set(node, liar);
      if (this.options.rushing) this.#listen();
    }
    return liar;
  }

  /** A rushing adversary knows what honest nodes tell it before they have told it. */
  #listen(): void {
    this.surface.wiretap((from, to, message) => {
      if (this.#liars.get(to)?.isActive) this.remember(to, from, message);
    });
  }

  #targetsOf(behavior: Behavior): readonly (readonly NodeId[])[] {
    switch (behavior.does) {
      case 'omit':
      case 'equivocate':
        return [nodesOf(behavior.to, this.surface)];
      case 'impersonate':
        return [nodesOf(behavior.as, this.surface)];
      case 'twins':
        return [nodesOf(behavior.first, this.surface), nodesOf(behavior.second, this.surface)];
      default:
        return [];
    }
  }
}
