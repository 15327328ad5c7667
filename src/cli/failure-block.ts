import type { RecordedFact } from '../experiment/trial-record.ts';
import { formatCount, formatInstant } from '../report/number-text.ts';
import { formatObservation } from '../report/observation-text.ts';
import type { Failure, FailureCapsule } from './failures.ts';
import type { Output } from './output.ts';

/** More lines of a schedule than this are only counted. */
const MOST_FAULTS = 40;

/**
 * Explains a broken property: what it promises and where, what happened instead, the facts that disagree, the faults
 * of the trial, and the line that runs it again.
 */
export function failureBlock(
  { record, violation, faults, violatedTrials, diagnosis, capsule }: Failure,
  reproduce: string,
  output: Output,
): string {
  const { invariant, sentence, citation, explanation, facts, atUs } = violation;
  const { trial, seed } = record;
  const isOne = violatedTrials === 1;
  const where = isOne ? 'in' : `in ${formatCount(violatedTrials)} trials, first in`;
  return [
    output.style('bad', `${invariant} is violated ${where} trial ${trial} (seed ${seed}):`),
    `  promised     ${sentence}${citation === undefined ? '' : ` [${citation}]`}`,
    `  found        ${explanation} (at ${formatInstant(atUs)})`,
    ...(diagnosis === undefined ? [] : labelled(diagnosis.kind, [diagnosis.explanation])),
    ...labelled('facts', facts.map(formatFact)),
    ...labelled('faults', faultLines(faults)),
    ...(capsule === undefined ? [] : labelled('shrunk to', shrunkLines(capsule, trial))),
    ...labelled(
      'reproduce:',
      [...(capsule === undefined ? [] : [capsule.reproduce]), reproduce].map((line) =>
        output.style('strong', line),
      ),
    ),
  ].join('\n');
}

/** Prints a fact: `at 1.204ms n2 BecameLeader {term: 3}`. */
export function formatFact({ atUs, node, observation }: RecordedFact): string {
  const { place, what } = formatObservation(node, observation);
  return ['at', formatInstant(atUs), place, what].filter((word) => word !== '').join(' ');
}

/** The schedule in words, a fault a line, with what never took effect marked. */
export function faultLines(faults: Failure['faults']): string[] {
  if (faults.length === 0) return ['none'];
  const lines = faults
    .slice(0, MOST_FAULTS)
    .map(({ text, landed }) => (landed > 0 ? text : `${text} (did not land)`));
  const rest = faults.length - lines.length;
  return rest === 0 ? lines : [...lines, `… and ${rest} more`];
}

/** `trial` is the one that is explained, which is not always the one that was shrunk. */
function shrunkLines(capsule: FailureCapsule, trial: number): readonly string[] {
  if (!capsule.isShrunk) return ['(not shrunk)'];
  const lines = capsule.schedule.length === 0 ? ['no fault at all'] : capsule.schedule;
  const other = `trial ${capsule.trial}, in which it breaks the same way before any other:`;
  return capsule.trial === trial ? lines : [other, ...lines];
}

/** Lines with a label before the first. */
export function labelled(label: string, lines: readonly string[]): string[] {
  return lines.map((line, index) => `  ${(index === 0 ? label : '').padEnd(13)}${line}`);
}
