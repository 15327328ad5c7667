import { percentiles } from '../../../algorithms/statistics/quantile.ts';
import type { Heard, HeardType } from '../../../core/invariant.ts';
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

/** The columns of a latency in message delays. */
function delayColumns(of: string): string[] {
  return [`${of}DelaysP50`, `${of}DelaysMax`];
}

function delaysOf(delays: readonly number[]): readonly (number | undefined)[] {
  return delays.length === 0 ? [undefined, undefined] : percentiles(delays, [0.5, 1]);
}

/** What a commit latency runs from and to. */
interface Commits<T extends ProtocolTypes> {
  readonly sentence: string;
  readonly hears: readonly HeardType<T>[];
  /** What is proposed, named by a digest or a number; undefined where the observation proposes nothing. */
  proposed(observation: Heard<T>): string | number | undefined;
  committed(observation: Heard<T>): string | number | undefined;
  /** Whether the first commit counts or that of each node. */
  readonly counts: 'first' | 'each';
}

/** How long a commit takes from the first proposal, in time and in message delays. What liars propose is not heard. */
export function commitLatency<T extends ProtocolTypes>(commits: Commits<T>): Metric<T> {
  const { sentence, hears, proposed, committed, counts } = commits;
  return {
    name: 'commitLatency',
    sentence: `${sentence} The delays are those of the messages on the critical path.`,
    columns: [...quantileColumns('commitLatency'), ...delayColumns('commit')],
    hears,
    asks: ['chains'],
    start(_setup, meter) {
      const began = new Map<string | number, { readonly atUs: Micros; readonly moment: number }>();
      const over = new Set<string | number>();
      const latenciesUs: Micros[] = [];
      const delays: number[] = [];
      return {
        hear(observation, _node, atUs) {
          const start = proposed(observation);
          if (start !== undefined && !began.has(start)) {
            began.set(start, { atUs, moment: meter.moment() });
          }
          const end = committed(observation);
          const since = end === undefined || over.has(end) ? undefined : began.get(end);
          if (end === undefined || since === undefined) return;
          if (counts === 'first') over.add(end);
          latenciesUs.push(atUs - since.atUs);
          delays.push(meter.delaysSince(since.moment));
        },
        result: () => [...quantilesOf(latenciesUs), ...delaysOf(delays)],
      };
    },
  };
}

/**
 * How many message delays clients waited for what was done: those of the messages on the critical path from the request to
 * the answer that made them believe it.
 */
export function clientDelays<T extends ProtocolTypes>(): Metric<T> {
  return {
    name: 'clientDelays',
    sentence:
      'Message delays on the critical path from a client’s request to the answer that it believed.',
    columns: delayColumns('client'),
    hears: ['client:invoked', 'client:completed'],
    asks: ['chains'],
    start(_setup, meter) {
      const invoked = new Map<string, number>();
      const delays: number[] = [];
      return {
        hear(heard) {
          const observation = heard as EngineObservation;
          if (observation.type === 'client:invoked') {
            invoked.set(`${observation.client}.${observation.sequence}`, meter.moment());
          } else if (observation.type === 'client:completed') {
            const request = `${observation.client}.${observation.sequence}`;
            const moment = invoked.get(request) ?? 0;
            invoked.delete(request);
            if (observation.outcome === 'ok') delays.push(meter.delaysSince(moment));
          }
        },
        result: () => delaysOf(delays),
      };
    },
  };
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
