import fc from 'fast-check';
import type { Distribution } from '../core/distribution.ts';
import { parseDuration } from '../core/micros.ts';
import type { NetworkOptions } from '../core/network-options.ts';
import { drawnDuration, drawnProbability } from './drawn-times.ts';

/** How bad a drawn network may be. */
export interface NetworkOptionsOptions {
  /** `'50ms'` where absent. */
  readonly maxLatency?: string;
  /** At most so many messages are lost or doubled, as a share of all; 0.2 where absent, 0 for a network that does neither. */
  readonly maxLoss?: number;
  readonly maxDuplication?: number;
  /** Messages of one link arrive in the order sent; where absent, they may overtake each other. */
  readonly fifo?: boolean;
}

/**
 * Networks for fast-check: a constant or uniform latency, perhaps loss and duplication. They shrink to quick ones that
 * lose and double nothing.
 */
export function networkOptions(options: NetworkOptionsOptions = {}): fc.Arbitrary<NetworkOptions> {
  const { maxLatency = '50ms', maxLoss = 0.2, maxDuplication = 0.2, fifo } = options;
  const latencyUs = drawnDuration(0, parseDuration(maxLatency));
  const constant = latencyUs.map((value): Distribution => ({ kind: 'constant', value }));
  const uniform = fc
    .tuple(latencyUs, latencyUs)
    .map(
      ([a, b]): Distribution => ({ kind: 'uniform', min: Math.min(a, b), max: Math.max(a, b) + 1 }),
    );
  const loss = drawnProbability(maxLoss).map(
    (probability) => ({ kind: 'bernoulli', probability }) as const,
  );
  return fc.record(
    {
      latency: fc.oneof({ withCrossShrink: true }, constant, uniform),
      ...(maxLoss > 0 && { loss }),
      ...(maxDuplication > 0 && { duplication: drawnProbability(maxDuplication) }),
      ...(fifo !== undefined && { fifo: fc.constant(fifo) }),
    },
    { requiredKeys: ['latency', ...(fifo === undefined ? [] : (['fifo'] as const))] },
  ) as fc.Arbitrary<NetworkOptions>;
}
