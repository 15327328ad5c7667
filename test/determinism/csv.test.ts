import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { otherRuntimes } from '../../scripts/runtimes/index.mjs';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { planOf } from '../configs.ts';

const folder = mkdtempSync(join(tmpdir(), 'coordsim-csv-'));
afterAll(() => rmSync(folder, { recursive: true }));

const configs = ['raft/chaos-5.yaml', 'sealed-bid/vickrey.yaml', 'two-phase-commit/chaos.yaml'];
const TRIALS = 60;

let runs = 0;

/** The CSVs that a run of the command writes, byte for byte. */
function csvsOf(config: string, node: string, jobs: number): string[] {
  const out = join(folder, String(runs++));
  const args = [
    'dist/cli/main.js',
    'run',
    `sim-configs/${config}`,
    '--trials',
    String(TRIALS),
    '--quiet',
  ];
  try {
    execFileSync(node, [...args, '--jobs', String(jobs), '--out', out], { stdio: 'pipe' });
  } catch (error) {
    // 60 trials may not reach every `sometimes`, which is exit code 5; the files are there.
    expect((error as { status: number }).status).toBe(5);
  }
  return ['trials.csv', 'summary.csv'].map((name) => readFileSync(join(out, name), 'utf8'));
}

describe.each(configs)('the CSVs of %s are the same to the byte', (config) => {
  const expected = csvsOf(config, process.execPath, 1);

  it('and hold every trial', () => {
    expect(expected[0]?.trimEnd().split('\n')).toHaveLength(TRIALS + 1);
  });

  it('when run again', () => {
    expect(csvsOf(config, process.execPath, 1)).toEqual(expected);
  });

  it('on two workers', () => {
    expect(csvsOf(config, process.execPath, 2)).toEqual(expected);
  });

  it.each(otherRuntimes().filter((runtime) => runtime.isInstalled))(
    'on Node $version',
    ({ binary }) => {
      expect(csvsOf(config, binary, 2)).toEqual(expected);
    },
  );
});

describe.each(configs)('the records of %s', (config) => {
  it('are the same in any order of trials', () => {
    const forwards = new TrialRunner(planOf(config));
    const backwards = new TrialRunner(planOf(config));
    const trials = Array.from({ length: TRIALS }, (_, trial) => trial);
    const expected = trials.map((trial) => forwards.run(trial));
    const reversed = trials.toReversed().map((trial) => backwards.run(trial));
    expect(reversed.toReversed()).toEqual(expected);
  });
});
