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

/** What a run of all configs wrote, by the folder that it wrote to. */
const written = new Map<string, string[][]>();

/** The CSVs that a run of the config writes, byte for byte. One process runs all configs, on its first call. */
function csvsOf(config: string, run: string, node: string, jobs: number): string[] | undefined {
  const csvs = written.get(run) ?? runAll(join(folder, run), node, jobs);
  written.set(run, csvs);
  return csvs[configs.indexOf(config)];
}

function runAll(out: string, node: string, jobs: number): string[][] {
  const args = ['test/determinism/run-configs.mjs', String(TRIALS), String(jobs), out, ...configs];
  execFileSync(node, args, { stdio: 'pipe' });
  return configs.map((_, index) =>
    ['trials.csv', 'summary.csv'].map((name) =>
      readFileSync(join(out, String(index), name), 'utf8'),
    ),
  );
}

describe.each(configs)('the CSVs of %s are the same to the byte', (config) => {
  const expected = csvsOf(config, 'first', process.execPath, 1);

  it('and hold every trial', () => {
    expect(expected?.[0]?.trimEnd().split('\n')).toHaveLength(TRIALS + 1);
  });

  it('when run again', () => {
    expect(csvsOf(config, 'again', process.execPath, 1)).toEqual(expected);
  });

  it('on two workers', () => {
    expect(csvsOf(config, 'on-two-workers', process.execPath, 2)).toEqual(expected);
  });

  it.each(otherRuntimes().filter((runtime) => runtime.isInstalled))(
    'on Node $version',
    ({ binary, version }) => {
      expect(csvsOf(config, `on-${version}`, binary, 2)).toEqual(expected);
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
