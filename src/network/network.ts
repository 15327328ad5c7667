import { assert } from '../core/assert.ts';
import type { LinkEffect } from '../core/fault.ts';
import { KeyedRandom } from '../core/hash.ts';
import type { EndpointId, NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type { Admission, DropReason, NetworkModel } from '../core/network-model.ts';
import type { EndpointPlacement, NetworkOptions } from '../core/network-options.ts';
import type { SimConfig } from '../core/sim-config.ts';
import { EgressQueues, QUEUE_FULL } from './bandwidth.ts';
import { checkNetwork } from './check-options.ts';
import { delayAt, wholeMicros } from './latency.ts';
import { type CombinedEffect, LinkEffects } from './link-effects.ts';
import { type LinkProfile, regionOf, resolveLinks } from './link-profile.ts';
import { BurstStates } from './loss.ts';
import { longestDelayUs, type TimingPromise, timingPromise } from './synchrony.ts';

/** The copies of a message. */
const FIRST = 0;
const SECOND = 1;

/**
 * One lane of randomness a purpose, so that what is asked for one purpose moves no answer to another.
 * The second copy's latency has the lane after the first's.
 */
const LATENCY = 0;
const LOSS = 2;
const BURST = 3;
const DUPLICATION = 4;
const CORRUPTION = 5;
const EFFECT_LOSS = 6;
const EFFECT_DUPLICATION = 7;
const EFFECT_CORRUPTION = 8;

/**
 * The network of a trial: links between all endpoints, with delays, losses, queues and the effects of faults.
 *
 * A message's fate is a keyed hash of the trial's seed, its link, and how many messages the link carried before it, so
 * a fault that is added or removed changes no other message. To keep that true, every message counts, moves its
 * link's loss state, takes its time on the sender's wire and its place in a FIFO order whatever becomes of it; and
 * each purpose draws from a lane of its own.
 *
 * A synchrony promise binds what the options describe: losses, corruption, delays and full queues. The effects of
 * faults are outside it: they break the promise on purpose.
 */
export class Network implements NetworkModel {
  dropReason: DropReason = 'lost';
  hasBlocks = false;
  readonly typicalLatencyUs: Micros;

  /** When the first and the second copy of the last message arrive. A typed array, so that no double is boxed. */
  readonly #arrivals: Float64Array = new Float64Array(2);
  readonly #endpointCount: number;
  readonly #profiles: readonly LinkProfile[];
  readonly #profileOf: Uint32Array;
  readonly #zones: ReadonlyMap<string, readonly NodeId[]>;
  readonly #promise: TimingPromise;
  readonly #random: KeyedRandom = new KeyedRandom('');
  /** How many messages each link carried so far. */
  readonly #sent: Uint32Array;
  readonly #bursts: BurstStates;
  /** The latest arrival on each FIFO link so far. */
  readonly #lastArrivalUs: Float64Array;
  /** Where events of one instant are shuffled, messages of a FIFO link must not share one. */
  readonly #fifoGapUs: Micros;
  readonly #egress: EgressQueues | undefined;
  readonly #effects: LinkEffects;
  /** True when neither bandwidth nor a promise concerns any message. */
  readonly #isUnbound: boolean;
  /** True while, besides, there is no effect on any link: then plain links may take the short way. */
  #isCalm: boolean;

  /** Throws `RangeError` where the options make no sense. A network serves any number of trials, one after another. */
  constructor(
    options: NetworkOptions,
    placement: EndpointPlacement,
    ties: SimConfig['ties'] = 'ordered',
  ) {
    checkNetwork(options, placement);
    this.#fifoGapUs = ties === 'shuffled' ? 1 : 0;
    const { profiles, profileOf, typicalLatencyUs } = resolveLinks(options, placement);
    this.#endpointCount = placement.nodeCount + placement.clientsBeside.length;
    const linkCount = this.#endpointCount * this.#endpointCount;
    this.typicalLatencyUs = typicalLatencyUs;
    this.#profiles = profiles;
    this.#profileOf = profileOf;
    this.#zones = zonesOf(options, placement.nodeCount);
    this.#promise = timingPromise(options.synchrony);
    this.#sent = new Uint32Array(linkCount);
    this.#bursts = new BurstStates(profiles.some((profile) => profile.bursts) ? linkCount : 0);
    const hasFifo = profiles.some((profile) => profile.isFifo);
    this.#lastArrivalUs = new Float64Array(hasFifo ? linkCount : 0).fill(-1);
    const { egressBytesPerSecond, egressQueueBytes = Number.POSITIVE_INFINITY } = options;
    this.#egress =
      egressBytesPerSecond === undefined
        ? undefined
        : new EgressQueues(this.#endpointCount, egressBytesPerSecond, egressQueueBytes);
    this.#effects = new LinkEffects(this.#endpointCount);
    this.#isUnbound =
      this.#egress === undefined && this.#promise.deltaUs === Number.POSITIVE_INFINITY;
    this.#isCalm = this.#isUnbound;
  }

  get arrivalUs(): Micros {
    return this.#arrivals[FIRST] as number;
  }

  get secondArrivalUs(): Micros {
    return this.#arrivals[SECOND] as number;
  }

  reset(seed: string, endpointCount: number): void {
    assert(
      endpointCount === this.#endpointCount,
      `a trial has ${endpointCount} endpoints and its network ${this.#endpointCount}`,
    );
    this.#arrivals.fill(0);
    this.dropReason = 'lost';
    this.#random.reseed(seed);
    this.#sent.fill(0);
    this.#lastArrivalUs.fill(-1);
    this.#egress?.reset();
    this.#effects.clear();
    this.#noteEffects();
  }

  send(from: EndpointId, to: EndpointId, sizeBytes: number, nowUs: Micros): 0 | 1 | 2 {
    const link = from * this.#endpointCount + to;
    const count = this.#sent[link] as number;
    this.#sent[link] = count + 1;
    const profile = this.#profiles[this.#profileOf[link] as number] as LinkProfile;
    if (!this.#isCalm || !profile.isPlain) {
      return this.#sendWithCare(profile, link, from, to, count, sizeBytes, nowUs);
    }
    const { latency } = profile;
    if (latency.spanUs === 0) {
      this.#arrivals[FIRST] = nowUs + wholeMicros(latency.minUs);
      return 1;
    }
    this.#random.draw(from, to, count);
    this.#arrivals[FIRST] = nowUs + wholeMicros(delayAt(latency, this.#random.uniform(LATENCY)));
    return 1;
  }

  admit(from: EndpointId, to: EndpointId): Admission {
    return this.#effects.on(from * this.#endpointCount + to).admission;
  }

  addEffect(effect: LinkEffect): number {
    const handle = this.#effects.add(effect);
    this.#noteEffects();
    return handle;
  }

  liftEffect(handle: number): void {
    this.#effects.lift(handle);
    this.#noteEffects();
  }

  nodesOfZone(zone: string): readonly EndpointId[] {
    return this.#zones.get(zone) ?? [];
  }

  #noteEffects(): void {
    this.hasBlocks = this.#effects.hasBlocks;
    this.#isCalm = this.#isUnbound && this.#effects.isEmpty;
  }

  /** The whole way of a message, of which `send` is the short cut. */
  #sendWithCare(
    profile: LinkProfile,
    link: number,
    from: EndpointId,
    to: EndpointId,
    count: number,
    sizeBytes: number,
    nowUs: Micros,
  ): 0 | 1 | 2 {
    this.#random.draw(from, to, count);
    const isPromised = profile.isLocal || nowUs >= this.#promise.gstUs;
    const loss = this.#lossOf(profile, link, count);
    let waitUs = 0;
    if (this.#egress !== undefined && !profile.isLocal) {
      waitUs = this.#egress.enqueue(from, sizeBytes, nowUs);
      if (waitUs === QUEUE_FULL) {
        if (!isPromised) return this.#drop('queueFull');
        waitUs = Number.POSITIVE_INFINITY;
      }
    }
    const faults = this.#effects.on(link);
    this.#setArrival(FIRST, profile, faults, waitUs, nowUs);
    if (profile.isFifo) this.#keepOrder(link);
    const reason = this.#mishap(profile, faults, loss, isPromised);
    if (reason !== undefined) return this.#drop(reason);
    if (!this.#isDuplicated(profile, faults)) return 1;
    // On a FIFO link the copy comes with its original: later, it would come among messages sent after it.
    if (profile.isFifo) this.#arrivals[SECOND] = this.#arrivals[FIRST] as number;
    else this.#setArrival(SECOND, profile, faults, waitUs, nowUs);
    return 2;
  }

  /** What befalls the message on its way, if anything: a promise rules out what is the link's own doing. */
  #mishap(
    profile: LinkProfile,
    faults: CombinedEffect,
    loss: number,
    isPromised: boolean,
  ): DropReason | undefined {
    if (faults.admission === 'drop') return 'blocked';
    if (!isPromised && this.#happens(LOSS, loss)) return 'lost';
    if (this.#happens(EFFECT_LOSS, faults.loss)) return 'lost';
    if (!isPromised && this.#happens(CORRUPTION, profile.corruption)) return 'corrupted';
    if (this.#happens(EFFECT_CORRUPTION, faults.corruption)) return 'corrupted';
    return undefined;
  }

  /** The probability that the link itself loses this message. */
  #lossOf(profile: LinkProfile, link: number, count: number): number {
    if (profile.bursts === undefined) return profile.loss;
    return this.#bursts.advance(profile.bursts, link, count, this.#random.uniform(BURST));
  }

  /** Lets no message of a FIFO link arrive before an earlier one. */
  #keepOrder(link: number): void {
    const earliestUs = (this.#lastArrivalUs[link] as number) + this.#fifoGapUs;
    const arrivalUs = this.#arrivals[FIRST] as number;
    const keptUs = arrivalUs < earliestUs ? earliestUs : arrivalUs;
    this.#arrivals[FIRST] = keptUs;
    this.#lastArrivalUs[link] = keptUs;
  }

  #isDuplicated(profile: LinkProfile, faults: CombinedEffect): boolean {
    return (
      this.#happens(DUPLICATION, profile.duplication) ||
      this.#happens(EFFECT_DUPLICATION, faults.duplication)
    );
  }

  /** Sets when a copy arrives: its wait and its latency, cut to what is promised, then stretched by faults. */
  #setArrival(
    copy: typeof FIRST | typeof SECOND,
    profile: LinkProfile,
    faults: CombinedEffect,
    waitUs: number,
    nowUs: Micros,
  ): void {
    const mostUs = profile.isLocal
      ? Number.POSITIVE_INFINITY
      : longestDelayUs(this.#promise, nowUs);
    const onWireUs = waitUs < mostUs ? waitUs : mostUs;
    const uniform = this.#random.uniform(LATENCY + copy);
    const drawnUs =
      faults.adversarial === undefined
        ? delayAt(profile.latency, uniform)
        : this.#chosenUs(faults.adversarial, uniform, mostUs - onWireUs);
    const latencyUs = drawnUs < mostUs - onWireUs ? drawnUs : mostUs - onWireUs;
    this.#arrivals[copy] = nowUs + wholeMicros(onWireUs + latencyUs * faults.latencyFactor);
  }

  /** The delay that an adversary chooses: the longest that is allowed, or that or none. */
  #chosenUs(
    { delays, upToUs = Number.POSITIVE_INFINITY }: NonNullable<CombinedEffect['adversarial']>,
    uniform: number,
    mostUs: number,
  ): number {
    const longestUs = upToUs < mostUs ? upToUs : mostUs;
    assert(Number.isFinite(longestUs), 'an adversarial delay needs a bound: Δ or its own upToUs');
    return delays === 'latest' || uniform < 0.5 ? longestUs : 0;
  }

  #happens(lane: number, probability: number): boolean {
    return probability > 0 && this.#random.uniform(lane) < probability;
  }

  #drop(reason: DropReason): 0 {
    this.dropReason = reason;
    return 0;
  }
}

/** The nodes of each region, by its name. */
function zonesOf({ regions }: NetworkOptions, nodeCount: number): Map<string, NodeId[]> {
  const zones = new Map<string, NodeId[]>();
  if (regions === undefined) return zones;
  for (const name of regions.names) zones.set(name, []);
  for (let node = 0; node < nodeCount; node++) zones.get(regionOf(regions, node))?.push(node);
  return zones;
}
