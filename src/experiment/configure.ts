import type { Protocol } from '../core/protocol.ts';
import { nemeses } from '../faults/nemeses/index.ts';
import { policyFamilies } from '../policies/index.ts';
import { parseConfig } from './config/parse.ts';
import type { ConfigRegistry } from './config/registry.ts';
import { planTrials, type TrialPlan } from './trial-plan.ts';

/**
 * A config as a value: the keys of the YAML form, without `protocol`. Durations and rates are texts with a unit,
 * `'5ms'`, just as there.
 */
export interface ConfigOptions {
  readonly nodes: number;
  readonly duration: string;
  readonly [key: string]: unknown;
}

/** What a config may name when these are its protocols. */
export function registryOf(protocols: readonly Protocol[]): ConfigRegistry {
  return { protocols, nemeses: nemeses.map(({ name }) => name), policyFamilies };
}

/**
 * Plans trials of a protocol, your own or one of the catalogue, from options written like a config.
 *
 * Throws `ConfigError`, which says what is wrong and what is accepted, for options that make no sense.
 */
export function configure(protocol: Protocol, options: ConfigOptions): TrialPlan {
  const text = JSON.stringify({ protocol: protocol.name, ...options }, null, 2);
  const source = {
    name: `configure(${protocol.name})`,
    readFile: (path: string): string => {
      throw new Error(`'${path}' is a file, and only a config file can name files`);
    },
  };
  return planTrials(parseConfig(text, source, registryOf([protocol])), protocol);
}
