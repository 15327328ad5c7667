import fc from 'fast-check';
import { assert } from '../core/assert.ts';
import type { Workload } from '../core/client.ts';
import { MICROS_PER_SECOND, parseDuration } from '../core/micros.ts';
import type { Protocol } from '../core/protocol.ts';
import type { Arrival, ClientOptions } from '../core/sim-config.ts';
import { drawnDuration } from './drawn-times.ts';

/** Which clients may be drawn. */
export interface WorkloadOptions {
  readonly nodes: number;
  /** No operation begins later than this, such as `'1s'`. */
  readonly duration: string;
  /** The name of one of the protocol's workloads; its first where absent. */
  readonly workload?: string;
  /** The workload's own options, as a config writes them under `with`. */
  readonly with?: object;
  /** 5 where absent. */
  readonly maxClients?: number;
  /** Of one client; 20 where absent. */
  readonly maxOperations?: number;
}

/**
 * Clients for fast-check: how many, how many operations each, in an open or a closed loop, beside a node or not. They
 * shrink to one client with one operation.
 */
export function workload(
  protocol: Protocol,
  options: WorkloadOptions,
): fc.Arbitrary<ClientOptions> {
  const { nodes, maxClients = 5, maxOperations = 20 } = options;
  const chosen = workloadOf(protocol, options.workload);
  const params = chosen.params.parse(options.with ?? {});
  const endUs = parseDuration(options.duration);
  const everywhere = Array.from({ length: nodes }, (_, node) => node);
  return fc
    .record({
      count: fc.integer({ min: 1, max: maxClients }),
      operations: fc.integer({ min: 1, max: maxOperations }),
      arrival: fc.oneof({ withCrossShrink: true }, closed(), open(maxOperations, endUs)),
      beside: fc.constantFrom<(readonly number[])[]>([], everywhere),
      timeoutUs: fc.constantFrom(1_000_000, 200_000),
    })
    .map((drawn) => ({
      ...drawn,
      workload: chosen.name,
      params,
      attempts: 10,
      backoffUs: 20_000,
      startUs: 0,
      endUs,
    }));
}

function closed(): fc.Arbitrary<Arrival> {
  return drawnDuration(0, 50_000).map((thinkUs) => ({ kind: 'closed', thinkUs }));
}

/** Rates at which most operations begin in time. */
function open(operations: number, endUs: number): fc.Arbitrary<Arrival> {
  const slowest = Math.max(1, Math.ceil((operations * MICROS_PER_SECOND) / endUs));
  return fc
    .integer({ min: slowest, max: 10 * slowest })
    .map((ratePerSecond) => ({ kind: 'open', ratePerSecond }));
}

function workloadOf(protocol: Protocol, name: string | undefined): Workload {
  const names = protocol.workloads.map((candidate) => candidate.name);
  const found = protocol.workloads.find((candidate) => candidate.name === (name ?? names[0]));
  const accepted = names.join(', ') || 'none';
  assert(found !== undefined, `${protocol.name} has no workload '${name}'; accepted: ${accepted}`);
  return found;
}
