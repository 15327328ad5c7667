import type { TrialPlan } from '../experiment/trial-plan.ts';

/** The columns of trials.csv for one plan, in their order. */
export interface TrialColumns {
  readonly rootSeed: string;
  /** What identifies the point in the space of experiments: the same in every row. */
  readonly factors: readonly (readonly [name: string, value: string | number])[];
  /** One a property, for its verdict, and one for how often its premise occurred. */
  readonly properties: readonly { readonly verdict: string; readonly exercises: string }[];
  /** One a column of the protocol's metrics. */
  readonly metrics: readonly string[];
  /** One a line of the config's `faults`: how often it took effect. */
  readonly lines: readonly string[];
  /** All of them, as the first line of trials.csv has them. */
  readonly names: readonly string[];
}

/** Counted in every trial of every protocol, and summed up beside the protocol's own metrics. */
export const COST_COLUMNS = [
  'messagesSent',
  'messagesDelivered',
  'bytesSent',
  'events',
  'endedAtUs',
] as const;

/** Lays out trials.csv. Throws `RangeError` when two columns would have the same name. */
export function trialColumns(plan: TrialPlan): TrialColumns {
  const { config, invariants, columns: metrics } = plan;
  const properties = invariants.map(({ name }) => {
    const verdict = camelCase(name);
    return { verdict, exercises: `${verdict}Exercises` };
  });
  const lines = config.faults.map((_, index) => `fault${index + 1}Landed`);
  const factors = factorsOf(plan);
  const names = [
    ...factors.map(([name]) => name),
    'trial',
    'seed',
    'outcome',
    ...properties.map(({ verdict }) => verdict),
    ...properties.map(({ exercises }) => exercises),
    ...metrics,
    'faultsPlanned',
    'faultsLanded',
    'familiesPlanned',
    'familiesLanded',
    ...lines,
    ...COST_COLUMNS,
    'traceHash',
  ];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new RangeError(
      `Two columns of trials.csv would be called '${twice}': rename a property or a metric.`,
    );
  }
  return { rootSeed: config.seed, factors, properties, metrics, lines, names };
}

/** The values of the config that identify its point in the space of experiments. */
export function factorsOf({ config }: TrialPlan): TrialColumns['factors'] {
  return [
    ['protocol', config.protocol],
    ['variant', config.variant ?? ''],
    ['nodes', config.nodes],
    ['nemesis', config.nemesis],
    ['policy', config.policy ?? ''],
  ];
}

/** Makes a column's name of a property's: `Leader Append-Only` becomes `leaderAppendOnly`, `AC1` becomes `ac1`. */
export function camelCase(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  return words
    .map((word, index) => {
      const rest = word.slice(1);
      if (index > 0) return word.charAt(0).toUpperCase() + rest;
      return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + rest;
    })
    .join('');
}
