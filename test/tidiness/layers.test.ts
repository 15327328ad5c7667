import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

interface Cruise {
  modules: { source: string }[];
  summary: { violations: { rule: { name: string }; from: string; to: string }[] };
}

const cruise = cruiseSrc();

// A cruise that sees nothing finds nothing wrong: with a compiler that it does not know,
// dependency-cruiser sees no module of TypeScript and reports success.
test('the layer check sees every module of src', () => {
  const seen = cruise.modules.map((module) => module.source).filter((path) => isSource(path));
  const present = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path.replaceAll('\\', '/')}`)
    .filter((path) => isSource(path));

  expect(present).not.toHaveLength(0);
  expect(seen.toSorted()).toEqual(present.toSorted());
});

test('every import stays within what its layer may import', () => {
  const violations = cruise.summary.violations.map(
    ({ rule, from, to }) => `${rule.name}: ${from} → ${to}`,
  );
  expect(violations).toEqual([]);
});

function isSource(path: string): boolean {
  return path.startsWith('src/') && path.endsWith('.ts');
}

function cruiseSrc(): Cruise {
  const cli = 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs';
  const args = [cli, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', 'src'];
  const run = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  // Violations set the exit status, too, and are better shown one by one than as a status.
  if (!run.stdout.startsWith('{')) throw new Error(`dependency-cruiser failed: ${run.stderr}`);
  return JSON.parse(run.stdout);
}
