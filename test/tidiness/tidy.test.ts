import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, test } from 'vitest';

const sources = filesUnder('src');
const texts = new Map(sources.map((path) => [path, readFileSync(path, 'utf8')]));

describe('names', () => {
  test('no file is a drawer for odds and ends', () => {
    const banned = /^(utils?|helpers?|common|misc|stuff|tools?)\.ts$/;
    expect(sources.filter((path) => banned.test(basename(path)))).toEqual([]);
  });

  test('files and folders are kebab-case', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*((\.slow)?\.test|\.bench)?\.ts$/;
    const folder = /^[a-z0-9]+(-[a-z0-9]+)*$/;
    const isKebab = (path: string) => {
      const parts = path.split('/');
      return (
        kebab.test(parts.at(-1) ?? '') && parts.slice(0, -1).every((part) => folder.test(part))
      );
    };
    const everywhere = [
      ...sources,
      ...filesUnder('test'),
      ...filesUnder('bench'),
      ...filesUnder('experiments'),
    ];
    expect(everywhere.filter((path) => !isKebab(path))).toEqual([]);
  });

  test('no class or type is a Manager, Helper, Util, Data or Info', () => {
    const declaration = /\b(?:class|interface|type)\s+(\w*(?:Manager|Helper|Utils?|Data|Info))\b/g;
    expect(findInSources(declaration)).toEqual([]);
  });
});

test('no module has a default export', () => {
  expect(findInSources(/^\s*export (default)\b|^\s*export \{[^}]*\bas (default)\b/gm)).toEqual([]);
});

test('every citation in a comment is in the bibliography', () => {
  const entries = new Set(bibliographyKeys());
  const missing = [...texts].flatMap(([path, text]) =>
    citationsIn(text)
      .filter((citation) => !resolves(citation, entries))
      .map((citation) => `${path}: [${citation}]`),
  );
  expect(missing).toEqual([]);
});

test('no work is in the bibliography twice', () => {
  const keys = bibliographyKeys();
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

/** Entries read `- **[Raft]** Ongaro, D., …`. */
function bibliographyKeys(): string[] {
  const path = 'docs/bibliography.md';
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return [...text.matchAll(/^[-*] \*\*\[([^\]]+)\]\*\*/gm)].map(([, key]) => key ?? '');
}

/**
 * What stands in brackets in a comment as `[Raft §5.4.2]`, `[Vickrey 1961 §II]` or `[PBFT]`.
 *
 * A capital letter begins it, and prose between brackets does not look like it: it is a work's name,
 * of at most four words, perhaps with a year, a section, a figure, a page or a theorem.
 */
function citationsIn(text: string): string[] {
  const comments = text.matchAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g);
  const citation =
    /\[([A-Z][\w.&'’-]*(?: (?:[\w.&'’-]+)){0,3}(?:,? (?:§|Fig\.|Figure|Thm\.?|Theorem|Lemma|ch\.|p\.|pp\.)[^\]]*)?)\](?![(\w])/g;
  return [...comments].flatMap(([comment]) =>
    [...comment.matchAll(citation)].map(([, inside]) => (inside ?? '').replace(/\s+/g, ' ')),
  );
}

/** A citation resolves when the bibliography has its text up to some word: the rest is the place. */
function resolves(citation: string, entries: ReadonlySet<string>): boolean {
  const words = citation.split(' ');
  return words.some((_, index) =>
    entries.has(
      words
        .slice(0, index + 1)
        .join(' ')
        .replace(/,$/, ''),
    ),
  );
}

function findInSources(pattern: RegExp): string[] {
  return [...texts].flatMap(([path, text]) =>
    [...text.matchAll(pattern)].map(
      ([found, ...groups]) => `${path}: ${groups.find((group) => group) ?? found}`,
    ),
  );
}

function filesUnder(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => `${folder}/${path.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts') && !path.includes('/node_modules/'));
}
