import type { EndpointId, NodeId } from '../core/identity.ts';
import type { Micros } from '../core/micros.ts';
import type {
  EndpointPlacement,
  LinkOptions,
  NetworkOptions,
  RegionOptions,
} from '../core/network-options.ts';
import { delayAt, type Latency, latencyOf, wholeMicros } from './latency.ts';
import type { BurstModel } from './loss.ts';

/** How a link behaves while no fault is on it, ready for use. Links that behave alike share one. */
export interface LinkProfile {
  /** True when a message that meets neither fault nor queue nor promise suffers nothing but its latency. */
  readonly isPlain: boolean;
  /** Within one site: no wire, so no bandwidth and no promise either. */
  readonly isLocal: boolean;
  readonly latency: Latency;
  /** The probability of independent loss; 0 where losses come in bursts. */
  readonly loss: number;
  readonly bursts: BurstModel | undefined;
  readonly duplication: number;
  readonly corruption: number;
  readonly isFifo: boolean;
}

/** The profile of every link: `profiles[profileOf[from * endpointCount + to]]`. */
export interface LinkProfiles {
  readonly profiles: readonly LinkProfile[];
  readonly profileOf: Uint32Array;
  /** The median one-way delay of the median link between two different nodes. */
  readonly typicalLatencyUs: Micros;
}

/** Where an endpoint is: at a node, or, for a client of a place of its own, nowhere near one. */
type Site = NodeId | undefined;

/** Resolves the options into one profile for each pair of kinds of site, and one for links within a site. */
export function resolveLinks(options: NetworkOptions, placement: EndpointPlacement): LinkProfiles {
  const sites = sitesOf(placement);
  const { classOf, examples } = classesOf(sites, options);
  const profiles = [profileOfLink({}, WITHIN_SITE, true)];
  for (const from of examples) {
    for (const to of examples) profiles.push(resolveLink(options, from, to));
  }
  const profileOf = new Uint32Array(sites.length * sites.length);
  for (let from = 0; from < sites.length; from++) {
    for (let to = 0; to < sites.length; to++) {
      const isLocal = from === to || (sites[from] !== undefined && sites[from] === sites[to]);
      const pair = (classOf[from] as number) * examples.length + (classOf[to] as number);
      profileOf[from * sites.length + to] = isLocal ? 0 : 1 + pair;
    }
  }
  const typicalLatencyUs = medianLatencyUs(placement.nodeCount, sites.length, profiles, profileOf);
  return { profiles, profileOf, typicalLatencyUs };
}

/** The region of a node. The list is repeated where it is shorter than the nodes. */
export function regionOf(regions: RegionOptions, node: NodeId): string {
  return regions.nodes[node % regions.nodes.length] as string;
}

function sitesOf({ nodeCount, clientsBeside }: EndpointPlacement): Site[] {
  return [...Array.from({ length: nodeCount }, (_, node) => node), ...clientsBeside];
}

/**
 * Sorts the endpoints into classes that the options cannot tell apart, so that a thousand like nodes need one
 * profile and not a million. `examples` holds one site of each class.
 */
function classesOf(
  sites: readonly Site[],
  { links = [], regions }: NetworkOptions,
): { readonly classOf: readonly number[]; readonly examples: readonly Site[] } {
  const named = new Set<EndpointId>();
  for (const { from, to } of links) {
    if (from !== undefined) named.add(from);
    if (to !== undefined) named.add(to);
  }
  const classes = new Map<string, number>();
  const examples: Site[] = [];
  const classOf = sites.map((site) => {
    let key = 'elsewhere';
    if (site !== undefined && named.has(site)) key = `node ${site}`;
    else if (site !== undefined) key = `region ${regions && regionOf(regions, site)}`;
    const known = classes.get(key);
    if (known !== undefined) return known;
    classes.set(key, examples.length);
    return examples.push(site) - 1;
  });
  return { classOf, examples };
}

const WITHIN_SITE: Latency = { minUs: 0, spanUs: 0, sample: () => 0 };

/** A later entry of `links` wins over an earlier one, and any entry over the regions. */
function resolveLink(options: NetworkOptions, from: Site, to: Site): LinkProfile {
  let behaviour: Partial<LinkOptions> = options;
  let latency = latencyBetween(options, from, to);
  for (const link of options.links ?? []) {
    const matches =
      (link.from === undefined || link.from === from) && (link.to === undefined || link.to === to);
    if (!matches) continue;
    behaviour = { ...behaviour, ...link };
    if (link.latency !== undefined) latency = latencyOf(link.latency);
  }
  return profileOfLink(behaviour, latency, false);
}

/** Half the round trip where both ends are in a region; the plain latency for a client that is in none. */
function latencyBetween({ latency, regions }: NetworkOptions, from: Site, to: Site): Latency {
  if (regions === undefined || from === undefined || to === undefined) return latencyOf(latency);
  const row = regions.names.indexOf(regionOf(regions, from));
  const column = regions.names.indexOf(regionOf(regions, to));
  const halfUs = (regions.roundTripUs[row]?.[column] as number) / 2;
  return latencyOf(regions.jitter ?? { kind: 'constant', value: 1 }, halfUs);
}

function profileOfLink(
  { loss, duplication = 0, corruption = 0, fifo = false }: Partial<LinkOptions>,
  latency: Latency,
  isLocal: boolean,
): LinkProfile {
  const isLossless = loss === undefined || (loss.kind === 'bernoulli' && loss.probability === 0);
  return {
    isPlain: isLossless && duplication === 0 && corruption === 0 && !fifo,
    isLocal,
    latency,
    loss: loss?.kind === 'bernoulli' ? loss.probability : 0,
    bursts: loss?.kind === 'gilbertElliott' ? loss : undefined,
    duplication,
    corruption,
    isFifo: fifo,
  };
}

/** The lower median over all links between two different nodes of each link's own median. */
function medianLatencyUs(
  nodeCount: number,
  endpointCount: number,
  profiles: readonly LinkProfile[],
  profileOf: Uint32Array,
): Micros {
  const linksOf = new Uint32Array(profiles.length);
  for (let from = 0; from < nodeCount; from++) {
    for (let to = 0; to < nodeCount; to++) {
      const profile = profileOf[from * endpointCount + to] as number;
      if (from !== to) linksOf[profile] = (linksOf[profile] as number) + 1;
    }
  }
  const medians = profiles
    .map(({ latency }, index) => ({
      medianUs: wholeMicros(delayAt(latency, 0.5)),
      links: linksOf[index] as number,
    }))
    .sort((a, b) => a.medianUs - b.medianUs);
  let rest = (nodeCount * (nodeCount - 1)) / 2;
  for (const { medianUs, links } of medians) {
    rest -= links;
    if (links > 0 && rest <= 0) return medianUs;
  }
  return wholeMicros(delayAt((profiles.at(-1) as LinkProfile).latency, 0.5));
}
