import { DEFAULT_BUDGET } from '../algorithms/linearizability/check.ts';
import type { Impossibility } from '../algorithms/linearizability/impossibility.ts';
import type { Step } from '../algorithms/linearizability/search-order.ts';
import {
  type CheckedOperation,
  describeOperation,
  type HistoryReport,
} from '../checking/history/check-history.ts';
import { formatPlain, type Plain } from '../checking/history/history.ts';
import { formatCount } from '../report/number-text.ts';
import type { Output } from './output.ts';

/** More of an order, or of the answers that were possible, is only counted. */
const MOST_STEPS = 8;
const MOST_ANSWERS = 12;

/** What a report needs besides the verdict. */
export interface HistoryContext {
  readonly file: string;
  readonly svg: string | undefined;
  readonly budget: number | undefined;
}

/** Prints what was checked, the verdict, and where the history ceases to be linearizable. */
export function printHistory(
  report: HistoryReport,
  { file, svg, budget = DEFAULT_BUDGET }: HistoryContext,
  output: Output,
): void {
  const { result } = report;
  output.print(`${output.style('strong', file)}: ${subjectLine(report)}`);
  const steps = `(${counted(result.steps, 'step')})`;
  switch (result.verdict) {
    case 'linearizable':
      output.print(`${output.style('good', 'linearizable')} ${steps}`);
      break;
    case 'not linearizable':
      output.print(`${output.style('bad', 'not linearizable')} ${steps}`);
      output.print();
      for (const line of impossibilityLines(report, result.impossibility, file)) output.print(line);
      break;
    case 'unknown':
      output.print(`${output.style('doubtful', 'unknown')} ${steps}`);
      output.print();
      output.print(
        `The budget of ${counted(budget, 'step')} is spent, and ${undecided(result)}; --budget gives more.`,
      );
  }
  if (svg !== undefined) {
    output.print();
    output.print(`drawn in ${svg}`);
  }
}

/** The report as plain data, for `--json`. */
export function historyJson({
  model,
  operations,
  processes,
  ofNemesis,
  result,
}: HistoryReport): object {
  const at = (index: number) => operationJson(operations[index] as CheckedOperation);
  const orderJson = (order: readonly Step[]) => order.map(({ operation }) => at(operation));
  const { verdict, steps, objects } = result;
  return {
    model: model.name,
    operations: operations.length,
    processes,
    objects,
    ofNemesis,
    steps,
    verdict,
    ...(verdict === 'linearizable' && { order: orderJson(result.order) }),
    ...(verdict === 'unknown' && { undecided: result.undecided }),
    ...(verdict === 'not linearizable' && {
      impossible: at(result.impossibility.operation),
      instead: result.impossibility.instead,
      states: result.impossibility.states,
      prefix: orderJson(result.impossibility.prefix),
    }),
  };
}

function operationJson({ written, read }: CheckedOperation): object {
  return {
    process: written.process,
    f: written.f,
    ...(read.key !== undefined && { key: read.key }),
    argument: written.argument,
    outcome: written.outcome,
    answer: read.timed.value,
    invokedLine: written.invokedPlace.line,
    returnedLine: written.returnedPlace?.line,
  };
}

function subjectLine({ model, operations, processes, ofNemesis, result }: HistoryReport): string {
  const outcomes = (['ok', 'fail', 'info'] as const).flatMap((outcome) => {
    const count = operations.filter(({ written }) => written.outcome === outcome).length;
    return count === 0 ? [] : [`${formatCount(count)} ${outcome}`];
  });
  const objects = result.objects > 1 ? `, ${formatCount(result.objects)} objects` : '';
  const nemesis = ofNemesis > 0 ? `, ${formatCount(ofNemesis)} of the nemesis left out` : '';
  const parts = `${counted(operations.length, 'operation')} (${outcomes.join(', ')})`;
  return `${parts} of ${counted(processes, 'process')}, model ${model.name}${objects}${nemesis}`;
}

function impossibilityLines(
  { operations, model }: HistoryReport,
  { operation, instead, states, key, prefix }: Impossibility<unknown, Plain>,
  file: string,
): string[] {
  const impossible = operations[operation] as CheckedOperation;
  const { written } = impossible;
  const of = key === undefined ? '' : ` of key ${key}`;
  const line = written.returnedPlace?.line ?? 0;
  const answers = instead.map((value) => describeOperation(impossible, value));
  return [
    `  impossible   ${describeOperation(impossible)}${of}, by process ${written.process}`,
    `  where        ${file}:${line}, invoked in line ${written.invokedPlace.line}`,
    ...(answers.length > 0 ? [`  possible     ${alternatives(answers)}`] : []),
    `  by then      the ${model.name} may have been ${alternatives(states.map(stateText))}`,
    `  before that  the history is linearizable, in the order`,
    ...orderLines(prefix, operations, written.returnedAt ?? 0).map((text) => `    ${text}`),
  ];
}

function stateText(state: unknown): string {
  return typeof state === 'string' && /^(free|held)$/.test(state)
    ? state
    : formatPlain(state as Plain);
}

function alternatives(texts: readonly string[]): string {
  if (texts.length <= 1) return texts[0] ?? 'anything';
  const shown = texts.slice(0, MOST_ANSWERS);
  const rest = texts.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} or one of ${rest} more`;
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}

function orderLines(
  order: readonly Step[],
  operations: HistoryReport['operations'],
  until: number,
): string[] {
  if (order.length === 0) return ['of no operation at all'];
  const shown = order.slice(-MOST_STEPS).map(({ operation }) => {
    const checked = operations[operation] as CheckedOperation;
    const { process, invokedPlace, outcome, returnedAt = 0 } = checked.written;
    const place = `process ${process}, line ${invokedPlace.line}`;
    if (outcome === 'info') return `${checked.read.asked}   ${place}, never answered`;
    if (returnedAt > until) return `${checked.read.asked}   ${place}, not yet answered`;
    return `${describeOperation(checked)}   ${place}`;
  });
  const rest = order.length - shown.length;
  return rest === 0 ? shown : [`… ${counted(rest, 'operation')}, then`, ...shown];
}

function undecided({ objects, undecided: count }: { objects: number; undecided: number }): string {
  if (objects === 1) return 'the search is not at its end';
  return `${formatCount(count)} of ${formatCount(objects)} objects are undecided`;
}

function counted(count: number, noun: string): string {
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`;
  return `${formatCount(count)} ${count === 1 ? noun : plural}`;
}
