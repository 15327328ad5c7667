import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';

// A rule that never fires looks like a rule that is never broken.
const banned = [
  'export const roll = Math.random();',
  "export const power = Math['pow'](2, 0.5);",
  'export const { exp } = Math;',
  'export const power = 2 ** 0.5;',
  'export const power = 3 ** 4;',
  'export let power = 2;\npower **= 0.5;',
  'export const now = Date.now();',
  'export const now = performance.now();',
  'export const later = setTimeout;',
  'export async function late(): Promise<void> {}',
  'export const late = async () => 1;',
  'export const late = { async go() {} };',
  'export class Late {\n  static async go() {}\n}',
  'export type Late = Promise<number>;',
  "export const order = 'a'.localeCompare('b');",
  'export const order = new Intl.Collator();',
  'export const order = [10, 9].sort();',
  'export const surroundings = globalThis;',
];
const allowed = [
  'export const span = 2 ** 32;',
  'export const root = Math.sqrt(Math.max(1, 2));',
  'export const order = [10, 9].sort((a, b) => a - b);',
  'export const bits = Math.imul(3, 5) >>> 1;',
];
const pureLayers = [
  'core',
  'algorithms',
  'engine',
  'network',
  'faults',
  'policies',
  'protocols',
  'checking',
];

const rejected = rejectedFiles();

test.each(banned)('every pure layer rejects %s', (code) => {
  for (const layer of pureLayers) expect(rejected).toContain(fileOf(layer, code));
});

test.each(allowed)('every pure layer accepts %s', (code) => {
  for (const layer of pureLayers) expect(rejected).not.toContain(fileOf(layer, code));
});

test.each(banned)('the outer layers may write %s', (code) => {
  expect(rejected).not.toContain(fileOf('report', code));
});

function fileOf(layer: string, code: string): string {
  return `src/${layer}/snippet-${[...banned, ...allowed].indexOf(code)}.ts`;
}

/** Lints every snippet in every layer of a scratch repository with our configuration, in one go. */
function rejectedFiles(): Set<string> {
  const scratch = mkdtempSync(join(tmpdir(), 'coordsim-bans-'));
  try {
    for (const path of ['biome.json', '.gitignore', 'scripts/lint']) {
      cpSync(path, join(scratch, path), { recursive: true });
    }
    for (const layer of [...pureLayers, 'report']) {
      mkdirSync(join(scratch, 'src', layer), { recursive: true });
      for (const code of [...banned, ...allowed]) {
        writeFileSync(join(scratch, fileOf(layer, code)), `${code}\n`);
      }
    }
    const biome = resolve('node_modules/@biomejs/biome/bin/biome');
    const args = [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'];
    const run = spawnSync(process.execPath, args, {
      cwd: scratch,
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    return errorPaths(JSON.parse(run.stdout));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function errorPaths(report: {
  diagnostics: { severity: string; location: { path: string } }[];
}): Set<string> {
  const errors = report.diagnostics.filter(({ severity }) => severity === 'error');
  return new Set(errors.map(({ location }) => location.path));
}
