import { compileDistribution, type Distribution } from '../../core/distribution.ts';
import type { Target } from '../../core/fault.ts';
import { MICROS_PER_MILLISECOND } from '../../core/micros.ts';
import type { LinkOptions, NetworkOptions } from '../../core/network-options.ts';
import type { SimConfig } from '../../core/sim-config.ts';

/** The config with a simpler network, simpler disks or the usual order of ties: everything at once, then part by part. */
export function* simplerNetwork(config: SimConfig): Generator<SimConfig> {
  const { network, disk, ties } = config;
  const constant = { kind: 'constant', value: typical(network.latency) } as const;
  const plainest = withNetwork(config, { latency: constant });
  if (!isSame(network, plainest.network)) yield plainest;
  for (const part of partsOf(config)) {
    const { [part]: _part, ...rest } = network;
    yield { ...config, network: rest };
  }
  if (network.latency.kind !== 'constant') yield withNetwork(config, { latency: constant });
  if (disk.sync !== undefined) {
    yield { ...config, disk: {} };
    if (disk.sync.kind !== 'constant') {
      const sync: Distribution = { kind: 'constant', value: typical(disk.sync) };
      yield { ...config, disk: { sync } };
    }
  }
  if (ties === 'shuffled') yield { ...config, ties: 'ordered' };
}

function withNetwork(config: SimConfig, network: LinkOptions): SimConfig {
  const { regions } = config.network;
  const isNeeded = regions !== undefined && namesZone(config);
  return { ...config, network: isNeeded ? { ...network, regions } : network };
}

/** What a network may do without. */
type Part = Exclude<keyof NetworkOptions, 'latency'>;

const PARTS: readonly Part[] = [
  'loss',
  'duplication',
  'corruption',
  'fifo',
  'links',
  'regions',
  'egressBytesPerSecond',
  'egressQueueBytes',
  'synchrony',
];

function partsOf(config: SimConfig): Part[] {
  return PARTS.filter(
    (part) => config.network[part] !== undefined && !(part === 'regions' && namesZone(config)),
  );
}

/** True where a fault asks which nodes are in a zone. */
function namesZone({ faults }: SimConfig): boolean {
  return faults.some(({ fault }) => {
    const ends: (Target | undefined)[] = [
      'target' in fault ? fault.target : undefined,
      ...('links' in fault ? [fault.links?.from, fault.links?.to] : []),
      ...('shape' in fault && fault.shape === 'oneWay' ? [fault.from, fault.to] : []),
    ];
    return ends.some((target) => target !== undefined && 'zone' in target);
  });
}

/** The median, in whole milliseconds where it is one or more. */
function typical(distribution: Distribution): number {
  const medianUs = compileDistribution(distribution)(0.5);
  return medianUs < MICROS_PER_MILLISECOND
    ? Math.round(medianUs)
    : Math.round(medianUs / MICROS_PER_MILLISECOND) * MICROS_PER_MILLISECOND;
}

function isSame(left: NetworkOptions, right: NetworkOptions): boolean {
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    left.latency.kind === 'constant' &&
    right.latency.kind === 'constant' &&
    left.latency.value === right.latency.value
  );
}
