import { assert } from '../core/assert.ts';
import type { FaultSurface, LinkTarget, Target } from '../core/fault.ts';
import type { EndpointId, NodeId } from '../core/identity.ts';

/** Directed links, as pairs of endpoints. */
export type Links = [from: EndpointId, to: EndpointId][];

/** The nodes that a target means at this moment, each once. A duty that nobody holds means none. */
export function nodesOf(target: Target, surface: FaultSurface): readonly NodeId[] {
  if ('nodes' in target) return knownNodes(target.nodes, surface);
  if ('duty' in target) {
    const holder = surface.holderOf(target.duty);
    return holder === undefined ? [] : [holder];
  }
  if ('role' in target) return surface.nodesOfRole(target.role);
  if ('zone' in target) return surface.nodesOfZone(target.zone);
  if ('crashed' in target) return allNodes(surface).filter((node) => !surface.isUp(node));
  return allNodes(surface);
}

/** Every node, in order. */
export function allNodes(surface: FaultSurface): readonly NodeId[] {
  return Array.from({ length: surface.nodeCount }, (_, node) => node);
}

/** The same nodes without repetitions. A node out of range is a defect of whoever checked the config. */
export function knownNodes(nodes: readonly NodeId[], surface: FaultSurface): readonly NodeId[] {
  for (const node of nodes) {
    const known = Number.isInteger(node) && node >= 0 && node < surface.nodeCount;
    assert(known, `A fault names n${node}, but there are ${surface.nodeCount} nodes.`);
  }
  return [...new Set(nodes)];
}

/**
 * The links that a fault of the network touches at this moment.
 *
 * A node brings along the clients beside it, because they share its cable. Links inside one place, from a
 * client to the node it is beside, are not the network's; and clients never talk to each other.
 */
export function linksOf(target: LinkTarget | undefined, surface: FaultSurface): Links {
  const places = placesOf(surface);
  const from = endpointsOf(target?.from, surface);
  const to = endpointsOf(target?.to, surface);
  return connections(from, to, surface).filter(([a, b]) => places[a] !== places[b]);
}

/** For each ordered pair of nodes that is cut, the links from those beside the one to those beside the other. */
export function linksBetween(
  surface: FaultSurface,
  isCut: (from: NodeId, to: NodeId) => boolean,
): Links {
  const nodes = allNodes(surface);
  return nodes.flatMap((from) =>
    nodes
      .filter((to) => to !== from && isCut(from, to))
      .flatMap((to) =>
        connections(surface.endpointsBeside(from), surface.endpointsBeside(to), surface),
      ),
  );
}

/** Every link from the first to the second of which at least one end is a node. */
function connections(
  from: readonly EndpointId[],
  to: readonly EndpointId[],
  surface: FaultSurface,
): Links {
  const isClient = (endpoint: EndpointId): boolean => endpoint >= surface.nodeCount;
  const links: Links = [];
  for (const sender of from) {
    for (const receiver of to) {
      if (!(isClient(sender) && isClient(receiver))) links.push([sender, receiver]);
    }
  }
  return links;
}

function endpointsOf(target: Target | undefined, surface: FaultSurface): readonly EndpointId[] {
  if (target === undefined) {
    return Array.from({ length: surface.endpointCount }, (_, endpoint) => endpoint);
  }
  return nodesOf(target, surface).flatMap((node) => surface.endpointsBeside(node));
}

/** For each endpoint, the endpoint that names its place: the node it is beside, or itself. */
function placesOf(surface: FaultSurface): readonly EndpointId[] {
  const places = Array.from({ length: surface.endpointCount }, (_, endpoint) => endpoint);
  for (const node of allNodes(surface)) {
    for (const endpoint of surface.endpointsBeside(node)) places[endpoint] = node;
  }
  return places;
}
