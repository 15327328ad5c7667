import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fencedBlocks } from '../docs/fenced-blocks.ts';

const folder = mkdtempSync(join(tmpdir(), 'coordsim-outside-'));
afterAll(() => rmSync(folder, { recursive: true }));

// A project of somebody else's: the package as npm packs it, and its dependencies.
beforeAll(() => {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const modules = join(folder, 'node_modules');
  mkdirSync(join(modules, 'coordsim'), { recursive: true });
  const archive = join(folder, packed.trim().split('\n').at(-1) ?? '');
  execFileSync('tar', ['-xzf', archive, '--strip-components=1', '-C', join(modules, 'coordsim')]);
  for (const name of readdirSync('node_modules')) {
    if (!name.startsWith('.')) symlinkSync(resolve('node_modules', name), join(modules, name));
  }
  writeFileSync(join(folder, 'package.json'), '{ "name": "elsewhere", "type": "module" }\n');
  for (const { info, lines } of fencedBlocks('README.md')) {
    const [language, file] = info.split(' ');
    if (language === 'ts' && file !== undefined) {
      writeFileSync(join(folder, file), `${lines.join('\n')}\n`);
    }
  }
});

describe('in a project outside the repository', () => {
  it('the README’s protocol passes the README’s test', () => {
    const vitest = resolve('node_modules/vitest/vitest.mjs');
    const output = execFileSync(
      process.execPath,
      [vitest, 'run', '--root', folder, '--reporter=json'],
      {
        encoding: 'utf8',
        cwd: folder,
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    const report = JSON.parse(output.slice(output.indexOf('{'))) as {
      numPassedTests: number;
      numFailedTests: number;
    };
    expect(report.numFailedTests).toBe(0);
    expect(report.numPassedTests).toBeGreaterThanOrEqual(3);
  });

  it('the README’s protocol compiles under strict types', () => {
    const options = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2023',
      '--skipLibCheck',
      '--allowImportingTsExtensions',
    ];
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const compile = (): string =>
      execFileSync(process.execPath, [tsc, ...options, 'echo.ts'], {
        cwd: folder,
        encoding: 'utf8',
      });
    expect(compile()).toBe('');
  });

  it('the command runs', () => {
    const bin = join(folder, 'node_modules/coordsim/dist/cli/main.js');
    const output = execFileSync(process.execPath, [bin, 'list', 'protocols'], {
      cwd: folder,
      encoding: 'utf8',
    });
    expect(output).toContain('raft');
  });
});
