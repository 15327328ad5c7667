import { quantile, sortedCopy } from '../../src/algorithms/statistics/quantile.ts';
import { describeScheduledFault } from '../../src/faults/describe.ts';
import type { Conviction } from '../mutant-shrinking.ts';

const EXAMPLE = 'no-log-check';

/** The page that tells how each mutant was convicted. */
export function pageOf(all: readonly Conviction[]): string {
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
