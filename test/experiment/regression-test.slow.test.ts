import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { sealCapsule } from '../../src/experiment/capsule.ts';
import { configHash } from '../../src/experiment/config/config-hash.ts';
import { regressionTest } from '../../src/experiment/regression-test.ts';
import { shrinkTrial } from '../../src/experiment/shrink/shrink-trial.ts';
import { planOf } from '../configs.ts';

const plan = planOf('two-phase-commit/mutants/unilateral-abort.yaml');
const origin = {
  config: plan.config.name,
  configHash: configHash(plan.config),
  trials: 1000,
  failing: 412,
  firstTrials: [0],
};
const capsule = sealCapsule(shrinkTrial(plan, 0), origin, '0.1.0');
const liar = sealCapsule(
  shrinkTrial(planOf('bracha-broadcast/mutants/half-echoes.yaml'), 2),
  origin,
  '0.1.0',
);
const text = regressionTest(capsule, resolve('dist/index.js'));

const folder = mkdtempSync(join(tmpdir(), 'coordsim-regress-'));
symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a regression test fails before the defect is mended, and says what broke', () => {
  const { status, output } = runVitest('before.test.ts', text);
  expect(status).toBe(1);
  expect(output).toContain(capsule.violation.explanation);
});

test('the same test passes once the defect is mended', () => {
  const mended = text.replace(/^ {2}variant: .*\n/m, '');
  expect(mended).not.toBe(text);
  expect(runVitest('after.test.ts', mended)).toMatchObject({ status: 0 });
});

test('a regression test compiles under strict types and is formatted as this repository is', () => {
  writeFileSync(join(folder, 'strict.test.ts'), text);
  writeFileSync(join(folder, 'liar.test.ts'), regressionTest(liar, resolve('dist/index.js')));
  const tsc = resolve('node_modules/typescript/bin/tsc');
  const strict = ['--strict', '--exactOptionalPropertyTypes', '--noUncheckedIndexedAccess'];
  const options = ['--noEmit', ...strict, '--module', 'nodenext', '--target', 'es2023'];
  const types = [
    '--skipLibCheck',
    '--types',
    'node',
    '--typeRoots',
    resolve('node_modules/@types'),
  ];
  const files = ['strict.test.ts', 'liar.test.ts'];
  const compiled = spawnSync(process.execPath, [tsc, ...options, ...types, ...files], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(compiled.stdout).toBe('');
  const biome = resolve('node_modules/@biomejs/biome/bin/biome');
  for (const written of [capsule, liar].map((sealed) => regressionTest(sealed))) {
    const formatted = spawnSync(
      process.execPath,
      [biome, 'format', '--stdin-file-path=test/regressions/strict.test.ts'],
      { encoding: 'utf8', input: written },
    );
    expect(formatted.stdout).toBe(written);
  }
});

test('a regression test tells where it comes from', () => {
  expect(text).toContain('AC1 Agreement: ');
  expect(text).toContain('Seen in 412 of 1000 trials of two-phase-commit/mutants/unilateral-abort');
  expect(text).toContain(` * - ${capsule.schedule[0]}\n`);
});

function runVitest(name: string, content: string): { status: number | null; output: string } {
  writeFileSync(join(folder, name), content);
  const vitest = resolve('node_modules/vitest/vitest.mjs');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitest, 'run', name, '--root', folder],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
  return { status, output: stdout + stderr };
}
