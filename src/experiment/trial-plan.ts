import type { Workload } from '../core/client.ts';
import type { Nemesis } from '../core/fault.ts';
import type { Invariant } from '../core/invariant.ts';
import type { Metric } from '../core/metric.ts';
import type { Mutant, Protocol } from '../core/protocol.ts';
import type { SimConfig } from '../core/sim-config.ts';
import { findNemesis } from '../faults/nemeses/index.ts';
import { policyFamilies } from '../policies/index.ts';

/** A config with every name in it resolved: what a trial needs besides its number. */
export interface TrialPlan {
  readonly config: SimConfig;
  readonly protocol: Protocol;
  readonly mutant: Mutant | undefined;
  /** The protocol's rules, with the mutant's overrides. */
  readonly rules: object;
  readonly policy: unknown;
  readonly workload: Workload | undefined;
  readonly nemesis: Nemesis;
  readonly invariants: readonly Invariant[];
  readonly metrics: readonly Metric[];
  /** The names of all columns of all metrics. */
  readonly columns: readonly string[];
}

/**
 * Resolves the names in a config. The protocol is handed over as a value, so that one of your own need not be
 * registered anywhere. Throws `RangeError` for a name that does not exist: parsing a config checks them all before.
 */
export function planTrials(config: SimConfig, protocol: Protocol): TrialPlan {
  const { variant, clients, invariants } = config;
  const mutant = variant === undefined ? undefined : named('variant', protocol.mutants, variant);
  return {
    config,
    protocol,
    mutant,
    rules: mutant === undefined ? protocol.rules : { ...protocol.rules, ...mutant.rules },
    policy: resolvePolicy(config, protocol),
    workload: clients && named('workload', protocol.workloads, clients.workload),
    nemesis: resolveNemesis(config.nemesis),
    invariants:
      invariants === undefined
        ? protocol.invariants
        : invariants.map((name) => named('invariant', protocol.invariants, name)),
    metrics: protocol.metrics,
    columns: protocol.metrics.flatMap((metric) => metric.columns),
  };
}

function resolvePolicy(config: SimConfig, protocol: Protocol): unknown {
  if (protocol.policyFamily === undefined) return undefined;
  const family = policyFamilies[protocol.policyFamily] ?? [];
  return config.policy === undefined ? family[0] : named('policy', family, config.policy);
}

function resolveNemesis(name: string): Nemesis {
  const nemesis = findNemesis(name);
  if (nemesis === undefined) throw new RangeError(`There is no nemesis '${name}'.`);
  return nemesis;
}

function named<E extends { readonly name: string }>(
  kind: string,
  elements: readonly E[],
  name: string,
): E {
  const found = elements.find((element) => element.name === name);
  if (found === undefined) {
    const accepted = elements.map((element) => element.name).join(', ');
    throw new RangeError(`There is no ${kind} '${name}'; accepted: ${accepted || 'none'}.`);
  }
  return found;
}
