import {
  type Interval,
  studentInterval,
  wilsonInterval,
} from '../algorithms/statistics/interval.ts';
import { quantile, sortedCopy } from '../algorithms/statistics/quantile.ts';
import { Welford } from '../algorithms/statistics/welford.ts';
import type { FaultFamily } from '../core/fault.ts';
import type { Expectation } from '../core/invariant.ts';
import type { TrialPlan } from '../experiment/trial-plan.ts';
import type { Outcome, TrialRecord, Verdict } from '../experiment/trial-record.ts';
import { COST_COLUMNS } from './trial-columns.ts';
import { OUTCOMES, VERDICTS } from './trials-csv.ts';

/** How many of all trials, with the Wilson interval of the share. */
export interface Share {
  readonly count: number;
  readonly trials: number;
  readonly interval: Interval;
}

/** What a batch says of one property. */
export interface PropertySummary {
  readonly name: string;
  readonly expectation: Expectation;
  readonly verdicts: Readonly<Record<Verdict, Share>>;
  /** How often its premise occurred, over all trials. */
  readonly exercises: number;
  /** The first trial that broke it. */
  readonly firstViolated: TrialRecord | undefined;
}

/** What a batch says of one numeric column. Without any value all but `count` is undefined. */
export interface MetricSummary {
  readonly column: string;
  /** How many trials gave a value. */
  readonly count: number;
  readonly mean: number | undefined;
  /** Of the mean, at 95 %, by Student's t; undefined below two values. */
  readonly interval: Interval | undefined;
  readonly p50: number | undefined;
  readonly p90: number | undefined;
  readonly p99: number | undefined;
  readonly max: number | undefined;
}

/** What a batch says of the faults. */
export interface FaultSummary {
  readonly planned: number;
  readonly landed: number;
  readonly familiesPlanned: readonly FaultFamily[];
  readonly familiesLanded: readonly FaultFamily[];
  /** How often each line of the config's `faults` took effect, over all trials. */
  readonly linesLanded: readonly number[];
}

/** Sums up the records of a batch, in trial order. Every value is kept, so that quantiles are exact. */
export class BatchSummary {
  trials = 0;
  readonly plan: TrialPlan;
  private readonly outcomeCounts = zeros(OUTCOMES);
  private readonly propertyCounts: PropertyCounts[];
  private readonly values: Map<string, number[]>;
  private faultsPlanned = 0;
  private faultsLanded = 0;
  private readonly familiesPlanned: Set<FaultFamily> = new Set();
  private readonly familiesLanded: Set<FaultFamily> = new Set();
  private readonly linesLanded: number[];

  constructor(plan: TrialPlan) {
    this.plan = plan;
    this.propertyCounts = plan.invariants.map(() => ({
      verdicts: zeros(VERDICTS),
      exercises: 0,
      firstViolated: undefined,
    }));
    this.values = new Map([...plan.columns, ...COST_COLUMNS].map((column) => [column, []]));
    this.linesLanded = plan.config.faults.map(() => 0);
  }

  add(record: TrialRecord): void {
    this.trials++;
    this.outcomeCounts[record.outcome]++;
    this.propertyCounts.forEach((property, index) => {
      const verdict = record.verdicts[index] as Verdict;
      property.verdicts[verdict]++;
      property.exercises += record.exercises[index] as number;
      if (verdict === 'violated') property.firstViolated ??= record;
    });
    this.plan.columns.forEach((column, index) => {
      this.addValue(column, record.metrics[index]);
    });
    for (const column of COST_COLUMNS) this.addValue(column, record[column]);
    this.addFaults(record);
  }

  get outcomes(): readonly (Share & { readonly outcome: Outcome })[] {
    return OUTCOMES.map((outcome) => ({ outcome, ...this.share(this.outcomeCounts[outcome]) }));
  }

  get properties(): readonly PropertySummary[] {
    return this.plan.invariants.map(({ name, expectation }, index) => {
      const { verdicts, exercises, firstViolated } = this.propertyCounts[index] as PropertyCounts;
      const shares = VERDICTS.map((verdict) => [verdict, this.share(verdicts[verdict])] as const);
      return {
        name,
        expectation,
        verdicts: Object.fromEntries(shares) as Record<Verdict, Share>,
        exercises,
        firstViolated,
      };
    });
  }

  /** The protocol's metrics, in its order, then what every trial costs. */
  get metrics(): readonly MetricSummary[] {
    return [...this.values].map(([column, values]) => summariseValues(column, values));
  }

  get faults(): FaultSummary {
    return {
      planned: this.faultsPlanned,
      landed: this.faultsLanded,
      familiesPlanned: sorted(this.familiesPlanned),
      familiesLanded: sorted(this.familiesLanded),
      linesLanded: this.linesLanded,
    };
  }

  private addValue(column: string, value: number | undefined): void {
    if (value !== undefined) this.values.get(column)?.push(value);
  }

  private addFaults(record: TrialRecord): void {
    this.faultsPlanned += record.faultsPlanned;
    this.faultsLanded += record.faultsLanded;
    for (const family of record.familiesPlanned) this.familiesPlanned.add(family);
    for (const family of record.families) this.familiesLanded.add(family);
    record.linesLanded.forEach((landed, line) => {
      this.linesLanded[line] = (this.linesLanded[line] ?? 0) + landed;
    });
  }

  private share(count: number): Share {
    const { trials } = this;
    return { count, trials, interval: wilsonInterval({ successes: count, trials }) };
  }
}

interface PropertyCounts {
  readonly verdicts: Record<Verdict, number>;
  exercises: number;
  firstViolated: TrialRecord | undefined;
}

/** Sums up a sample: its mean with an interval by Student's t, and its type-7 quantiles. */
export function summariseValues(column: string, values: readonly number[]): MetricSummary {
  const count = values.length;
  if (count === 0) {
    const none = undefined;
    return {
      column,
      count,
      mean: none,
      interval: none,
      p50: none,
      p90: none,
      p99: none,
      max: none,
    };
  }
  const sums = new Welford();
  for (const value of values) sums.add(value);
  const { mean, deviation, maximum } = sums;
  const ascending = sortedCopy(values);
  return {
    column,
    count,
    mean,
    interval: count < 2 ? undefined : studentInterval({ mean, deviation, count }),
    p50: quantile(ascending, 0.5),
    p90: quantile(ascending, 0.9),
    p99: quantile(ascending, 0.99),
    max: maximum,
  };
}

function zeros<K extends string>(keys: readonly K[]): Record<K, number> {
  return Object.fromEntries(keys.map((key) => [key, 0])) as Record<K, number>;
}

function sorted(families: ReadonlySet<FaultFamily>): FaultFamily[] {
  return [...families].sort((left, right) => (left < right ? -1 : 1));
}
