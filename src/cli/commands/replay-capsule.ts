import { Trace } from '../../engine/trace.ts';
import type { Capsule } from '../../experiment/capsule.ts';
import { planCapsule } from '../../experiment/capsule-schema.ts';
import type { Checkpoint, DivergingInterval } from '../../experiment/checkpoints.ts';
import { type CapsuleReplay, replayCapsule } from '../../experiment/replay-capsule.ts';
import { TrialRunner } from '../../experiment/trial.ts';
import type { TrialPlan } from '../../experiment/trial-plan.ts';
import { formatInstant } from '../../report/number-text.ts';
import { traceLines } from '../../report/trace-text.ts';
import { asPath, commandLine } from '../command-line.ts';
import { EXIT, type ExitCode, OUTCOME_CODES } from '../exit-codes.ts';
import { failureBlock, faultLines } from '../failure-block.ts';
import { diagnosisOf, faultsInWords } from '../failures.ts';
import { Output } from '../output.ts';
import { packageVersion } from '../version.ts';

/** What `coordsim replay` accepts for a capsule. */
export interface ReplayCapsuleOptions {
  readonly trace?: true;
  readonly json?: true;
}

/** Runs the trial of a capsule again: says that it is the same to the last event, or where it differs, and shows both. */
export function replayCapsuleFile(
  capsule: Capsule,
  file: string,
  options: ReplayCapsuleOptions,
): ExitCode {
  const plan = planCapsule(capsule, file);
  const replayed = replayCapsule(capsule, plan);
  const code = exitCodeOf(capsule, replayed);
  process.exitCode = code;
  const output = new Output(process.stdout, process.stderr);
  const trace = options.trace ? tracedTo(plan, capsule.trial, undefined) : undefined;
  if (options.json) {
    for (const line of trace ?? []) output.printJson(line);
    output.printJson(asJson(capsule, replayed));
    return code;
  }
  if (trace !== undefined) {
    for (const { text, tone } of traceLines(trace, plan.config.nodes))
      output.print(output.style(tone, text));
    output.print();
  }
  output.print(headline(capsule, replayed, output));
  output.print(`hash     ${replayed.record.traceHash}${hashRemark(capsule, replayed, output)}`);
  if (replayed.divergence !== undefined) {
    output.print();
    for (const line of divergenceLines(capsule, plan, replayed.divergence)) output.print(line);
  }
  printViolations(plan, replayed, commandLine(['replay', asPath(file)]), output);
  return code;
}

/** A trial that differs under the version that sealed it is no newer version's doing. */
function exitCodeOf(capsule: Capsule, { record, divergence }: CapsuleReplay): ExitCode {
  const isOurs = capsule.coordsim === packageVersion();
  return divergence !== undefined && isOurs ? EXIT.notDeterministic : OUTCOME_CODES[record.outcome];
}

function headline(capsule: Capsule, { violation }: CapsuleReplay, output: Output): string {
  const { config, trial, seed, violation: sealed } = capsule;
  const trialText = `${config.name}: trial ${trial} (seed ${seed})`;
  return violation === undefined
    ? `${trialText} ${output.style('good', `does not break ${sealed.invariant} any more`)}`
    : `${trialText} ${output.style('bad', `breaks ${sealed.invariant} again`)}`;
}

function hashRemark(capsule: Capsule, { divergence }: CapsuleReplay, output: Output): string {
  return divergence === undefined
    ? output.style('good', ' (as sealed, to the last event)')
    : output.style('doubtful', ` (sealed with ${capsule.traceHash})`);
}

function printViolations(
  plan: TrialPlan,
  replayed: CapsuleReplay,
  reproduce: string,
  output: Output,
): void {
  const { record, violations, faultReports } = replayed;
  const faults = faultsInWords(faultReports);
  if (violations.length === 0) {
    for (const [index, line] of faultLines(faults).entries()) {
      output.print(`${(index === 0 ? 'faults' : '').padEnd(9)}${line}`);
    }
  }
  for (const violation of violations) {
    output.print();
    const diagnosis = diagnosisOf(violation, plan, record.trial);
    const failure = { record, violation, faults, violatedTrials: 1, ...diagnosis };
    output.print(failureBlock(failure, reproduce, output));
  }
}

/** How many lines of a trace show the place where two runs part. */
const MOST_LINES = 12;

function divergenceLines(
  capsule: Capsule,
  plan: TrialPlan,
  { lastCommon, expected, found }: DivergingInterval,
): string[] {
  const after = lastCommon === undefined ? 'from the beginning' : `after event ${lastCommon.event}`;
  const to = expected === undefined ? capsule.events : expected.event;
  const sealedBy = `coordsim ${capsule.coordsim}`;
  const trace = tracedTo(plan, capsule.trial, found?.event);
  const sinceUs = lastCommon?.atUs ?? 0;
  const lines = [...traceLines(trace, plan.config.nodes)].map(({ text }) => text);
  const recent = lines.slice(firstLineSince(trace, sinceUs, lines.length));
  return [
    `The two runs differ ${after} and not later than event ${to}.`,
    `  both         ${checkpointText(lastCommon)}`,
    `  then         ${checkpointText(expected)}   (${sealedBy})`,
    `  now          ${checkpointText(found)}   (coordsim ${packageVersion()})`,
    `What happens now up to there, since ${formatInstant(sinceUs)}:`,
    ...(recent.length > MOST_LINES ? ['  …'] : []),
    ...recent.slice(-MOST_LINES),
  ];
}

/** Lines are fewer than records: what is cut off at the front may be a few too many, never too few. */
function firstLineSince(trace: Trace, sinceUs: number, lineCount: number): number {
  let later = 0;
  for (const { atUs } of trace) if (atUs >= sinceUs) later++;
  return Math.max(0, lineCount - later);
}

function checkpointText(checkpoint: Checkpoint | undefined): string {
  if (checkpoint === undefined) return 'no checkpoint more';
  const { event, atUs, what, hash } = checkpoint;
  return `event ${event} at ${formatInstant(atUs)}: ${what} [${hash}]`;
}

/** The trace of the trial, up to an event where one is given. */
function tracedTo(plan: TrialPlan, trial: number, event: number | undefined): Trace {
  const trace = new Trace();
  const { config } = plan;
  const maxEvents = event === undefined ? config.maxEvents : Math.min(event, config.maxEvents);
  new TrialRunner({ ...plan, config: { ...config, maxEvents } }).run(trial, { trace });
  return trace;
}

function asJson(capsule: Capsule, replayed: CapsuleReplay): object {
  const { record, violation, divergence } = replayed;
  return {
    kind: 'capsule',
    fingerprint: capsule.fingerprint,
    isViolatedAgain: violation !== undefined,
    isSame: divergence === undefined,
    ...(divergence !== undefined && { divergence }),
    ...record,
  };
}
