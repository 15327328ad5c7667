import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { quantile, sortedCopy } from '../../src/algorithms/statistics/quantile.ts';
import { fingerprintOf } from '../../src/experiment/fingerprint.ts';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { describeScheduledFault } from '../../src/faults/describe.ts';
import { type Conviction, convict, mutants, withoutFault } from '../mutant-shrinking.ts';

const PAGE = 'docs/convictions.md';
const EXAMPLE = 'no-log-check';
const convictions = mutants.map(({ protocol, mutant }) => convict(protocol, mutant));
const named = convictions.map((conviction) => ({ name: conviction.mutant.name, conviction }));

describe('the first failing trial of each mutant', () => {
  it.each(named)('of $name shrinks within 500 executions', ({ conviction: { shrunk } }) => {
    expect(shrunk.executions).toBeLessThanOrEqual(500);
    expect(shrunk.end).toBe('complete');
    expect(shrunk.after.faults).toBeLessThanOrEqual(shrunk.before.faults);
  });

  it.each(named)('of $name needs every fault that is left', ({ conviction: { shrunk } }) => {
    for (const index of shrunk.plan.config.faults.keys()) {
      const plan = withoutFault(shrunk, index);
      const runner = new TrialRunner(plan);
      runner.run(shrunk.trial);
      const fingerprints = runner.violations.map((violation) => fingerprintOf(violation, plan));
      expect(fingerprints).not.toContain(shrunk.fingerprint);
    }
  });

  it.each(named)('of $name passes once the protocol is mended', ({ conviction }) => {
    const { shrunk, protocol } = conviction;
    const { variant: _, ...config } = shrunk.plan.config;
    const runner = new TrialRunner({ ...shrunk.plan, config, rules: protocol.rules });
    runner.run(shrunk.trial);
    expect(runner.violations.map(({ invariant }) => invariant)).toEqual([]);
  });

  it('shrinks to at most three faults half of the time, and to at most eight nearly always', () => {
    const faults = sortedCopy(convictions.map(({ shrunk }) => shrunk.after.faults));
    expect(quantile(faults, 0.5)).toBeLessThanOrEqual(3);
    expect(quantile(faults, 0.95)).toBeLessThanOrEqual(8);
  });
});

it(`${PAGE} tells how each mutant was convicted`, () => {
  const page = pageOf(convictions);
  // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
  if (process.env['COORDSIM_REWRITE'] === '1') writeFileSync(PAGE, page);
  expect(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '').toBe(page);
});

function pageOf(all: readonly Conviction[]): string {
  const before = sortedCopy(all.map(({ shrunk }) => shrunk.before.faults));
  const after = sortedCopy(all.map(({ shrunk }) => shrunk.after.faults));
  const executions = sortedCopy(all.map(({ shrunk }) => shrunk.executions));
  const example = all.find(({ mutant }) => mutant.name === EXAMPLE);
  const results = `results/raft-mutants-${EXAMPLE}/violations/${example?.shrunk.fingerprint}.json`;
  return `# Convictions

Every protocol has broken variants, its mutants, each with a config in which it must be caught. Here is what catching them
took. \`npm run rewrite\` writes this page; a test compares it, so the numbers are those of this version.

| over all ${all.length} mutants | median | 95th percentile | most |
|---|---|---|---|
| faults before shrinking | ${triple(before)} |
| faults after shrinking | ${triple(after)} |
| executions spent on shrinking | ${triple(executions)} |

From a mutant to a test that fails until it is mended, in three commands:

\`\`\`sh
npx coordsim run sim-configs/raft/mutants/${EXAMPLE}.yaml --trials 100
npx coordsim replay ${results}
npx coordsim regress ${results} --test ${EXAMPLE}.test.ts
\`\`\`

[shrinking.md](shrinking.md) says what happens there.

| mutant | property | trials to find | faults: found → shrunk | nodes | events | executions | faults that are left |
|---|---|---|---|---|---|---|---|
${all.map(rowOf).join('\n')}
`;
}

function rowOf({ protocol, mutant, shrunk }: Conviction): string {
  const { before, after, trial, violation, executions, plan } = shrunk;
  const faults = plan.config.faults.map((fault) => describeScheduledFault(fault));
  return `| ${[
    `[${protocol.name} ${mutant.name}](../sim-configs/${mutant.config})`,
    violation.invariant,
    trial + 1,
    `${before.faults} → ${after.faults}`,
    `${before.nodes} → ${after.nodes}`,
    `${before.events} → ${after.events}`,
    executions,
    faults.length === 0 ? '–' : faults.join('; '),
  ]
    .map((cell) => String(cell).replaceAll('|', '\\|'))
    .join(' | ')} |`;
}

function triple(ascending: Float64Array | readonly number[]): string {
  const at = (share: number): number => Number((quantile(ascending, share) ?? 0).toFixed(1));
  return [at(0.5), at(0.95), at(1)].join(' | ');
}
