import { describeScheduledFault } from '../faults/describe.ts';
import type { BatchSummary } from '../report/batch-summary.ts';
import { metricTable, outcomeTable, propertyTable } from '../report/batch-tables.ts';
import { formatCount, formatShare } from '../report/number-text.ts';
import { findVacuities, type Vacuity } from '../report/vacuity.ts';
import { EXIT, type ExitCode, gravest, OUTCOME_CODES } from './exit-codes.ts';
import { failureBlock } from './failure-block.ts';
import type { Divergence, Failure } from './failures.ts';
import type { Output } from './output.ts';
import { describeDivergence } from './verification.ts';

/** Everything that a finished batch has to say. */
export interface BatchResult {
  readonly summary: BatchSummary;
  readonly failures: readonly Failure[];
  readonly divergences: readonly Divergence[];
  /** How many trials `--verify` ran again. */
  readonly verified: number;
  /** The folder and the files in it. */
  readonly folder: string;
  readonly files: readonly string[];
  /** The line that runs a trial again. */
  reproduce(trial: number): string;
}

/** How the process ends after this batch. */
export function exitCodeOf({ summary, divergences }: BatchResult): ExitCode {
  const occurred = summary.outcomes.filter(({ count }) => count > 0);
  return gravest([
    ...occurred.map(({ outcome }) => OUTCOME_CODES[outcome]),
    ...(divergences.length > 0 ? [EXIT.notDeterministic] : []),
    ...(vacuitiesOf(summary).length > 0 ? [EXIT.vacuous] : []),
  ]);
}

/** Prints the tables of a batch, what went wrong in it, and where its files are. `quiet` keeps to what went wrong. */
export function printBatch(result: BatchResult, output: Output, quiet: boolean): void {
  const { summary, folder, files } = result;
  if (!quiet) {
    output.print(output.style('strong', headline(summary)));
    for (const table of [outcomeTable(summary), propertyTable(summary), metricTable(summary)]) {
      if (table.rows.length === 0) continue;
      output.print();
      output.printTable(table);
    }
    output.print();
    output.print(`faults   ${faultsLine(summary)}`);
    output.print(`files    ${folder}/{${files.join(',')}}`);
    if (result.verified > 0) output.print(`verified ${verifiedLine(result)}`);
  }
  for (const failure of result.failures) {
    output.print();
    output.print(failureBlock(failure, result.reproduce(failure.record.trial), output));
  }
  for (const divergence of result.divergences) {
    output.print();
    output.print(output.style('bad', describeDivergence(summary.plan, divergence)));
    output.print(`  reproduce:   ${result.reproduce(divergence.trial)}`);
  }
  const vacuities = vacuitiesOf(summary).map((vacuity) => vacuityLine(vacuity, summary));
  const outside = outsideLine(summary);
  if (vacuities.length > 0 || outside !== undefined) output.print();
  if (outside !== undefined) output.print(output.style('doubtful', outside));
  for (const line of vacuities) output.print(output.style('doubtful', `vacuous: ${line}`));
  if (!quiet) {
    output.print();
    output.print(verdictLine(result, output));
  }
}

/** The batch as plain data, for `--json`. */
export function batchJson(result: BatchResult): object {
  const { summary, failures, divergences, verified, folder, files } = result;
  const { plan, trials, outcomes, properties, metrics, faults } = summary;
  const { name, protocol, variant, nodes, nemesis, seed } = plan.config;
  return {
    config: name,
    protocol,
    ...(variant !== undefined && { variant }),
    nodes,
    nemesis,
    seed,
    trials,
    outcomes,
    properties: properties.map(({ firstViolated, ...property }) => ({
      ...property,
      ...(firstViolated !== undefined && { firstViolated: firstViolated.trial }),
    })),
    metrics,
    faults,
    vacuous: vacuitiesOf(summary),
    failures: failures.map(({ record, violation, faults: schedule, capsule }) => ({
      trial: record.trial,
      seed: record.seed,
      ...violation,
      schedule,
      ...(capsule !== undefined && {
        capsule: capsule.path,
        fingerprint: capsule.fingerprint,
        ...(capsule.isShrunk && { shrunkSchedule: capsule.schedule }),
      }),
      reproduce: result.reproduce(record.trial),
    })),
    verified,
    divergences,
    folder,
    files,
    exitCode: exitCodeOf(result),
  };
}

/** What the batch never tried: worth a word only where all seems well, for a red batch says enough. */
function vacuitiesOf(summary: BatchSummary): Vacuity[] {
  const isGreen = summary.outcomes.every(
    ({ outcome, count }) => count === 0 || OUTCOME_CODES[outcome] === EXIT.passed,
  );
  return isGreen ? findVacuities(summary) : [];
}

function headline({ plan, trials }: BatchSummary): string {
  const { name, protocol, variant, nodes, nemesis, seed } = plan.config;
  const mutant = variant === undefined ? '' : ` (variant ${variant})`;
  const size = `${formatCount(nodes)} ${nodes === 1 ? 'node' : 'nodes'}`;
  const batch = `${formatCount(trials)} ${trials === 1 ? 'trial' : 'trials'}`;
  return `${name}: ${protocol}${mutant}, ${size}, nemesis ${nemesis}, seed ${seed}, ${batch}`;
}

function faultsLine({ faults }: BatchSummary): string {
  const { planned, landed, familiesLanded } = faults;
  if (planned === 0) return 'none planned';
  const families = familiesLanded.length === 0 ? '' : `: ${familiesLanded.join(', ')}`;
  const share = formatShare(landed / planned);
  return `${formatCount(planned)} planned, ${formatCount(landed)} landed (${share})${families}`;
}

function verifiedLine({ verified, divergences }: BatchResult): string {
  const trials = `${verified} ${verified === 1 ? 'trial' : 'trials'} run again`;
  return divergences.length === 0 ? `${trials}, all the same` : `${trials}, not all the same`;
}

function vacuityLine(vacuity: Vacuity, { plan }: BatchSummary): string {
  switch (vacuity.kind) {
    case 'neverDecided':
      return `${vacuity.property} was judged in no trial: each spent its budget of steps`;
    case 'neverExercised':
      return `the premise of ${vacuity.property} occurred in no trial`;
    case 'neverReached':
      return `${vacuity.property} was reached in no trial`;
    case 'familyNeverLanded':
      return `faults of the family ${vacuity.family} were planned, and none landed`;
    case 'allOutside':
      return `every trial went beyond what ${plan.protocol.name} tolerates`;
    case 'lineNeverLanded': {
      const scheduled = plan.config.faults[vacuity.line];
      const words = scheduled === undefined ? '' : ` (${describeScheduledFault(scheduled)})`;
      return `line ${vacuity.line + 1} of the config's faults${words} landed in no trial`;
    }
  }
}

/** Tells of the trials in which properties broke under faults that nobody promised to survive. */
function outsideLine({ plan, outcomes, faults }: BatchSummary): string | undefined {
  const count = outcomes.find(({ outcome }) => outcome === 'outside')?.count ?? 0;
  if (count === 0) return undefined;
  const { config, protocol } = plan;
  const { safeUnder } = protocol.tolerates(config.params, config.nodes);
  const families = faults.familiesLanded.filter((family) => !safeUnder.includes(family));
  const trials = `${formatCount(count)} ${count === 1 ? 'trial' : 'trials'}`;
  return `assumption broken: properties broke in ${trials} under faults that ${protocol.name} does not promise to survive (${families.join(', ')}); --beyond-tolerance counts them`;
}

function verdictLine(result: BatchResult, output: Output): string {
  const { summary } = result;
  const bad = summary.outcomes.filter(({ outcome, count }) => outcome !== 'passed' && count > 0);
  const words = [
    ...(result.divergences.length > 0 ? ['not deterministic'] : []),
    ...bad.map(
      ({ outcome, count }) =>
        `${outcome} in ${formatCount(count)} of ${formatCount(summary.trials)} trials`,
    ),
    ...(vacuitiesOf(summary).length > 0 ? ['vacuous'] : []),
  ];
  return words.length === 0
    ? output.style('good', 'passed')
    : output.style(bad.length > 0 ? 'bad' : 'doubtful', words.join(', '));
}
