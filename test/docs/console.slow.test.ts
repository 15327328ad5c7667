import { execSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type FencedBlock, fencedBlocks, isShown, rewriteBlock } from './fenced-blocks.ts';

const pages = [
  'README.md',
  ...readdirSync('docs')
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const blocks = pages.flatMap(fencedBlocks).filter(({ info }) => info === 'console');

// Commands of the pages run where a reader would run them, but leave their results elsewhere.
const folder = mkdtempSync(join(tmpdir(), 'coordsim-docs-'));
symlinkSync(resolve('sim-configs'), join(folder, 'sim-configs'));
symlinkSync(resolve('docs'), join(folder, 'docs'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('what the pages show is what the commands print', () => {
  it('and there are such blocks', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(2);
  });

  it.each(blocks.map((block) => ({ place: `${block.file}:${block.line}`, block })))(
    '$place',
    ({ block }) => {
      const [prompt = '', ...shown] = block.lines;
      const output = run(prompt.replace(/^\$ /, ''));
      // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
      if (process.env['COORDSIM_REWRITE'] === '1') rewrite(block, shown, output);
      else if (!isShown(shown, output)) expect(output).toEqual(shown);
    },
  );
});

/** The lines that a command prints, whatever its exit code. */
function run(command: string): string[] {
  const local = command.replace('npx coordsim', `node ${resolve('dist/cli/main.js')}`);
  const output = execSync(`${local} || true`, {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return output.trimEnd().split('\n');
}

/** A page that leaves lines out has to be edited by hand. */
function rewrite(block: FencedBlock, shown: readonly string[], output: readonly string[]): void {
  if (isShown(shown, output)) return;
  if (shown.includes('…'))
    throw new Error(`${block.file}:${block.line} leaves lines out: edit it.`);
  rewriteBlock(block, [block.lines[0] ?? '', ...output]);
}
