import { readFileSync } from 'node:fs';
import type { Capsule } from '../experiment/capsule.ts';
import { looksLikeCapsule, parseCapsule } from '../experiment/capsule-schema.ts';
import { UsageError } from './usage-error.ts';

/** Reads a capsule. Throws `UsageError` when there is no such file, `CapsuleError` when it is none. */
export function loadCapsule(file: string): Capsule {
  return parseCapsule(readText(file), file);
}

/** Reads the file as a capsule if it is meant to be one; undefined where it is a config, or nothing that can be read. */
export function loadIfCapsule(file: string): Capsule | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
  // A config may be JSON too.
  const isNoConfig = file.endsWith('.json') && !/"protocol"\s*:/.test(text);
  const isMeant = isNoConfig || looksLikeCapsule(text);
  return isMeant ? parseCapsule(text, file) : undefined;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UsageError(`there is no capsule ${file}`);
    if (code === 'EISDIR') {
      throw new UsageError(`${file} is a folder; name one capsule, such as those in violations/`);
    }
    if (code === 'EACCES') throw new UsageError(`${file} cannot be read: permission is denied`);
    throw error;
  }
}
