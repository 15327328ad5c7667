import { type ZodType, z } from 'zod';
import type { Distribution } from '../../core/distribution.ts';
import type { ScheduledFault } from '../../core/fault.ts';
import type { Micros } from '../../core/micros.ts';
import type { NetworkOptions } from '../../core/network-options.ts';
import { count, duration, flag, Unreadable, written } from '../../core/schema.ts';
import type { ClientOptions, SimConfig } from '../../core/sim-config.ts';
import { clientsSection } from './client-schema.ts';
import { latency } from './distribution-schema.ts';
import { faultsSection } from './fault-schema.ts';
import { listOf, withoutAbsent } from './forms.ts';
import { nameOf } from './names.ts';
import { networkSection } from './network-schema.ts';
import { strictly } from './params.ts';
import type { ConfigRegistry, Facts } from './registry.ts';

/**
 * The keys of a config, in the order in which people write them, each with the schema of its value.
 *
 * They come in three groups, because what the later ones accept depends on what the earlier ones say.
 */

const MOST_NODES = 10_000;
const MOST_TRIALS = 1_000_000_000;

/** The keys that depend on no other. */
export interface BasicShape {
  readonly protocol: ZodType<string>;
  readonly nodes: ZodType<number>;
  readonly seed: ZodType<string>;
  readonly trials: ZodType<number>;
  readonly duration: ZodType<Micros>;
  readonly settle: ZodType<Micros>;
  readonly 'max-events': ZodType<number>;
  readonly nemesis: ZodType<string>;
  readonly ties: ZodType<string>;
  readonly 'beyond-tolerance': ZodType<boolean>;
  readonly adversary: ZodType<SimConfig['adversary']>;
  readonly signatures: ZodType<SimConfig['signatures']>;
}

export function basicShape({ protocols, nemeses }: ConfigRegistry): BasicShape {
  return {
    protocol: nameOf(
      'protocol',
      protocols.map(({ name }) => name),
    ),
    nodes: count(1, MOST_NODES),
    seed: seed().prefault(1),
    trials: count(1, MOST_TRIALS).prefault(1000),
    duration: duration({ minUs: 1 }),
    settle: duration().prefault('0s'),
    'max-events': count(1).prefault(10_000_000),
    nemesis: nameOf('nemesis', nemeses).prefault('none'),
    ties: nameOf('order of ties', ['ordered', 'shuffled']).prefault('ordered'),
    'beyond-tolerance': flag().prefault(false),
    adversary: adversary().optional(),
    signatures: signatures().optional(),
  };
}

function adversary(): ZodType<SimConfig['adversary']> {
  const map = z.strictObject({
    budget: count(0).optional(),
    mobile: flag().prefault(false),
    collusion: flag().prefault(true),
    rushing: flag().prefault(false),
  });
  return map.transform((read) => withoutAbsent<NonNullable<SimConfig['adversary']>>(read));
}

function signatures(): ZodType<SimConfig['signatures']> {
  const map = z.strictObject({
    sign: duration().prefault('0s'),
    verify: duration().prefault('0s'),
  });
  return map.transform(({ sign, verify }) => ({ signUs: sign, verifyUs: verify }));
}

/** The keys that depend on the protocol, the number of nodes and the length of the trial. */
export interface ProtocolShape {
  readonly variant: ZodType<string | undefined>;
  readonly params: ZodType<object>;
  readonly policy: ZodType<string | undefined>;
  readonly network: ZodType<NetworkOptions>;
  readonly disk: ZodType<{ readonly sync?: Distribution }>;
  readonly invariants: ZodType<string[] | undefined>;
}

export function protocolShape(facts: Facts, { policyFamilies }: ConfigRegistry): ProtocolShape {
  const { protocol } = facts;
  const family = protocol?.policyFamily;
  const policies = family === undefined ? [] : (policyFamilies[family] ?? []);
  const policy = nameOf('policy', protocol && policies.map(({ name }) => name));
  const first = policies[0]?.name;
  const property = nameOf(
    'property',
    protocol?.invariants.map(({ name }) => name),
  );
  const disk = z.strictObject({ sync: latency(facts).optional() });
  return {
    variant: nameOf(
      'variant',
      protocol?.mutants.map(({ name }) => name),
    ).optional(),
    params: paramsSchema(facts),
    policy: first === undefined ? policy.optional() : policy.prefault(first),
    network: networkSection(facts).prefault({}),
    disk: disk.prefault({}).transform((map) => withoutAbsent<SimConfig['disk']>(map)),
    invariants: listOf(property, 'a list of the names of properties').optional(),
  };
}

function paramsSchema({ protocol }: Facts): ZodType<object> {
  return protocol === undefined
    ? z.record(z.string(), z.unknown()).prefault({})
    : strictly(protocol.params).prefault({});
}

/** The keys that depend on the regions of the network too. */
export interface ActorShape {
  readonly clients: ZodType<ClientOptions | undefined>;
  readonly faults: ZodType<ScheduledFault[]>;
}

/** `raw` is the config as written. */
export function actorShape(
  facts: Facts,
  { clients }: { readonly clients?: unknown } = {},
): ActorShape {
  return {
    clients: clientsSection(facts, clients).optional(),
    faults: faultsSection(facts).prefault([]),
  };
}

/** Any text or whole number; kept as text. */
function seed(): ZodType<string, string | number> {
  const form = {
    accepted: 'a whole number or a text',
    json: { anyOf: [{ type: 'integer' }, { type: 'string', minLength: 1 }] },
  };
  return written(form, (value) => {
    if (typeof value === 'string') return value === '' ? new Unreadable('is empty') : value;
    if (typeof value !== 'number') return new Unreadable();
    if (Number.isSafeInteger(value)) return String(value);
    const why = Number.isInteger(value) ? 'is too large to be exact' : 'is not whole';
    return new Unreadable(why, { accepted: 'a whole number, or the text in quotes' });
  });
}

/** All keys of a config, in the order in which people write them. */
export const CONFIG_KEYS: readonly string[] = [
  'protocol',
  'variant',
  'nodes',
  'seed',
  'trials',
  'duration',
  'settle',
  'max-events',
  'params',
  'policy',
  'network',
  'disk',
  'clients',
  'faults',
  'nemesis',
  'ties',
  'beyond-tolerance',
  'adversary',
  'signatures',
  'invariants',
];
