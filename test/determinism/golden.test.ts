import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { otherRuntimes } from '../../scripts/runtimes/index.mjs';
import { TrialRunner } from '../../src/experiment/trial.ts';
import { configPaths, planOf } from '../configs.ts';

const installed = otherRuntimes().filter((runtime) => runtime.isInstalled);

const FILE = 'test/determinism/golden-hashes.json';

/** One trial of every config at seed 42: its trace hash. */
function hashes(): Record<string, string> {
  return Object.fromEntries(
    configPaths.map((path) => {
      const runner = new TrialRunner(planOf(path, { seed: '42' }));
      return [path, runner.run(0).traceHash];
    }),
  );
}

describe('the golden hashes', () => {
  it('of every config at seed 42 are those committed', () => {
    const present = hashes();
    // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
    if (process.env['COORDSIM_REWRITE'] === '1') {
      writeFileSync(FILE, `${JSON.stringify(present, null, 2)}\n`);
    }
    // A change here changes every result of the config: say so in CHANGELOG.md under Traces.
    expect(present).toEqual(golden());
  });

  it.runIf(process.platform === 'linux')('can be checked on two more versions of Node', () => {
    expect(installed).toHaveLength(2);
  });

  it.each(installed)('are the same on Node $version', ({ binary }) => {
    const output = execFileSync(binary, ['test/determinism/print-hashes.mjs', ...configPaths], {
      encoding: 'utf8',
    });
    expect(JSON.parse(output)).toEqual(golden());
  });
});

function golden(): Record<string, string> {
  return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, string>;
}
