import type { LinkEffect } from '../../src/core/fault.ts';
import type { NetworkModel } from '../../src/core/network-model.ts';
import type { EndpointPlacement, NetworkOptions } from '../../src/core/network-options.ts';
import { Network } from '../../src/network/network.ts';

/** A network of some nodes and no clients, ready for the trial with the seed. */
export function network(
  options: Partial<NetworkOptions>,
  { nodes = 3, clientsBeside = [], seed = 'seed' }: NetworkSize = {},
): Network {
  const placement: EndpointPlacement = { nodeCount: nodes, clientsBeside };
  const built = new Network({ latency: CONSTANT, ...options }, placement);
  built.reset(seed, nodes + clientsBeside.length);
  return built;
}

interface NetworkSize {
  readonly nodes?: number;
  readonly clientsBeside?: EndpointPlacement['clientsBeside'];
  readonly seed?: string;
}

export const CONSTANT = { kind: 'constant', value: 1_000 } as const;
export const UNIFORM = { kind: 'uniform', min: 1_000, max: 9_000 } as const;

/** What became of one message. */
export interface Fate {
  readonly copies: 0 | 1 | 2;
  readonly arrivalUs?: number;
  readonly secondArrivalUs?: number;
  readonly dropReason?: string;
}

export function send(
  net: NetworkModel,
  from: number,
  to: number,
  { atUs = 0, bytes = 100 }: { readonly atUs?: number; readonly bytes?: number } = {},
): Fate {
  const copies = net.send(from, to, bytes, atUs);
  if (copies === 0) return { copies, dropReason: net.dropReason };
  if (copies === 1) return { copies, arrivalUs: net.arrivalUs };
  return { copies, arrivalUs: net.arrivalUs, secondArrivalUs: net.secondArrivalUs };
}

/** Sends `count` messages over one link, `everyUs` apart. */
export function sendMany(
  net: NetworkModel,
  count: number,
  { from = 0, to = 1, everyUs = 0, bytes = 100 }: SendMany = {},
): Fate[] {
  return Array.from({ length: count }, (_, index) =>
    send(net, from, to, { atUs: index * everyUs, bytes }),
  );
}

interface SendMany {
  readonly from?: number;
  readonly to?: number;
  readonly everyUs?: number;
  readonly bytes?: number;
}

/** The delays of `count` messages that are all sent at time 0. */
export function delays(net: NetworkModel, count: number): number[] {
  return sendMany(net, count).map(({ arrivalUs }) => arrivalUs ?? Number.NaN);
}

export function share(fates: readonly Fate[], is: (fate: Fate) => boolean): number {
  return fates.filter(is).length / fates.length;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** An effect on the links between the groups, both ways. */
export function partition(
  left: readonly number[],
  right: readonly number[],
  block: 'drop' | 'hold' = 'drop',
): LinkEffect {
  const links = left.flatMap((a) =>
    right.flatMap((b): [number, number][] => [
      [a, b],
      [b, a],
    ]),
  );
  return { links, block };
}

/** An effect on the link from node 0 to node 1. */
export function onLink(effect: Omit<LinkEffect, 'links'>): LinkEffect {
  return { links: [[0, 1]], ...effect };
}
