import type { AnyMessage, Behavior, Process } from './byzantine.ts';
import type { ClientId, EndpointId, NodeId } from './identity.ts';
import type { Micros } from './micros.ts';
import type { Protocol } from './protocol.ts';
import type { Rng } from './rng.ts';

/** The nodes that a fault hits. Duties and roles are looked up at the moment when the fault strikes. */
export type Target =
  | { readonly nodes: readonly NodeId[] }
  /** Whoever holds the duty then, such as `leader`. */
  | { readonly duty: string }
  /** Every node of the role, such as `participant`. */
  | { readonly role: string }
  /** Every node of the zone, as the network's regions assign them. */
  | { readonly zone: string }
  /** Every node that is down then: what a restart usually wants. */
  | { readonly crashed: true }
  | { readonly all: true };

/** How a partition cuts the nodes. Clients stay with the nodes that they are placed beside, or reach everyone. */
export type PartitionShape =
  /** Only nodes of one group reach each other. Nodes in no group form one more. */
  | { readonly shape: 'groups'; readonly groups: readonly (readonly NodeId[])[] }
  /** Messages from the first set to the second are lost; the other way they pass. */
  | { readonly shape: 'oneWay'; readonly from: Target; readonly to: Target }
  /** The targets stay together and are cut from all other nodes: a zone cut off still talks within itself. */
  | { readonly shape: 'isolate'; readonly target: Target }
  /** Two halves that only the bridge node reaches both of. */
  | { readonly shape: 'bridge'; readonly bridge: NodeId }
  /** Each node reaches only its two neighbours in index order. */
  | { readonly shape: 'ring' };

/**
 * One fault, as data. Those with an end (`forUs`) undo themselves; a fault without one lasts until it is
 * healed at the end of the faulty phase.
 */
export type Fault =
  /** Who is down for good does not come back at the heal. */
  | {
      readonly kind: 'crash';
      readonly target: Target;
      readonly forUs?: Micros;
      readonly forGood?: true;
    }
  /** `disk: lost` gives the node an empty disk. */
  | { readonly kind: 'restart'; readonly target: Target; readonly disk?: 'kept' | 'lost' }
  /** The process stops and does not know: messages and timers wait for it. */
  | { readonly kind: 'pause'; readonly target: Target; readonly forUs?: Micros }
  | { readonly kind: 'resume'; readonly target: Target }
  /** The node's clock runs ahead by `byUs` from now on (a step; negative is behind). Healing does not move it back. */
  | { readonly kind: 'clockJump'; readonly target: Target; readonly byUs: Micros }
  /** The node's clock runs fast by so many microseconds a second (negative is slow). */
  | {
      readonly kind: 'clockDrift';
      readonly target: Target;
      readonly ppm: number;
      readonly forUs?: Micros;
    }
  /** The disk does not answer before `forUs` have passed. */
  | { readonly kind: 'diskStall'; readonly target: Target; readonly forUs: Micros }
  /** The disk says that it has synced and has not. */
  | { readonly kind: 'lostWrites'; readonly target: Target; readonly forUs?: Micros }
  /** A crash in this time keeps a random part of what was not synced, in order, instead of losing all of it. */
  | { readonly kind: 'tornWrites'; readonly target: Target; readonly forUs?: Micros }
  /** `hold` keeps the messages and delivers them after the heal; `drop`, the default, loses them. */
  | ({
      readonly kind: 'partition';
      readonly messages?: 'drop' | 'hold';
      /** Cuts only messages between nodes of these rounds, views or ballots, whenever they are sent, and loses them. */
      readonly rounds?: readonly [first: number, last: number];
      readonly forUs?: Micros;
    } & PartitionShape)
  /** The partition comes and goes: `downUs` cut, beginning with the strike, `upUs` whole, and again. */
  | ({
      readonly kind: 'flap';
      readonly upUs: Micros;
      readonly downUs: Micros;
      readonly forUs?: Micros;
    } & PartitionShape)
  | {
      readonly kind: 'loss';
      readonly probability: number;
      readonly links?: LinkTarget;
      readonly forUs?: Micros;
    }
  | {
      readonly kind: 'duplication';
      readonly probability: number;
      readonly links?: LinkTarget;
      readonly forUs?: Micros;
    }
  | {
      readonly kind: 'corruption';
      readonly probability: number;
      readonly links?: LinkTarget;
      readonly forUs?: Micros;
    }
  /** Latency is multiplied by `factor`. */
  | {
      readonly kind: 'slowLink';
      readonly factor: number;
      readonly links?: LinkTarget;
      readonly forUs?: Micros;
    }
  /** Messages on these links wait until the clog is gone. */
  | { readonly kind: 'clog'; readonly links?: LinkTarget; readonly forUs?: Micros }
  /** Ends every fault of the network that is under way. */
  | { readonly kind: 'heal' }
  /** The node lies. One without an end lies to the end of the trial: a liar is not repaired. */
  | {
      readonly kind: 'byzantine';
      readonly target: Target;
      readonly behavior: Behavior;
      readonly forUs?: Micros;
    }
  /**
   * The node leads these rounds, views or ballots, whoever's turn they are. All know it from the start, and it is not
   * healed: of the rounds that follow, each is led by the one whose turn it is.
   */
  | {
      readonly kind: 'leader';
      readonly node: NodeId;
      readonly rounds: readonly [first: number, last: number];
    }
  /** The adversary holds the node's key too, from now on, and signs with it. The node itself stays honest. */
  | { readonly kind: 'keyTheft'; readonly target: Target }
  /**
   * The adversary schedules delivery on these links: as late as the declared synchrony allows, or as early or late as
   * it likes from message to message. It never breaks the promise; where none bounds a delay, `upToUs` does.
   */
  | {
      readonly kind: 'adversarialDelay';
      readonly delays: 'latest' | 'erratic';
      readonly upToUs?: Micros;
      readonly links?: LinkTarget;
      readonly forUs?: Micros;
    };

/** Directed links: from each of the first to each of the second. Absent means all. */
export interface LinkTarget {
  readonly from?: Target;
  readonly to?: Target;
}

/** When a fault strikes: at an instant, or `afterUs` (0) after the k-th (1st) matching message was sent or fact observed. */
export type Trigger =
  | { readonly atUs: Micros }
  | {
      readonly message: string;
      readonly from?: NodeId;
      readonly to?: NodeId;
      readonly occurrence?: number;
      readonly afterUs?: Micros;
    }
  | {
      readonly observation: string;
      readonly node?: NodeId;
      readonly occurrence?: number;
      readonly afterUs?: Micros;
    };

/** One line of a fault schedule. */
export interface ScheduledFault {
  readonly when: Trigger;
  readonly fault: Fault;
}

/** The families in which faults are counted, declared as tolerated, and drawn by nemeses. */
export type FaultFamily =
  | 'crash'
  | 'diskLoss'
  | 'pause'
  | 'clock'
  | 'diskStall'
  | 'lostWrites'
  | 'tornWrites'
  | 'partition'
  | 'loss'
  | 'duplication'
  | 'corruption'
  | 'delay'
  | 'byzantine'
  | 'leader';

/** The faults of the crash-recovery model: nodes and links fail in every way but lies, and disks keep their word. */
export const CRASH_RECOVERY_FAULTS: readonly FaultFamily[] = [
  'crash',
  'pause',
  'clock',
  'diskStall',
  'tornWrites',
  'partition',
  'loss',
  'duplication',
  'corruption',
  'delay',
];

/** What a protocol promises to survive. */
export interface FaultModel {
  /** The families under which every `always` property holds, however many nodes they hit. */
  readonly safeUnder: readonly FaultFamily[];
  /** How many nodes may stay down for good and still every `eventually` property comes true. */
  readonly crashed: number;
  /** How many nodes may lie: every property holds for the others, up to that many. */
  readonly byzantine: number;
  /**
   * A node that crashes counts as one that lies, since it comes back without what it promised: at most `byzantine`
   * nodes may lie or crash.
   */
  readonly crashIsByzantine?: boolean;
}

/** What became of one scheduled fault. */
export interface FaultReport {
  readonly scheduled: ScheduledFault;
  /** How often it took effect: a crash of a node that is down already does not land. */
  landed: number;
}

/** Effects on links. Several may overlap; each is lifted by itself. */
export interface LinkEffect {
  /** Ordered pairs of endpoints. */
  readonly links: readonly (readonly [from: number, to: number])[];
  /** `drop` loses messages, those in flight included; `hold` keeps them until the effect is lifted. */
  readonly block?: 'drop' | 'hold';
  readonly loss?: number;
  readonly duplication?: number;
  readonly corruption?: number;
  readonly latencyFactor?: number;
  /** The effect is on messages of these rounds only. */
  readonly rounds?: readonly [first: number, last: number];
  readonly adversarial?: { readonly delays: 'latest' | 'erratic'; readonly upToUs?: Micros };
}

/**
 * The world as the fault injector sees it: what can be done to it, and when to be called.
 * Every deed answers whether it landed.
 */
export interface FaultSurface {
  readonly nodeCount: number;
  readonly endpointCount: number;
  isUp(node: NodeId): boolean;
  nodesOfRole(role: string): readonly NodeId[];
  nodesOfZone(zone: string): readonly NodeId[];
  /** The node that holds the duty with the highest rank, among those that are up. */
  holderOf(duty: string): NodeId | undefined;
  /** The endpoints that share the node's fate in a partition: itself and the clients beside it. */
  endpointsBeside(node: NodeId): readonly number[];

  crash(node: NodeId): boolean;
  restart(node: NodeId, disk: 'kept' | 'lost'): boolean;
  pause(node: NodeId): boolean;
  resume(node: NodeId): boolean;
  jumpClock(node: NodeId, byUs: Micros): boolean;
  setClockDrift(node: NodeId, ppm: number): boolean;
  /** Sets until when the disk does not answer, whatever was set before: the present instant ends a stall. */
  stallDisk(node: NodeId, untilUs: Micros): boolean;
  setLostWrites(node: NodeId, active: boolean): boolean;
  setTornWrites(node: NodeId, active: boolean): boolean;
  /** Some node will be corrupted: from now on, whoever contradicts itself is to be convicted. */
  expectLiars(): void;
  /** Marks the node as a liar, or as one that counts as such; false where it is one already. */
  corrupt(node: NodeId, by: 'lies' | 'crash' | 'keyTheft'): boolean;
  isCorrupt(node: NodeId): boolean;
  /** The node's own honest process, or its twin, which is made where there is none. */
  processOf(node: NodeId, which: 'original' | 'twin'): Process;
  /** Puts a message on the wire now. `claimed` is whom the recipient takes for its sender. */
  sendAs(sender: NodeId, claimed: NodeId, to: NodeId, message: AnyMessage): void;
  answerAs(node: NodeId, client: ClientId, sequence: number, response: unknown): void;
  /**
   * The value with every signature in it that one of these can make, made anew over the fields beside it. What only
   * others could sign stays as it is, and no longer fits where the fields changed.
   */
  resign<V>(value: V, holders: readonly EndpointId[]): V;
  /** Hears every message between nodes at the instant when it is sent. */
  wiretap(hear: (from: NodeId, to: NodeId, message: AnyMessage) => void): void;
  /** The adversary's own stream of random numbers. */
  readonly adversaryRng: Rng;
  /** What the protocol says of its messages and of how it can be lied in. */
  readonly dialect: Dialect;
  /** Puts an effect on links and returns a handle to lift it with, or undefined when it touches no link. */
  addLinkEffect(effect: LinkEffect): number | undefined;
  liftLinkEffect(handle: number): void;
  /** Has the node lead these rounds, and calls back when somebody asks for their leader the first time. */
  nameLeader(
    node: NodeId,
    rounds: readonly [first: number, last: number],
    onAsked: () => void,
  ): void;

  /** Calls back at an instant of true virtual time, before any other event of that instant that is scheduled later. */
  at(atUs: Micros, strike: () => void): void;
  /** Calls back at the `occurrence`-th matching send, be it in the middle of a handler. */
  onMessage(
    type: string,
    from: NodeId | undefined,
    to: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void;
  /** Calls back at the `occurrence`-th matching observation, be it in the middle of a handler. */
  onObservation(
    type: string,
    node: NodeId | undefined,
    occurrence: number,
    strike: () => void,
  ): void;
  readonly nowUs: Micros;
}

/** How strong the adversary is that stands behind all liars of a trial. */
export interface AdversaryOptions {
  /** How many nodes it may corrupt, in all or at once where it is mobile; any number where absent. */
  readonly budget?: number;
  readonly mobile: boolean;
  /** Liars share their keys, what they saw, and what they tell. */
  readonly collusion: boolean;
  /** Liars send at the end of an instant, when they know what honest nodes send them in it. */
  readonly rushing: boolean;
}

/** What the adversary may know of a protocol. */
export type Dialect = Pick<Protocol, 'roundOf' | 'lies' | 'authenticatedChannels'>;

/** Draws schedules of faults from a seed. */
export interface Nemesis {
  readonly name: string;
  readonly sentence: string;
  draw(setup: NemesisSetup): readonly ScheduledFault[];
}

/** What a nemesis may know when it draws: the shape of the trial, never its course. */
export interface NemesisSetup {
  readonly rng: Rng;
  readonly nodeCount: number;
  /** Faults strike in [0, horizonUs) and are healed then. */
  readonly horizonUs: Micros;
  readonly tolerates: FaultModel;
  /** The duties that the protocol knows, such as `leader`. */
  readonly duties: readonly string[];
  /** The names of the lies that the protocol knows. */
  readonly lies: readonly string[];
  /** Whether messages tell their round. */
  readonly hasRounds: boolean;
  /** Whether rounds have leaders that may be named. */
  readonly hasLeaders: boolean;
  /** A median one-way delay between two nodes, for the scale of other times. */
  readonly typicalLatencyUs: Micros;
}
