import { trialSeed } from '../core/rng.ts';
import type { Capsule } from './capsule.ts';

/** The width of a line in what we write. */
const WIDTH = 100;

/**
 * Writes a vitest test that runs the trial of a capsule and expects its property to hold: it fails until the defect is
 * mended, and guards against its return from then on. The test needs no other file.
 *
 * `from` is what it imports coordsim from.
 */
export function regressionTest(capsule: Capsule, from = 'coordsim'): string {
  const { violation, config, trial } = capsule;
  const { invariant, explanation } = violation;
  return `import { findProtocol, planTrials, type SimConfig, TrialRunner } from ${quote(from)};
import { expect, test } from 'vitest';

/**
${commentLines(capsule)
  .map((line) => ` * ${line}`.trimEnd())
  .join('\n')}
 */
const config: SimConfig = ${literal(config, '', 'const config: SimConfig = ;'.length)};

test(${quote(`${invariant} holds where it broke before: ${explanation}`)}, () => {
  const runner = new TrialRunner(planTrials(config, findProtocol(config.protocol)));
  runner.run(${trial});
  const broken = runner.violations.filter(({ invariant }) => invariant === ${quote(invariant)});
  expect(broken.map(({ explanation }) => explanation)).toEqual([]);
});
`;
}

function commentLines({
  violation,
  origin,
  schedule,
  shrinking,
  config,
  trial,
}: Capsule): string[] {
  const { invariant, sentence, citation } = violation;
  const { config: name, failing, trials } = origin;
  const seen = `Seen in ${failing} of ${trials} ${trials === 1 ? 'trial' : 'trials'} of ${name}`;
  const { before, after } = shrinking;
  const found = `${before.faults} ${before.faults === 1 ? 'fault' : 'faults'}`;
  const counts = `shrunk from ${found} to ${after.faults}`;
  const faults =
    schedule.length === 0 ? ['- no fault is needed'] : schedule.map((line) => `- ${line}`);
  const lines = [
    `${invariant}: ${sentence}${citation === undefined ? '' : ` [${citation}]`}`,
    '',
    `${seen} (seed ${trialSeed(config.seed, trial)}), ${counts}:`,
    ...faults,
  ];
  return lines.flatMap((line) => wrapped(line.replaceAll('*/', '* /')));
}

/** Breaks a line between words, so that it fits into a comment. */
function wrapped(line: string): string[] {
  const lines = [''];
  for (const word of line.split(' ')) {
    const last = lines.at(-1) as string;
    const longer = last === '' ? word : `${last} ${word}`;
    if (longer.length > WIDTH - 3 && last !== '') lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** Prints plain data as people write it in TypeScript: on one line where it fits beside `taken` other characters. */
function literal(value: unknown, indent: string, taken: number): string {
  const short = oneLine(value);
  if (typeof value !== 'object' || value === null) return short;
  if (indent.length + taken + short.length <= WIDTH) return short;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  const members = Array.isArray(value)
    ? value.map((element) => literal(element, inner, 1))
    : Object.entries(value)
        .filter(([, member]) => member !== undefined)
        .map(([key, member]) => `${keyText(key)}: ${literal(member, inner, key.length + 3)}`);
  return [open, ...members.map((member) => `${inner}${member},`), `${indent}${close}`].join('\n');
}

function oneLine(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`;
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => `${keyText(key)}: ${oneLine(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quote(key);
}

/** In single quotes, unless that takes a backslash. */
function quote(text: string): string {
  const json = JSON.stringify(text);
  return json.includes("'") || json.includes('\\') ? json : `'${json.slice(1, -1)}'`;
}
