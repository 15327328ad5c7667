import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fencedBlocks, rewriteBlock } from './fenced-blocks.ts';

/** The README's listings are files of the repository, with the imports that a user writes. */
const listings = {
  'ts echo.ts': 'src/protocols/basics/echo/echo.ts',
  'ts echo.test.ts': 'test/protocols/basics/echo/echo.test.ts',
};

it.each(Object.entries(listings))('the README’s listing %s is %s', (info, path) => {
  const block = fencedBlocks('README.md').find((candidate) => candidate.info === info);
  const listing = asUsersWriteIt(readFileSync(path, 'utf8'));
  // biome-ignore lint/complexity/useLiteralKeys: the compiler asks for brackets on index signatures.
  if (process.env['COORDSIM_REWRITE'] === '1' && block !== undefined) rewriteBlock(block, listing);
  else expect(block?.lines).toEqual(listing);
});

/** All imports of ours become one import of the package. */
function asUsersWriteIt(source: string): string[] {
  const names: string[] = [];
  const lines: string[] = [];
  for (const line of source.trimEnd().split('\n')) {
    if (line.endsWith("/echo/echo.ts';")) {
      lines.push("import { echo } from './echo.ts';");
      continue;
    }
    const ours = /^import (type )?\{ (.*) \} from '(?:\.\.\/)+(?:core|src)\/[\w/.-]*';$/.exec(line);
    if (ours === null) lines.push(line);
    else
      names.push(...(ours[2] ?? '').split(', ').map((name) => (ours[1] ? `type ${name}` : name)));
  }
  const sorted = names.sort((left, right) => (bare(left) < bare(right) ? -1 : 1));
  const at = lines.findIndex((line) => line.startsWith('import '));
  return [...lines.slice(0, at), ...importOf(sorted), ...lines.slice(at)];
}

function importOf(names: readonly string[]): string[] {
  const oneLine = `import { ${names.join(', ')} } from 'coordsim';`;
  if (oneLine.length <= 100) return [oneLine];
  return ['import {', ...names.map((name) => `  ${name},`), "} from 'coordsim';"];
}

function bare(name: string): string {
  return name.replace('type ', '').toLowerCase();
}
