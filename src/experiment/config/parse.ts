import type { ZodType } from 'zod';
import type { ScheduledFault } from '../../core/fault.ts';
import { describeValue, type Refusal } from '../../core/schema.ts';
import type { SimConfig } from '../../core/sim-config.ts';
import { readDocument } from './document.ts';
import { type Complaint, readAs, unknownKey } from './explain.ts';
import { isMap, withoutAbsent } from './forms.ts';
import { applyOverrides, type Override } from './overrides.ts';
import { ProblemReport } from './problem-report.ts';
import type { ConfigRegistry, Facts } from './registry.ts';
import { actorShape, basicShape, CONFIG_KEYS, protocolShape } from './schema.ts';

/** Where a config comes from. */
export interface ConfigSource {
  /** Its path as errors print it, such as `sim-configs/raft/leader-crash.yaml`. */
  readonly name: string;
  /** The text of a file, given relative to the config. Throws when it cannot be read. */
  readFile(relativePath: string): string;
}

/**
 * Reads the YAML text of a config into what a trial runs on: every name known, every number in its limits,
 * every default filled in.
 *
 * Throws `ConfigError` with everything that is wrong, each with its place, what was found and what is accepted.
 */
export function parseConfig(
  text: string,
  source: ConfigSource,
  registry: ConfigRegistry,
  overrides: readonly Override[] = [],
): SimConfig {
  const document = readDocument(text);
  const { config: raw, applied } = applyOverrides(document.value, overrides);
  const report = new ProblemReport(source.name, text, document, applied);
  for (const problem of document.problems) report.addSyntax(problem);
  if (document.problems.some(({ duplicateKey }) => duplicateKey === undefined)) throw report.end();
  for (const override of applied) report.addOverride(override);
  if (!isMap(raw)) {
    const isEmpty = raw === null || raw === undefined;
    report.add(
      wholeRefused(isEmpty ? { lead: 'the config is empty' } : { found: describeValue(raw) }),
    );
    throw report.end();
  }
  const config = new ConfigReader(raw, source, registry, report).read();
  if (config === undefined || !report.isEmpty) throw report.end();
  return config;
}

function wholeRefused(refusal: Refusal): Complaint {
  const accepted = 'a map with at least the keys protocol, nodes and duration';
  return { path: [], isKey: false, refusal: { ...refusal, accepted } };
}

/** Reads the sections one after the other: each is checked against what those before it said. */
class ConfigReader {
  readonly #raw: Readonly<Record<string, unknown>>;
  readonly #source: ConfigSource;
  readonly #registry: ConfigRegistry;
  readonly #report: ProblemReport;

  constructor(
    raw: Readonly<Record<string, unknown>>,
    source: ConfigSource,
    registry: ConfigRegistry,
    report: ProblemReport,
  ) {
    this.#raw = raw;
    this.#source = source;
    this.#registry = registry;
    this.#report = report;
  }

  /** The config, or undefined when the report has something against it. */
  read(): SimConfig | undefined {
    this.#refuseUnknownKeys();
    const basic = this.#section(basicShape(this.#registry));
    const facts = this.#factsOf(basic);
    const own = this.#section(protocolShape(facts, this.#registry));
    this.#refuseImpossible(facts, own.params);
    const regions = own.network && (own.network.regions?.names ?? []);
    const withZones = withoutAbsent<Facts>({ ...facts, zones: regions });
    const actors = this.#section(actorShape(withZones, this.#raw));
    this.#refuseUnboundedDelays(own.network, actors.faults ?? []);
    if (!this.#report.isEmpty) return undefined;
    const { nodes, protocol, seed, trials, nemesis, ties } = basic as Required<typeof basic>;
    return withoutAbsent<SimConfig>({
      name: configName(this.#source.name),
      protocol,
      variant: own.variant,
      nodes,
      params: own.params as object,
      seed,
      trials,
      durationUs: basic.duration as number,
      settleUs: basic.settle as number,
      maxEvents: basic['max-events'] as number,
      network: own.network as SimConfig['network'],
      disk: own.disk as SimConfig['disk'],
      clients: actors.clients,
      policy: own.policy,
      faults: actors.faults as SimConfig['faults'],
      nemesis,
      ties: ties as SimConfig['ties'],
      beyondTolerance: basic['beyond-tolerance'] as boolean,
      adversary: basic.adversary,
      signatures: basic.signatures,
      invariants: own.invariants,
    });
  }

  /** Reads the keys of one group. What could not be read is absent, and reported. */
  #section<Shape extends object>(
    shape: Shape,
  ): { [Key in keyof Shape]?: Shape[Key] extends ZodType<infer Out> ? Out : never } {
    const values = Object.entries<ZodType>(shape as Record<string, ZodType>).map(
      ([key, schema]) => {
        const reading = readAs(schema, this.#raw[key]);
        if (reading.success) return [key, reading.value];
        for (const { path, ...complaint } of reading.complaints) {
          this.#report.add({ ...complaint, path: [key, ...path] });
        }
        return [key, undefined];
      },
    );
    return Object.fromEntries(values);
  }

  #factsOf(basic: {
    protocol?: string;
    nodes?: number;
    duration?: number;
    settle?: number;
  }): Facts {
    return withoutAbsent<Facts>({
      protocol: this.#registry.protocols.find(({ name }) => name === basic.protocol),
      nodes: basic.nodes,
      durationUs: basic.duration,
      settleUs: basic.settle,
      zones: undefined,
      readFile: remembering((path) => this.#source.readFile(path)),
    });
  }

  #refuseUnknownKeys(): void {
    for (const key of Object.keys(this.#raw)) {
      if (CONFIG_KEYS.includes(key)) continue;
      const refusal = unknownKey(key, CONFIG_KEYS, this.#raw);
      this.#report.add({ path: [key], isKey: true, refusal });
    }
  }

  /** An adversary that chooses delays must choose one in the end. */
  #refuseUnboundedDelays(
    network: SimConfig['network'] | undefined,
    faults: readonly ScheduledFault[],
  ): void {
    const { kind = 'asynchronous' } = network?.synchrony ?? {};
    if (network === undefined || kind !== 'asynchronous') return;
    for (const [index, { fault }] of faults.entries()) {
      if (fault.kind !== 'adversarialDelay' || fault.upToUs !== undefined) continue;
      const lead = 'found an adversary whose delays nothing bounds';
      const accepted = 'up-to: 100ms beside it, or a network.synchrony with a bound';
      this.#report.add({ path: ['faults', index], isKey: false, refusal: { lead, accepted } });
    }
  }

  /** Asks the protocol whether so many nodes can work, such as whether there is a quorum. */
  #refuseImpossible({ protocol, nodes }: Facts, params: object | undefined): void {
    if (protocol === undefined || nodes === undefined || params === undefined) return;
    const reason = protocol.impossible?.(nodes, params);
    if (reason === undefined) return;
    const lead = `${protocol.name} cannot work with ${nodes} nodes and these params: ${reason}`;
    this.#report.add({ path: ['nodes'], isKey: false, refusal: { found: String(nodes), lead } });
  }
}

/** The same reader, reading each file once. */
function remembering(readFile: (path: string) => string): (path: string) => string {
  const texts = new Map<string, string>();
  return (path) => {
    const text = texts.get(path) ?? readFile(path);
    texts.set(path, text);
    return text;
  };
}

/** What results are filed under: `raft/leader-crash` for `sim-configs/raft/leader-crash.yaml`, else the file's own name. */
function configName(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  const start = parts.lastIndexOf('sim-configs') + 1 || parts.length - 1;
  return parts
    .slice(start)
    .join('/')
    .replace(/\.ya?ml$/, '');
}
