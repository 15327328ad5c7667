import { percentiles } from '../../../algorithms/statistics/quantile.ts';
import type { Metric } from '../../../core/metric.ts';
import type { Micros } from '../../../core/micros.ts';
import type { EngineObservation, ObservationBase } from '../../../core/observation.ts';
import type { ProtocolTypes } from '../../../core/protocol.ts';

const QUANTILES = [0.5, 0.9, 0.99, 1];

/** The columns of the quantiles of some latency: `commitLatencyP50Us` and so on, to the longest. */
export function quantileColumns(of: string): string[] {
  return ['P50', 'P90', 'P99', 'Max'].map((quantile) => `${of}${quantile}Us`);
}

/** One value a column of `quantileColumns`; none where there are no latencies. */
export function quantilesOf(latenciesUs: readonly Micros[]): readonly (number | undefined)[] {
  if (latenciesUs.length === 0) return QUANTILES.map(() => undefined);
  return percentiles(latenciesUs, QUANTILES);
}

/** How long clients waited for what was done. `sentence` says what ends the wait. */
export function clientLatency<T extends ProtocolTypes>(sentence: string): Metric<T> {
  return {
    name: 'clientLatency',
    sentence,
    columns: quantileColumns('clientLatency'),
    hears: ['client:completed'],
    start() {
      const latenciesUs: Micros[] = [];
      return {
        hear(observation) {
          if (!isDone(observation)) return;
          latenciesUs.push(observation.latencyUs);
        },
        result: () => quantilesOf(latenciesUs),
      };
    },
  };
}

type Done = Extract<EngineObservation, { type: 'client:completed' }>;

function isDone(observation: ObservationBase): observation is Done {
  return observation.type === 'client:completed' && (observation as Done).outcome === 'ok';
}
