import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../experiment/config/config-error.ts';
import { explorePoint, type FrontierPoint, toleratedBy } from '../../experiment/frontier.ts';
import { planTrials, type TrialPlan } from '../../experiment/trial-plan.ts';
import type { AttackKind } from '../../faults/attack.ts';
import { findProtocol } from '../../protocols/index.ts';
import { frontierSvg } from '../../report/frontier-svg.ts';
import { frontierCsv, frontierTable, isExpected } from '../../report/frontier-table.ts';
import { asPath, type ConfigOptions, commandLine, configArguments } from '../command-line.ts';
import { loadConfig } from '../config-loading.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { Interruption } from '../interruption.ts';
import { Output } from '../output.ts';
import { Progress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';

/** What `coordsim frontier` accepts. */
export interface FrontierOptions extends ConfigOptions {
  readonly faults?: AttackKind;
  readonly nodes: readonly number[];
  /** How many faulty nodes at most; one more than what is promised where absent. */
  readonly most?: number;
  readonly trials: number;
  readonly out?: string;
  readonly force?: true;
  readonly json?: true;
  readonly quiet?: true;
}

/** Asks for each number of nodes how many faulty ones break what the protocol promises, and draws the answer. */
export async function frontier(file: string, options: FrontierOptions): Promise<ExitCode> {
  const plans = options.nodes.map((nodes) => planFor(file, nodes, options));
  const possible = plans.filter((plan) => plan !== undefined);
  const [first] = possible;
  if (first === undefined) {
    throw new UsageError(
      `--nodes ${options.nodes.join(',')}: found no number that the config can run with`,
    );
  }
  const isMadeForLies = possible.some((plan) => toleratedBy(plan, 'lies') > 0);
  const kind = options.faults ?? (isMadeForLies ? 'lies' : 'crashes');
  const folder = options.out ?? `results/${first.config.name.replaceAll('/', '-')}-frontier`;
  await claim(folder, options.force === true);
  const search = new Search(possible, kind, options);
  const interruptedBy = await search.run();
  const { points } = search;
  await writeFile(join(folder, 'frontier.csv'), frontierCsv(kind, points));
  await writeFile(join(folder, 'frontier.svg'), frontierSvg(titleOf(first, kind), points));
  const output = new Output(process.stdout, process.stderr);
  if (interruptedBy !== undefined) {
    output.note(`interrupted: ${points.length} points are kept; begin again with`);
    output.note(`  ${commandLine(argumentsOf(file, options))}`);
    return interruptedBy;
  }
  const skipped = options.nodes.filter((_, index) => plans[index] === undefined);
  report(output, { first, kind, points, skipped, folder, options });
  const isBrokenWithin = points.some(
    (point) => point.faulty <= point.tolerated && !isExpected(point),
  );
  return isBrokenWithin ? EXIT.unsafe : EXIT.passed;
}

/** The plan with so many nodes, or undefined where the protocol cannot run with them. */
function planFor(file: string, nodes: number, options: FrontierOptions): TrialPlan | undefined {
  try {
    const { config } = loadConfig(file, { ...options, set: [...options.set, `nodes=${nodes}`] });
    return planTrials(config, findProtocol(config.protocol));
  } catch (error) {
    if (error instanceof ConfigError && error.message.includes('cannot work with'))
      return undefined;
    throw error;
  }
}

class Search {
  readonly points: FrontierPoint[] = [];
  private readonly plans: readonly TrialPlan[];
  private readonly kind: AttackKind;
  private readonly options: FrontierOptions;

  constructor(plans: readonly TrialPlan[], kind: AttackKind, options: FrontierOptions) {
    this.plans = plans;
    this.kind = kind;
    this.options = options;
  }

  /** Gives the exit code of what interrupted it, if anything did. */
  async run(): Promise<ExitCode | undefined> {
    const { trials: budget, quiet, json } = this.options;
    const places = this.plans.flatMap((plan) =>
      Array.from({ length: this.mostOf(plan) + 1 }, (_, faulty) => ({ plan, faulty })),
    );
    const progress = new Progress(0, places.length * budget, !quiet && !json);
    const interruption = new Interruption(() => progress.stop());
    try {
      for (const { plan, faulty } of places) {
        const search = explorePoint(plan, { kind: this.kind, faulty, budget });
        let run = 0;
        let step = search.next();
        for (; !step.done; step = search.next(), run++) {
          progress.add();
          // Now and then the event loop turns, so that a signal or the progress bar gets its chance.
          if (run % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
          if (interruption.exitCode !== undefined) return interruption.exitCode;
        }
        for (; run < budget; run++) progress.add();
        this.points.push(step.value);
      }
      return undefined;
    } finally {
      progress.stop();
      interruption.end();
    }
  }

  private mostOf(plan: TrialPlan): number {
    const most = this.options.most ?? toleratedBy(plan, this.kind) + 1;
    return Math.min(most, plan.config.nodes - 1);
  }
}

interface Told {
  readonly first: TrialPlan;
  readonly kind: AttackKind;
  readonly points: readonly FrontierPoint[];
  readonly skipped: readonly number[];
  readonly folder: string;
  readonly options: FrontierOptions;
}

function report(output: Output, { first, kind, points, skipped, folder, options }: Told): void {
  if (options.json) {
    output.printJson({ protocol: first.protocol.name, kind, points });
    return;
  }
  output.print(
    `${titleOf(first, kind)}: up to ${options.trials} trials a point, seed ${first.config.seed}`,
  );
  output.print();
  output.printTable(frontierTable(points));
  output.print();
  for (const line of conclusions(first, kind, points)) output.print(line);
  if (skipped.length > 0)
    output.print(`left out: ${skipped.join(', ')} nodes, with which it cannot work`);
  output.print(`files    ${asPath(folder)}/{frontier.csv,frontier.svg}`);
}

function conclusions(
  { protocol }: TrialPlan,
  kind: AttackKind,
  points: readonly FrontierPoint[],
): string[] {
  const within = points.filter((point) => point.faulty <= point.tolerated && !isExpected(point));
  const lines: string[] = [];
  if (within.length > 0) {
    const where = within.map(({ nodes, faulty }) => `${faulty} of ${nodes}`).join(', ');
    lines.push(`broken within what ${protocol.name} promises: ${where}`);
  } else lines.push(`nothing broke within what ${protocol.name} promises`);
  const beyond = points.filter(({ faulty, tolerated }) => faulty === tolerated + 1);
  const held = beyond.filter((point) => !isExpected(point));
  if (held.length > 0) {
    const where = held.map(({ nodes, faulty }) => `${faulty} of ${nodes}`).join(', ');
    lines.push(`nothing was found one beyond it at ${where}: more trials may`);
  } else if (beyond.length > 0) lines.push('one more breaks it at every number of nodes');
  if (kind === 'lies' && points.every(({ tolerated }) => tolerated === 0)) {
    lines.push(`${protocol.name} promises nothing where nodes lie: that is not its fault model`);
  }
  return lines;
}

function titleOf({ protocol, mutant }: TrialPlan, kind: AttackKind): string {
  const variant = mutant === undefined ? '' : ` (variant ${mutant.name})`;
  return `${protocol.name}${variant}: how many ${kind === 'lies' ? 'liars' : 'crashed nodes'} are too many`;
}

async function claim(folder: string, isForced: boolean): Promise<void> {
  const csv = join(folder, 'frontier.csv');
  if (existsSync(csv) && !isForced) {
    throw new UsageError(
      `${asPath(csv)} is there already; write --force to overwrite it, or --out for another folder`,
    );
  }
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(
      `--out ${folder}: cannot be written (${error instanceof Error ? error.message : String(error)})`,
    );
  }
}

function argumentsOf(file: string, options: FrontierOptions): string[] {
  const { faults, nodes, most, trials, out } = options;
  return [
    ...['frontier', asPath(file), '--nodes', nodes.join(','), '--trials', String(trials)],
    ...(faults === undefined ? [] : ['--faults', faults]),
    ...(most === undefined ? [] : ['--most', String(most)]),
    ...configArguments(options),
    ...(out === undefined ? [] : ['--out', out]),
    '--force',
  ];
}
