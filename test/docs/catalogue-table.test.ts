import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { protocols } from '../../src/protocols/index.ts';

/** The README's table of protocols: a row each, with a link to its file and the number of its broken variants. */
const rows = [
  ...readFileSync('README.md', 'utf8').matchAll(/^\| \[`([\w-]+)`\]\(([^)]+)\) \|.*\| (\d+) \|$/gm),
].map(([, name, path, count]) => ({ name, path, count: Number(count) }));

it('the README has a row for every protocol, and tells how many broken variants each has', () => {
  const told = Object.fromEntries(rows.map(({ name, count }) => [name, count]));
  const known = Object.fromEntries(protocols.map(({ name, mutants }) => [name, mutants.length]));
  expect(told).toEqual(known);
});

it.each(rows)('the README’s row of $name leads to its file', ({ name, path }) => {
  expect(readFileSync(path ?? '', 'utf8')).toContain(`name: '${name}'`);
});
