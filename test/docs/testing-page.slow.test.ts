import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fencedBlocks } from './fenced-blocks.ts';

const folder = mkdtempSync(join(tmpdir(), 'coordsim-testing-'));
afterAll(() => rmSync(folder, { recursive: true }));

// A user's project: the listings of README and docs/testing.md, and coordsim under its name.
beforeAll(() => {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules);
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  symlinkSync(resolve('.'), join(modules, 'coordsim'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "elsewhere", "type": "module" }\n');
  for (const page of ['README.md', 'docs/testing.md']) {
    for (const { info, lines } of fencedBlocks(page)) {
      const file = info.split(' ')[1];
      if (file !== undefined) writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
    }
  }
});

test('the listing for vitest passes', () => {
  const vitest = resolve('node_modules/vitest/vitest.mjs');
  expect(run(vitest, 'run', '--root', folder, 'echo.property.test.ts')).toMatchObject({
    status: 0,
    output: expect.stringMatching(/3 passed/),
  });
});

test('the listing for node:test passes', () => {
  expect(run('--test', 'echo.node-test.mjs')).toMatchObject({
    status: 0,
    output: expect.stringMatching(/pass 2/),
  });
});

function run(...args: readonly string[]): { status: number | null; output: string } {
  const { NODE_OPTIONS: _, NODE_TEST_CONTEXT: __, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, NO_COLOR: '1' },
  });
  return { status, output: stdout + stderr };
}
