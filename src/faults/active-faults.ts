import type {
  AdversaryOptions,
  Fault,
  FaultReport,
  FaultSurface,
  LinkEffect,
  LinkTarget,
  Target,
} from '../core/fault.ts';
import type { NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import { Adversary } from './byzantine/adversary.ts';
import type { NetworkFault } from './families.ts';
import { ClockDrifts, DiskStalls, NodeHolds } from './holds.ts';
import { partitionLinks } from './partitions.ts';
import { allNodes, linksOf, nodesOf } from './targets.ts';

/** A fault of the network under way. A flapping one has no handle while it is whole. */
interface ActiveLinkEffect {
  handle: number | undefined;
}

/** The faults of one trial that are under way: strikes them, and undoes each without touching the others. */
export class ActiveFaults {
  readonly surface: FaultSurface;
  readonly #crashes: NodeHolds;
  /** The nodes that are down for good. */
  readonly #gone: Set<NodeId> = new Set();
  readonly #pauses: NodeHolds;
  readonly #lostWrites: NodeHolds;
  readonly #tornWrites: NodeHolds;
  readonly #drifts: ClockDrifts;
  readonly #stalls: DiskStalls;
  readonly #network: Set<ActiveLinkEffect> = new Set();
  readonly #adversary: Adversary;
  /** Ends the behaviours that have an end. Others last to the end of the trial: a liar is not repaired. */
  readonly #endings: Set<() => void> = new Set();
  #over = false;

  constructor(surface: FaultSurface, adversary: AdversaryOptions) {
    const count = surface.nodeCount;
    this.surface = surface;
    this.#adversary = new Adversary(surface, adversary);
    this.#crashes = new NodeHolds(
      count,
      (node) => this.#crash(node),
      (node) => surface.restart(node, 'kept'),
    );
    this.#pauses = new NodeHolds(
      count,
      (node) => surface.pause(node),
      (node) => surface.resume(node),
    );
    this.#lostWrites = new NodeHolds(
      count,
      (node) => surface.setLostWrites(node, true),
      (node) => surface.setLostWrites(node, false),
    );
    this.#tornWrites = new NodeHolds(
      count,
      (node) => surface.setTornWrites(node, true),
      (node) => surface.setTornWrites(node, false),
    );
    this.#drifts = new ClockDrifts(count, (node, ppm) => surface.setClockDrift(node, ppm));
    this.#stalls = new DiskStalls(count, (node, untilUs) => surface.stallDisk(node, untilUs));
  }

  /** Nothing strikes any more, and nothing is undone: the trial is gone. */
  abandon(): void {
    this.#over = true;
    this.#adversary.abandon();
  }

  /** Runs `deed` after the given time, unless the faults are over by then. */
  later(afterUs: Micros, deed: () => void): void {
    this.surface.at(this.surface.nowUs + afterUs, () => {
      if (!this.#over) deed();
    });
  }

  strike(report: FaultReport): void {
    if (this.#over) return;
    const fault = report.scheduled.fault;
    switch (fault.kind) {
      case 'crash':
        if (fault.forGood)
          for (const node of nodesOf(fault.target, this.surface)) this.#gone.add(node);
        return this.#hold(this.#crashes, fault, report);
      case 'pause':
        return this.#hold(this.#pauses, fault, report);
      case 'lostWrites':
        return this.#hold(this.#lostWrites, fault, report);
      case 'tornWrites':
        return this.#hold(this.#tornWrites, fault, report);
      case 'restart':
        return this.#forEach(fault.target, report, (node) => this.#restart(node, fault.disk));
      case 'resume':
        return this.#forEach(fault.target, report, (node) => this.#resume(node));
      case 'clockJump':
        return this.#forEach(fault.target, report, (node) =>
          this.surface.jumpClock(node, fault.byUs),
        );
      case 'clockDrift':
        return this.#drift(fault, report);
      case 'diskStall':
        return this.#stall(fault, report);
      case 'leader':
        return this.surface.nameLeader(fault.node, fault.rounds, () => {
          report.landed++;
        });
      case 'byzantine':
        return this.#lie(fault, report);
      case 'keyTheft':
        return this.#adversary.steal(nodesOf(fault.target, this.surface), report);
      default:
        return this.#strikeNetwork(fault, report);
    }
  }

  /**
   * Lifts everything: the network first, so that what restarted nodes send gets through; processes last, so
   * that they find their disks and clocks in order. Clock jumps stay, since a clock that was moved is moved.
   */
  heal(): void {
    this.#over = true;
    this.#endNetworkFaults();
    for (const end of this.#endings) end();
    this.#endings.clear();
    this.#stalls.removeAll(this.surface.nowUs);
    this.#lostWrites.releaseAll();
    this.#tornWrites.releaseAll();
    this.#drifts.removeAll();
    for (const node of allNodes(this.surface)) {
      if (this.surface.isUp(node)) this.surface.resume(node);
      else if (!this.#gone.has(node)) this.surface.restart(node, 'kept');
    }
  }

  #strikeNetwork(fault: NetworkFault, report: FaultReport): void {
    switch (fault.kind) {
      case 'partition': {
        const { rounds, messages = 'drop' } = fault;
        const effect: LinkEffect = { links: partitionLinks(fault, this.surface), block: messages };
        return this.#affect(
          rounds === undefined ? effect : { ...effect, rounds },
          fault.forUs,
          report,
        );
      }
      case 'flap':
        return this.#flap(fault, report);
      case 'loss':
        return this.#affectLinks(fault, { loss: fault.probability }, report);
      case 'duplication':
        return this.#affectLinks(fault, { duplication: fault.probability }, report);
      case 'corruption':
        return this.#affectLinks(fault, { corruption: fault.probability }, report);
      case 'slowLink':
        return this.#affectLinks(fault, { latencyFactor: fault.factor }, report);
      case 'clog':
        return this.#affectLinks(fault, { block: 'hold' }, report);
      case 'adversarialDelay': {
        const { delays, upToUs } = fault;
        const adversarial = upToUs === undefined ? { delays } : { delays, upToUs };
        return this.#affectLinks(fault, { adversarial }, report);
      }
      case 'heal':
        if (this.#network.size > 0) report.landed++;
        return this.#endNetworkFaults();
    }
  }

  /** A crash ends a pause: the process that did not know of it is gone, and its successor runs. */
  #crash(node: NodeId): boolean {
    if (!this.surface.crash(node)) return false;
    this.#pauses.forget(node);
    return true;
  }

  #restart(node: NodeId, disk: 'kept' | 'lost' = 'kept'): boolean {
    if (!this.surface.restart(node, disk)) return false;
    this.#gone.delete(node);
    this.#crashes.forget(node);
    return true;
  }

  #resume(node: NodeId): boolean {
    if (!this.surface.resume(node)) return false;
    this.#pauses.forget(node);
    return true;
  }

  #forEach(target: Target, report: FaultReport, deed: (node: NodeId) => boolean): void {
    for (const node of nodesOf(target, this.surface)) {
      if (deed(node)) report.landed++;
    }
  }

  #hold(holds: NodeHolds, fault: HoldingFault, report: FaultReport): void {
    const nodes = nodesOf(fault.target, this.surface);
    for (const node of nodes) holds.hold(node, report);
    if (fault.forUs === undefined) return;
    this.later(fault.forUs, () => {
      for (const node of nodes) holds.release(node, report);
    });
  }

  #drift(fault: FaultOf<'clockDrift'>, report: FaultReport): void {
    const nodes = nodesOf(fault.target, this.surface);
    for (const node of nodes) this.#drifts.add(node, report, fault.ppm);
    if (fault.forUs === undefined) return;
    this.later(fault.forUs, () => {
      for (const node of nodes) this.#drifts.remove(node, report);
    });
  }

  #stall(fault: FaultOf<'diskStall'>, report: FaultReport): void {
    const untilUs = this.surface.nowUs + fault.forUs;
    for (const node of nodesOf(fault.target, this.surface)) {
      this.#stalls.add(node, report, untilUs);
    }
  }

  #lie(fault: FaultOf<'byzantine'>, report: FaultReport): void {
    const nodes = nodesOf(fault.target, this.surface);
    const end = this.#adversary.strike(nodes, fault.behavior, report);
    if (fault.forUs === undefined) return;
    this.#endings.add(end);
    this.later(fault.forUs, () => {
      if (this.#endings.delete(end)) end();
    });
  }

  #affectLinks(
    fault: { readonly links?: LinkTarget; readonly forUs?: Micros },
    effect: Omit<LinkEffect, 'links'>,
    report: FaultReport,
  ): void {
    this.#affect({ ...effect, links: linksOf(fault.links, this.surface) }, fault.forUs, report);
  }

  #affect(effect: LinkEffect, forUs: Micros | undefined, report: FaultReport): void {
    const handle = this.surface.addLinkEffect(effect);
    if (handle === undefined) return;
    report.landed++;
    const fault: ActiveLinkEffect = { handle };
    this.#network.add(fault);
    if (forUs !== undefined) this.later(forUs, () => this.#endNetworkFault(fault));
  }

  /** Cuts the same links again and again: a bad cable does not look anew for a leader each time. */
  #flap(data: FaultOf<'flap'>, report: FaultReport): void {
    const effect: LinkEffect = { links: partitionLinks(data, this.surface), block: 'drop' };
    const fault: ActiveLinkEffect = { handle: undefined };
    const cut = (): void => {
      if (!this.#network.has(fault)) return;
      fault.handle = this.surface.addLinkEffect(effect);
      if (fault.handle === undefined) return this.#endNetworkFault(fault);
      report.landed++;
      this.later(Math.max(1, data.downUs), mend);
    };
    const mend = (): void => {
      if (!this.#network.has(fault)) return;
      this.#lift(fault);
      this.later(Math.max(1, data.upUs), cut);
    };
    this.#network.add(fault);
    cut();
    if (data.forUs !== undefined) this.later(data.forUs, () => this.#endNetworkFault(fault));
  }

  #endNetworkFaults(): void {
    for (const fault of this.#network) this.#lift(fault);
    this.#network.clear();
  }

  #endNetworkFault(fault: ActiveLinkEffect): void {
    if (this.#network.delete(fault)) this.#lift(fault);
  }

  #lift(fault: ActiveLinkEffect): void {
    if (fault.handle === undefined) return;
    this.surface.liftLinkEffect(fault.handle);
    fault.handle = undefined;
  }
}

type FaultOf<K extends Fault['kind']> = Extract<Fault, { kind: K }>;
type HoldingFault = FaultOf<'crash' | 'pause' | 'lostWrites' | 'tornWrites'>;
