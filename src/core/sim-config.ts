import type { Distribution } from './distribution.ts';
import type { AdversaryOptions, ScheduledFault } from './fault.ts';
import type { NodeId } from './identity.ts';
import type { Micros } from './micros.ts';
import type { NetworkOptions } from './network-options.ts';

/** How a client's operations arrive. */
export type Arrival =
  /** A Poisson process: the next operation does not wait for the last. */
  | { readonly kind: 'open'; readonly ratePerSecond: number }
  /** One operation at a time, with a pause after each. */
  | { readonly kind: 'closed'; readonly thinkUs: Micros };

/** The clients of a trial. */
export interface ClientOptions {
  readonly count: number;
  /** The name of one of the protocol's workloads. */
  readonly workload: string;
  /** What the workload's own schema parsed. */
  readonly params: object;
  readonly arrival: Arrival;
  /** How long a client waits for an answer before it asks another node. */
  readonly timeoutUs: Micros;
  /** How often it asks at most. Then the outcome is unknown, and the client says so. */
  readonly attempts: number;
  /** How long it waits after a redirect that names nobody. */
  readonly backoffUs: Micros;
  /** Client k is beside the (k modulo length)-th of these nodes; empty means a place of their own. */
  readonly beside: readonly NodeId[];
  /** How many operations a client begins at most. */
  readonly operations?: number;
  /** When the first operation may begin. */
  readonly startUs: Micros;
  /** No operation begins later. */
  readonly endUs: Micros;
}

/** Everything that, with a seed, determines a trial. Parsed, checked and complete: no default is applied after this. */
export interface SimConfig {
  readonly name: string;
  readonly protocol: string;
  readonly variant?: string;
  readonly nodes: number;
  /** What the protocol's own schema parsed. */
  readonly params: object;
  readonly seed: string;
  readonly trials: number;
  /** The faulty phase. */
  readonly durationUs: Micros;
  /** The phase after all faults have healed, at whose end `eventually` is judged. */
  readonly settleUs: Micros;
  /** A trial with more events than this is exhausted. */
  readonly maxEvents: number;
  readonly network: NetworkOptions;
  readonly disk: { readonly sync?: Distribution };
  readonly clients?: ClientOptions;
  /** The name of one policy of the protocol's family. */
  readonly policy?: string;
  readonly faults: readonly ScheduledFault[];
  readonly nemesis: string;
  /** What stands behind all liars; colluders without a budget, who do not rush, where absent. */
  readonly adversary?: AdversaryOptions;
  /** The modelled time that signatures take; none where absent. */
  readonly signatures?: { readonly signUs: Micros; readonly verifyUs: Micros };
  /** Events of one instant run in the order scheduled, or in a seeded random order. */
  readonly ties: 'ordered' | 'shuffled';
  /**
   * A trial whose faults go beyond what the protocol tolerates is judged all the same. Otherwise what breaks in it is
   * an assumption of ours, not a promise of the protocol's.
   */
  readonly beyondTolerance: boolean;
  /** Names of the properties to check; all where absent. */
  readonly invariants?: readonly string[];
}
