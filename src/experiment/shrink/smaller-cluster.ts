import type { NodeId } from '../../core/identity.ts';
import type { NetworkOptions } from '../../core/network-options.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { ClientOptions, SimConfig } from '../../core/sim-config.ts';
import { type Renumbering, renumberNodes, renumberSchedule } from './fault-nodes.ts';

/** In clusters beyond this size nodes are not taken out one by one, only the last of them. */
const MOST_TAKEN_OUT = 9;

/** The config with fewer nodes: with as few as the protocol accepts, with half of them, without any single one. */
export function* fewerNodes(config: SimConfig, protocol: Protocol): Generator<SimConfig> {
  const { nodes, params } = config;
  const fewest = fewestNodes(nodes, (count) => protocol.impossible?.(count, params) === undefined);
  for (const count of new Set([fewest, fewest + 1, Math.ceil(nodes / 2), nodes - 1])) {
    if (count >= fewest && count < nodes) yield* possible(firstNodes(config, count), protocol);
  }
  if (nodes > MOST_TAKEN_OUT) return;
  for (let node = 0; node < nodes - 1; node++) yield* possible(withoutNode(config, node), protocol);
}

/** The config with fewer clients, or none. */
export function* fewerClients(config: SimConfig): Generator<SimConfig> {
  const { clients, ...rest } = config;
  if (clients === undefined) return;
  yield rest;
  const { count } = clients;
  for (const fewer of new Set([1, Math.floor(count / 2), count - 1])) {
    if (fewer > 0 && fewer < count) yield { ...config, clients: { ...clients, count: fewer } };
  }
}

/** The most operations of a client that are tried as a bound where it has none. */
const BOUNDS_TRIED = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** The config with fewer operations for each client. */
export function* fewerOperations(config: SimConfig): Generator<SimConfig> {
  const { clients } = config;
  if (clients === undefined) return;
  const { operations } = clients;
  const bounds =
    operations === undefined ? BOUNDS_TRIED : [Math.floor(operations / 2), operations - 1];
  for (const bound of new Set(bounds)) {
    if (bound > 0) yield { ...config, clients: { ...clients, operations: bound } };
  }
}

function fewestNodes(nodes: number, isPossible: (count: number) => boolean): number {
  for (let count = 1; count < nodes; count++) if (isPossible(count)) return count;
  return nodes;
}

function* possible(config: SimConfig, protocol: Protocol): Generator<SimConfig> {
  const { nodes, params } = config;
  if (nodes > 0 && protocol.impossible?.(nodes, params) === undefined) yield config;
}

function firstNodes(config: SimConfig, count: number): SimConfig {
  return withNodes(config, count, (node) => (node < count ? node : undefined));
}

function withoutNode(config: SimConfig, gone: NodeId): SimConfig {
  return withNodes(config, config.nodes - 1, (node) =>
    node === gone ? undefined : node > gone ? node - 1 : node,
  );
}

function withNodes(config: SimConfig, nodes: number, renumber: Renumbering): SimConfig {
  const { clients, network, faults } = config;
  return {
    ...config,
    nodes,
    network: networkAmong(network, config.nodes, renumber),
    ...(clients && { clients: clientsAmong(clients, renumber) }),
    faults: renumberSchedule(faults, renumber),
  };
}

function clientsAmong(clients: ClientOptions, renumber: Renumbering): ClientOptions {
  return { ...clients, beside: renumberNodes(clients.beside, renumber) };
}

function networkAmong(
  network: NetworkOptions,
  nodeCount: number,
  renumber: Renumbering,
): NetworkOptions {
  const { links, regions } = network;
  const isLeft = (node: NodeId | undefined): boolean =>
    node === undefined || renumber(node) !== undefined;
  const newLinks = links
    ?.filter(({ from, to }) => isLeft(from) && isLeft(to))
    .map(({ from, to, ...options }) => ({
      ...options,
      ...(from !== undefined && { from: renumber(from) as NodeId }),
      ...(to !== undefined && { to: renumber(to) as NodeId }),
    }));
  const places = Array.from({ length: nodeCount }, (_, node) => node).flatMap((node) =>
    regions === undefined || renumber(node) === undefined
      ? []
      : [regions.nodes[node % regions.nodes.length] as string],
  );
  return {
    ...network,
    ...(newLinks && { links: newLinks }),
    ...(regions && { regions: { ...regions, nodes: places } }),
  };
}
